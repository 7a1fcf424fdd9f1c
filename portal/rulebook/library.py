"""The packs that the product is delivered with become versions like any other, once."""

import logging
from pathlib import Path

from django.conf import settings

import rules.packs
from portal.platform.clock import now
from portal.rulebook.models import PackVersion
from rules.packs import Pack, load_pack

log = logging.getLogger(__name__)
LIBRARY = Path(rules.packs.__file__).parent / "library"


def install_library() -> int:
    """Add the versions that are missing and return their number. A version that is there stays as it is.

    Sample packs, which hold invented decisions, are added only where sample data may be.
    """
    return sum(_install(folder.parent) for folder in sorted(LIBRARY.glob("*/*/pack.toml")))


def _install(folder: Path) -> bool:
    dmn, manifest, tests = ((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml"))
    pack = load_pack(dmn, manifest, tests)
    if pack.sample and not settings.SAMPLE_DATA:
        return False
    row = {**columns_of(pack), "dmn": dmn, "manifest": manifest, "tests": tests, "published_at": now()}
    version, is_new = PackVersion.objects.get_or_create(key=pack.key, version=pack.version, defaults=row)
    if version.sha256 != pack.sha256:
        log.warning("%s: the library holds other contents under this version; those in service stay", version)
    return is_new


def columns_of(pack: Pack) -> dict[str, object]:
    """What a version's row repeats of its manifest, for searching and listing."""
    return {
        "kind": pack.kind.value,
        "sample": pack.sample,
        "title_vi": pack.title.vi,
        "title_en": pack.title.en,
        "valid_from": pack.valid_from,
        "valid_to": pack.valid_to,
        "sha256": pack.sha256,
    }
