"""The search for boxes that no row covers: a sweep over one dimension after the other, cut as early as possible.

At each step the places of a dimension are put together that the same of the remaining rows accept. A branch ends when
no row is left (a gap), when one row accepts all that remains, when the rows that are left exclude each other and their
volumes add up to the whole, or when the same rows were already seen to cover the same dimensions.
After Calvanese, Dumas, Laurson, Maggi, Montali and Teinemaa, "Semantics and analysis of DMN decision tables" (2016).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from rules.evaluate.masks import bits, rows_by_place

FEW_MASKS = 24  # up to so many different cells the places are split cell by cell; above, they are gone through


class WorkDone(Exception):  # noqa: N818  # no error: the allowance of work is used up
    """The search is larger than its allowance."""


@dataclass(slots=True)
class Allowance:
    """Work that a search may still do, in visited rows and places."""

    left: int

    def spend(self, amount: int) -> None:
        """Raises WorkDone."""
        self.left -= amount
        if self.left < 0:
            raise WorkDone


class GapSearch:
    """The gaps that a set of rows leaves in a space.

    masks     masks[d][r]: places of dimension d that row r accepts
    meeting   meeting[r]: the set of rows that have a point in common with row r, itself among them
    """

    def __init__(self, masks: Sequence[Sequence[int]], meeting: Sequence[int], allowance: Allowance) -> None:
        self._masks = masks
        self._meeting = meeting
        self._allowance = allowance
        self._order = sorted(range(len(masks)), key=lambda d: len(set(masks[d])))
        self._by_place = [
            rows_by_place(column, max(m.bit_length() for m in column)) if column else [] for column in masks
        ]

    def gaps(self, space: Sequence[int], rows: int) -> Iterator[tuple[int, ...]]:
        """Disjoint boxes (one mask for each dimension) that together are all that the rows do not cover.

        space  the places of each dimension that count; rows  the set of rows that may cover them
        Raises WorkDone.
        """
        if not all(space):
            return
        self._space = space
        self._covered: set[tuple[int, int]] = set()
        alive = [r for r in bits(rows) if all(c[r] & s for c, s in zip(self._masks, space, strict=True))]
        self._allowance.spend(len(alive) * len(space))
        self._prepare(alive)
        yield from self._search(0, sum(1 << r for r in alive), [])

    def _prepare(self, rows: Sequence[int]) -> None:
        """For each step: the rows that accept all that remains, and the volume of each row in what remains."""
        self._full = [sum(1 << r for r in rows)]
        self._volume = [dict.fromkeys(rows, 1)]
        for dimension in reversed(self._order):
            column, space, later = self._masks[dimension], self._space[dimension], self._volume[-1]
            self._volume.append({r: (column[r] & space).bit_count() * later[r] for r in rows})
            self._full.append(sum(1 << r for r in bits(self._full[-1]) if not space & ~column[r]))
        self._full.reverse()
        self._volume.reverse()

    def _search(self, level: int, alive: int, box: list[int]) -> Iterator[tuple[int, ...]]:
        if not alive:
            yield self._placed(box)
            return
        if alive & self._full[level] or (level, alive) in self._covered:
            return
        self._allowance.spend(alive.bit_count())
        if self._adds_up(level, alive):
            self._covered.add((level, alive))
            return
        found = False
        for places, rows in self._classes(level, alive):
            for gap in self._search(level + 1, rows, [*box, places]):
                found = True
                yield gap
        if not found:
            self._covered.add((level, alive))

    def _adds_up(self, level: int, alive: int) -> bool:
        """Whether some of the rows exclude each other and leave nothing. The largest are tried first."""
        volume, meeting = self._volume[level], self._meeting
        total = prod(self._space[d].bit_count() for d in self._order[level:])
        taken = 0
        for row in sorted(bits(alive), key=volume.__getitem__, reverse=True):
            if not meeting[row] & taken:
                taken |= 1 << row
                total -= volume[row]
        return total == 0

    def _classes(self, level: int, alive: int) -> list[tuple[int, int]]:
        """(places, rows that accept them) of one dimension, in order of the places."""
        dimension = self._order[level]
        space = self._space[dimension]
        groups = _grouped(self._masks[dimension], alive)
        classes: dict[int, int] = {}
        if len(groups) <= FEW_MASKS:
            parts = [(space, 0)]
            for mask, rows in groups.items():
                inside = [(places & mask, already | rows) for places, already in parts]
                parts = [p for p in (*inside, *((places & ~mask, already) for places, already in parts)) if p[0]]
            self._allowance.spend(len(parts))
            for places, rows in parts:
                classes[rows] = classes.get(rows, 0) | places
        else:
            by_place = self._by_place[dimension]
            self._allowance.spend(space.bit_count())
            for place in bits(space):
                rows = by_place[place] & alive if place < len(by_place) else 0
                classes[rows] = classes.get(rows, 0) | 1 << place
        return sorted(((places, rows) for rows, places in classes.items()), key=lambda c: c[0] & -c[0])

    def _placed(self, box: list[int]) -> tuple[int, ...]:
        """The box in the order of the dimensions; those that were not reached are whole."""
        whole = list(self._space)
        for level, places in enumerate(box):
            whole[self._order[level]] = places
        return tuple(whole)


def _grouped(column: Sequence[int], rows: int) -> dict[int, int]:
    """mask -> set of the rows that have it."""
    groups: dict[int, int] = {}
    for row in bits(rows):
        groups[column[row]] = groups.get(column[row], 0) | 1 << row
    return groups


def merged(boxes: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The same boxes with those put together that differ in one dimension only."""
    found = list(boxes)
    for dimension in range(len(found[0]) if found else 0):
        together: dict[tuple[int, ...], int] = {}
        for box in found:
            rest = (*box[:dimension], 0, *box[dimension + 1 :])
            together[rest] = together.get(rest, 0) | box[dimension]
        found = [(*rest[:dimension], places, *rest[dimension + 1 :]) for rest, places in together.items()]
    return found
