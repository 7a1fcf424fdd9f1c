"""Whether the cases of one gap all lie within another gap: so is told what is new from what was there before."""

from collections.abc import Mapping
from typing import Any

from rules.analysis import Region
from rules.feel import FeelRange

Box = Mapping[str, Region]


def within(inner: Box, outer: Box) -> bool:
    """Whether every case of `inner` is one of `outer`. A column that a box leaves out may have any value there."""
    return all(name in inner and _region_within(inner[name], region) for name, region in outer.items())


def _region_within(inner: Region, outer: Region) -> bool:
    if inner.null and not outer.null:
        return False
    if inner.every_text_but is not None and not (
        outer.every_text_but is not None and set(outer.every_text_but) <= set(inner.every_text_but)
    ):
        return False
    return all(_holds_value(outer, value) for value in inner.values) and all(
        any(_range_within(part, whole) for whole in outer.ranges) for part in inner.ranges
    )


def _holds_value(region: Region, value: Any) -> bool:
    if any(type(known) is type(value) and known == value for known in region.values):
        return True
    return isinstance(value, str) and region.every_text_but is not None and value not in region.every_text_but


def _range_within(inner: FeelRange, outer: FeelRange) -> bool:
    ends = [end for end in (inner.low, inner.high, outer.low, outer.high) if end is not None]
    if any(type(end) is not type(ends[0]) for end in ends):
        return False
    return _reaches(outer.low, outer.low_closed, inner.low, inner.low_closed, 1) and _reaches(
        outer.high, outer.high_closed, inner.high, inner.high_closed, -1
    )


def _reaches(outer: Any, outer_closed: bool, inner: Any, inner_closed: bool, sign: int) -> bool:
    """Whether an end of the outer range lies at or beyond that of the inner. sign: 1 for low ends, -1 for high ones."""
    if outer is None:
        return True
    if inner is None:
        return False
    if outer == inner:
        return outer_closed or not inner_closed
    return bool(outer < inner) if sign > 0 else bool(outer > inner)
