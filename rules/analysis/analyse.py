"""The door: what is wrong with a decision table, each fault with a concrete example."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rules.analysis.gaps import Allowance, GapSearch, WorkDone, merged
from rules.analysis.grid import Grid, grid_of
from rules.analysis.hidden import subsumed_rows
from rules.analysis.model import Analysis, Gap, GapKind, Overlap, Subsumed, Undecided
from rules.analysis.outputs import Outputs
from rules.analysis.pairs import covering, meeting
from rules.analysis.words import case_of
from rules.evaluate.masks import bits
from rules.evaluate.table import SINGLE
from rules.feel import Text
from rules.packs.model import HitPolicy, Pack, Table

WORK = 4_000_000  # rows and places visited in one search for gaps; some seconds
FACTS_DECIDE = Text(
    "Kết quả của dòng phụ thuộc thông tin của hồ sơ nên không kết luận được hai dòng chồng nhau có trái nhau không",
    "The row's output depends on facts: whether two rows that overlap contradict each other cannot be said",
)


def analyse(
    table: Table,
    *,
    decision: str,
    day: date | None = None,
    limit: int = 20,
    period: tuple[date | None, date | None] = (None, None),
) -> Analysis:
    """Gaps, overlaps and rows that are never seen, exact, each with a counter-example.

    decision  the name that findings carry
    day       only rows valid on that day; None: all rows, the day of the decision being a dimension of its own
    limit     at most so many of each kind; `stopped` tells when there are more
    period    with no day: the first and last day that count, both inclusive, None is open
    What cannot be analysed is told in `undecided`; the rest stays exact for the other rows and columns.
    """
    grid = grid_of(table, decision, day, period)
    made = _Analysing(table, decision, grid, limit)
    gaps = made.gaps()
    overlaps, count = made.overlaps()
    subsumed = made.subsumed()
    return Analysis(
        decision,
        day,
        gaps,
        overlaps,
        subsumed,
        (*grid.undecided, *made.undecided),
        tuple(dict.fromkeys(made.stopped)),
        count,
        made.searched,
    )


def analyse_pack(pack: Pack, *, day: date | None = None, limit: int = 20) -> tuple[Analysis, ...]:
    """The analysis of every table of a pack, over the pack's own dates or for one day."""
    period = (pack.valid_from, pack.valid_to)
    return tuple(
        analyse(found.logic, decision=name, day=day, limit=limit, period=period)
        for name, found in pack.decisions.items()
        if isinstance(found.logic, Table)
    )


@dataclass(slots=True)
class _Space:
    """A part of the values: the places of each dimension, and the columns that are null in all of it."""

    places: list[int]
    missing: tuple[int, ...]


