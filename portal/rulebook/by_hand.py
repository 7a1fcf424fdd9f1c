"""A draft that is edited by hand: what its grid is drawn from, and what the grid says."""

from collections.abc import Mapping
from typing import Any

from portal.rulebook.compiled import pack_of
from portal.rulebook.grid import Reading, Source, grid_of, read_grid
from portal.rulebook.judge import manifest_of
from portal.rulebook.models import PackDraft
from rules.packs import PackError, load_pack
from rules.packs.manifest import read_tests
from rules.packs.write import write_tests


def source_of(draft: PackDraft) -> Source:
    """What the grid of a draft is drawn from and read against."""
    base = pack_of(draft.base_id)
    return Source(base, bytes(draft.base.dmn), bytes(draft.dmn), read_tests(bytes(draft.tests)))


def read_typed(draft: PackDraft, source: Source, typed: Mapping[str, Any]) -> Reading:
    """What the grid says with what was just typed; `taken` only where it is a pack as a whole. Raises GridWrong."""
    earlier = draft.typed or {}
    reading = read_grid(source, {**earlier, **typed}, grid_of(source, earlier))
    if reading.taken is not None:
        manifest = manifest_of(draft, source.pack, "draft")
        try:
            load_pack(reading.taken.dmn, manifest, write_tests(reading.taken.tests))
        except PackError as wrong:
            reading.refuse(wrong)
    return reading
