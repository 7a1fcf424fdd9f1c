"""A pack version as a standard DMN 1.5 file for other tools, and the rules of such a file back."""

from collections.abc import Callable

from portal.rulebook.models import PackVersion
from rules.packs import Pack, PackError
from rules.packs.edit import with_rules
from rules.packs.exchange import Origin, exported, not_the_same, returned

MEDIA_TYPE = "application/xml"


def dmn_of(version: PackVersion) -> bytes:
    """The file of a version: DMN 1.5 with our attributes, a diagram, and the mark of the version."""
    return exported(bytes(version.dmn), Origin(version.key, version.version, version.sha256))


def take_dmn(content: bytes, base: Callable[[Origin], tuple[Pack, bytes]]) -> bytes:
    """Read a file that `dmn_of` wrote and a person edited with another tool: the version's own file with the new rules.

    base    finds the version that the file names, with the bytes of its DMN file; what it raises passes through
    Raises  PackError with every problem by element and line
    """
    found = returned(content)
    pack, dmn = base(found.origin)
    problems = not_the_same(pack, dmn, found)
    if problems:
        raise PackError(problems)
    return with_rules(dmn, found.tables)
