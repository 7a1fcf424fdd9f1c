"""Sets as bits of an int."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import xor


def bits(mask: int) -> Iterator[int]:
    """The places of a set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def runs(mask: int) -> list[tuple[int, int]]:
    """The places of a set as stretches (first, last) without a hole."""
    found: list[tuple[int, int]] = []
    base = 0
    while mask:
        zeros = (mask & -mask).bit_length() - 1
        mask >>= zeros
        ones = (~mask & (mask + 1)).bit_length() - 1
        found.append((base + zeros, base + zeros + ones - 1))
        mask >>= ones
        base += zeros + ones
    return found


def rows_by_place(column: Sequence[int], size: int) -> list[int]:
    """For each of the first `size` places the set of rows whose mask has it.

    A row is switched on where a stretch begins and off behind its end, so the cost is that of the stretches.
    """
    switches = [0] * (size + 1)
    for row, mask in enumerate(column):
        for first, last in runs(mask & ((1 << size) - 1)):
            switches[first] ^= 1 << row
            switches[last + 1] ^= 1 << row
    return list(accumulate(switches[:size], xor))


class Stretches:
    """The union, or the intersection, of sets over any stretch of a list, each in one step (a sparse table)."""

    def __init__(self, sets: list[int], *, union: bool) -> None:
        self._union = union
        self._levels = [sets]
        width = 1
        while 2 * width <= len(sets):
            last = self._levels[-1]
            pairs = range(len(sets) - 2 * width + 1)
            self._levels.append([last[i] | last[i + width] if union else last[i] & last[i + width] for i in pairs])
            width *= 2

    def over(self, first: int, last: int) -> int:
        """The union or intersection of the sets from first to last."""
        level = (last - first + 1).bit_length() - 1
        left, right = self._levels[level][first], self._levels[level][last - (1 << level) + 1]
        return left | right if self._union else left & right
