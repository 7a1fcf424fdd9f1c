"""Packs ready to decide. A version never changes, so it is read and checked once in each process."""

from functools import lru_cache
from uuid import UUID

from portal.platform.errors import Unavailable
from portal.rulebook.models import PackVersion
from rules.packs import Pack, load_pack


@lru_cache(maxsize=64)
def pack_of(version_id: UUID) -> Pack:
    """The pack of a stored version. Raises Unavailable PACK_CHANGED when the bytes no longer match their seal."""
    row = PackVersion.objects.get(pk=version_id)
    pack = load_pack(bytes(row.dmn), bytes(row.manifest), bytes(row.tests))
    if pack.sha256 != row.sha256:
        raise Unavailable("PACK_CHANGED", pack=row.key)
    return pack
