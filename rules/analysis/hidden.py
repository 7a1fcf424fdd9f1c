"""Rows whose output the table never gives, or that only repeat another row."""

from collections.abc import Iterator, Sequence

from rules.analysis.gaps import GapSearch
from rules.analysis.grid import Grid
from rules.analysis.model import Case, Subsumed
from rules.analysis.outputs import Outputs
from rules.analysis.words import case_of
from rules.evaluate.masks import bits
from rules.packs.model import HitPolicy, Table


def subsumed_rows(
    table: Table,
    grid: Grid,
    inside: Sequence[int],
    meeting: Sequence[int],
    outputs: Outputs,
    search: GapSearch,
    certain: int,
) -> Iterator[Subsumed]:
    """Every row that is covered wholly, by one row or, where the first row counts, by earlier rows together.

    inside   for each row the rows that accept all that it accepts; meeting: that share a point with it
    certain  the rows all of whose cells could be read; the others are passed over
    Raises WorkDone.
    """
    whole = [dimension.whole for dimension in grid.dimensions]
    for row in bits(certain):
        box = [m[row] & space for m, space in zip(grid.must, whole, strict=True)]
        if not all(box):
            yield Subsumed(grid.rows[row].id, (), hidden=True, case=None)
            continue
        others = inside[row] & certain & ~(1 << row)
        by = next((other for other in bits(others) if _counts(table, outputs, other, row, inside)), None)
        if by is not None:
            yield Subsumed(grid.rows[row].id, (grid.rows[by].id,), _hides(table), _case(grid, box))
        elif table.hit_policy is HitPolicy.FIRST:
            earlier = meeting[row] & certain & ((1 << row) - 1)
            if earlier and next(search.gaps(box, earlier), None) is None:
                names = tuple(grid.rows[other].id for other in bits(earlier))
                yield Subsumed(grid.rows[row].id, names, hidden=True, case=_case(grid, box))


def _counts(table: Table, outputs: Outputs, by: int, row: int, inside: Sequence[int]) -> bool:
    """Whether a row that covers another one makes it superfluous under the hit policy."""
    policy = table.hit_policy
    if policy is HitPolicy.FIRST:
        return by < row
    if policy is HitPolicy.PRIORITY:
        return outputs.no_worse(by, row)
    same = bool(inside[by] >> row & 1)
    return by < row or not same  # of two rows that ask for the same only the later one is told


def _hides(table: Table) -> bool:
    return table.hit_policy in {HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.UNIQUE, HitPolicy.ANY}


def _case(grid: Grid, box: Sequence[int]) -> Case:
    return case_of(grid.dimensions, box)
