"""Which rows have a point in common, and which rows lie wholly inside another one: one pass over all rows."""

from collections.abc import Sequence

from rules.evaluate.masks import Stretches, rows_by_place, runs


def meeting(rows: int, masks: Sequence[Sequence[int]], spaces: Sequence[int]) -> list[int]:
    """For each row the set of rows that share a point of the space with it, itself among them. rows: their number."""
    return _over(rows, masks, spaces, union=True)


def covering(rows: int, masks: Sequence[Sequence[int]], spaces: Sequence[int]) -> list[int]:
    """For each row the set of rows that accept every point of the space that it accepts, itself among them."""
    return _over(rows, masks, spaces, union=False)


def _over(rows: int, masks: Sequence[Sequence[int]], spaces: Sequence[int], *, union: bool) -> list[int]:
    everyone = (1 << rows) - 1
    found = [everyone] * rows
    for column, space in zip(masks, spaces, strict=True):
        size = space.bit_length()
        outside = 0 if union else everyone
        by_place = rows_by_place(column, size)
        by_place = [here if space >> place & 1 else outside for place, here in enumerate(by_place)]
        stretches = Stretches(by_place, union=union)
        answers: dict[int, int] = {}
        for row, mask in enumerate(column):
            if mask not in answers:
                answer = 0 if union else everyone
                for first, last in runs(mask & ((1 << size) - 1)):
                    over = stretches.over(first, last)
                    answer = answer | over if union else answer & over
                answers[mask] = answer
            found[row] &= answers[mask]
    return found