class _Analysing:
    def __init__(self, table: Table, decision: str, grid: Grid, limit: int) -> None:
        self.table, self.decision, self.grid, self.limit = table, decision, grid, limit
        self.dimensions = grid.dimensions
        self.whole = [dimension.whole for dimension in grid.dimensions]
        self.outputs = Outputs(table, grid.rows)
        self.stopped: list[Text] = []
        self.undecided: list[Undecided] = []
        self.searched = False
        self.certain_rows = ((1 << len(grid.rows)) - 1) & ~grid.unsure
        self.meeting = meeting(len(grid.rows), grid.must, self.whole)

    # --- gaps

    def gaps(self) -> tuple[Gap, ...]:
        """Boxes without a row. First those with all facts known, then those that a missing fact opens."""
        together = meeting(len(self.grid.rows), self.grid.may, self.whole)
        search = GapSearch(self.grid.may, together, Allowance(WORK))
        everyone = (1 << len(self.grid.rows)) - 1
        found: list[Gap] = []
        try:
            for space in self._spaces():
                boxes = list(islice(search.gaps(space.places, everyone), 4 * self.limit + 1))
                found += [self._gap(box, space) for box in merged(boxes)]
                if len(boxes) > 4 * self.limit or len(found) > self.limit:
                    self._stop("Còn khoảng hở khác ngoài các khoảng đã nêu", "There are more gaps than are listed")
                    break
                self.searched = True  # the first space is that of all facts known
        except WorkDone:
            self._stop("Bảng quá lớn để tìm hết khoảng hở", "The table is too large to find every gap")
        return tuple(found[: self.limit])

    def _spaces(self) -> Iterable[_Space]:
        """All values known; then, each combination once, the first column that is null."""
        known = [dimension.existing for dimension in self.dimensions]
        yield _Space(known, ())
        for place, dimension in enumerate(self.dimensions):
            if dimension.null:
                yield _Space([*known[:place], dimension.null, *self.whole[place + 1 :]], (place,))

    def _gap(self, box: tuple[int, ...], space: _Space) -> Gap:
        nulls = [place for place, d in enumerate(self.dimensions) if d.null and not box[place] & ~d.null]
        missing = tuple(self.dimensions[place].id for place in nulls)
        return Gap(case_of(self.dimensions, box), self._kind(), missing, self._is_certain(box))

    def _kind(self) -> GapKind:
        if any(output.default is not None for output in self.table.outputs):
            return GapKind.DEFAULT_APPLIES
        return GapKind.NO_ANSWER if self.table.hit_policy in SINGLE else GapKind.EMPTY_LIST

    def _is_certain(self, box: Iterable[int]) -> bool:
        return not any(d.computed and d.whole & ~mask for d, mask in zip(self.dimensions, box, strict=True))

    # --- overlaps

    def overlaps(self) -> tuple[tuple[Overlap, ...], int]:
        """Pairs of rows that match at once, forbidden ones first, and how many there are."""
        forbidden: list[tuple[int, int]] = []
        allowed: list[tuple[int, int]] = []
        count = 0
        for row in bits(self.certain_rows):
            others = self.meeting[row] & self.certain_rows & ~((2 << row) - 1)
            count += others.bit_count()
            for other in bits(others):
                listed = forbidden if self._forbidden(row, other) else allowed
                if len(listed) <= self.limit:
                    listed.append((row, other))
                elif len(forbidden) > self.limit:
                    break
        if count > self.limit:
            self._stop(f"Chỉ nêu {self.limit} trên {count} cặp dòng", f"Only {self.limit} of {count} pairs are listed")
        pairs = [*forbidden, *allowed][: self.limit]
        return tuple(self._overlap(row, other) for row, other in pairs), count

    def _forbidden(self, row: int, other: int) -> bool:
        if self.table.hit_policy is HitPolicy.ANY:
            return self.outputs.agree(row, other) is False
        return self.table.hit_policy is HitPolicy.UNIQUE

    def _overlap(self, row: int, other: int) -> Overlap:
        must, rows = self.grid.must, self.grid.rows
        box = [m[row] & m[other] & whole for m, whole in zip(must, self.whole, strict=True)]
        agree = self.outputs.agree(row, other)
        if agree is None and self.table.hit_policy is HitPolicy.ANY:
            self.undecided.append(Undecided(self.decision, rows[other].id, self.table.outputs[0].id, FACTS_DECIDE))
        return Overlap(
            rows[row].id,
            rows[other].id,
            case_of(self.dimensions, box),
            agree,
            self._forbidden(row, other),
            self._is_certain(box),
        )

    # --- rows that add nothing

    def subsumed(self) -> tuple[Subsumed, ...]:
        """Rows that are covered by others, or that match nothing."""
        inside = covering(len(self.grid.rows), self.grid.must, self.whole)
        search = GapSearch(self.grid.must, self.meeting, Allowance(WORK // 4))
        rows = subsumed_rows(self.table, self.grid, inside, self.meeting, self.outputs, search, self.certain_rows)
        found: list[Subsumed] = []
        try:
            for row in rows:
                if len(found) == self.limit:
                    self._stop(f"Chỉ nêu {self.limit} dòng bị che", f"Only {self.limit} hidden rows are listed")
                    break
                found.append(row)
        except WorkDone:
            self._stop("Bảng quá lớn để tìm hết dòng bị che", "The table is too large to find every hidden row")
        return tuple(found)

    def _stop(self, vi: str, en: str) -> None:
        self.stopped.append(Text(vi, en))
