"""Equality and order (DMN 1.5 table 42, section 10.3.2.13). None stands for FEEL's null: not comparable."""

from typing import Any

from rules.feel.moments import CLOCKS, MOMENTS, WideDate, WideSpan, order_key, shown_ns
from rules.feel.values import FeelFunction, FeelRange, kind_of

ZONED = (*MOMENTS, *CLOCKS)
WIDE = (WideDate, WideSpan)


def equal(left: Any, right: Any) -> bool | None:
    """`left = right`: true, false, or null when the kinds differ. Null equals only null."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind == "list":
        return _equal_lists(left, right)
    if kind == "context":
        return left.keys() == right.keys() and all(equal(left[key], right[key]) is True for key in left)
    if kind == "range":
        return _equal_ranges(left, right)
    if isinstance(left, FeelFunction):
        return left is right
    if isinstance(left, ZONED):
        return _equal_moments(left, right)
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any]) -> bool:
    if len(left) != len(right):
        return False
    return all(equal(a, b) is True for a, b in zip(left, right, strict=True))


def _equal_ranges(left: FeelRange, right: FeelRange) -> bool:
    ends = (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
    return ends and equal(left.low, right.low) is True and equal(left.high, right.high) is True


def _equal_moments(left: Any, right: Any) -> bool | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return False
    if left.tzinfo != right.tzinfo and left.tzinfo is not None and None in (left.utcoffset(), right.utcoffset()):
        return False  # a time of day in a named zone has an offset on a day only: nothing says that the two agree
    return bool(order_key(left) == order_key(right))


def less(left: Any, right: Any) -> bool | None:
    """`left < right`, or null where the two have no order."""
    kind = kind_of(left)
    if kind != kind_of(right) or kind in {"null", "boolean", "list", "context", "range", "function"}:
        return None
    if isinstance(left, ZONED):
        if (left.tzinfo is None) != (right.tzinfo is None):
            # The one without an offset uses the other's: what their clocks show is compared.
            return bool(shown_ns(left) < shown_ns(right))
        return bool(order_key(left) < order_key(right))
    if isinstance(left, WIDE) or isinstance(right, WIDE):
        return bool(order_key(left) < order_key(right))
    return bool(left < right)


def at_most(left: Any, right: Any) -> bool | None:
    """`left <= right`, or null where the two have no order."""
    smaller = less(left, right)
    if smaller is None:
        return None
    return smaller or equal(left, right) is True


def contains(interval: FeelRange, value: Any) -> bool | None:
    """`value in interval`, or null where the value cannot be compared with the ends."""
    low_ok: bool | None = True
    high_ok: bool | None = True
    if interval.low is not None:
        low_ok = at_most(interval.low, value) if interval.low_closed else less(interval.low, value)
    if interval.high is not None:
        high_ok = at_most(value, interval.high) if interval.high_closed else less(value, interval.high)
    return conjunction(low_ok, high_ok)


def conjunction(left: Any, right: Any) -> bool | None:
    """Three-valued `and`; anything but true and false counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def disjunction(left: Any, right: Any) -> bool | None:
    """Three-valued `or`."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def is_in(value: Any, test: Any) -> bool | None:
    """The `in` operator against one evaluated test: a range contains, a list has, anything else equals."""
    if isinstance(test, FeelRange) and not isinstance(value, FeelRange):
        return contains(test, value)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test) is True:
            return True
        return any(is_in(value, entry) is True for entry in test)
    return equal(value, test)
