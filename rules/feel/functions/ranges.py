"""Relations between points and ranges (section 10.3.4.9, Allen's interval algebra)."""

from collections.abc import Callable
from typing import Any

from rules.feel.comparison import conjunction, contains, equal, less
from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.registry import builtin
from rules.feel.values import FeelRange

Relation = Callable[[Any, Any], bool | None]


def _ends_before(left: FeelRange, right: FeelRange) -> bool | None:
    if left.high is None or right.low is None:
        return False
    touching = not (left.high_closed and right.low_closed)
    return less(left.high, right.low) or (touching and equal(left.high, right.low))


def before(left: Any, right: Any) -> bool | None:
    """Point or range entirely before point or range."""
    if not isinstance(left, FeelRange) and not isinstance(right, FeelRange):
        return less(left, right)
    return _ends_before(_as_range(left), _as_range(right))


def _as_range(value: Any) -> FeelRange:
    return value if isinstance(value, FeelRange) else FeelRange(value, value)


def meets(left: FeelRange, right: FeelRange) -> bool | None:
    """The end of the first is the start of the second, and belongs to both."""
    return conjunction(left.high_closed and right.low_closed, equal(left.high, right.low))


def _low_at_most(left: FeelRange, right: FeelRange) -> bool | None:
    if left.low is None:
        return True
    if right.low is None:
        return False
    smaller = less(left.low, right.low)
    return smaller or (equal(left.low, right.low) is True and (left.low_closed or not right.low_closed))


def _high_at_most(left: FeelRange, right: FeelRange) -> bool | None:
    if right.high is None:
        return True
    if left.high is None:
        return False
    smaller = less(left.high, right.high)
    return smaller or (equal(left.high, right.high) is True and (right.high_closed or not left.high_closed))


def includes(outer: FeelRange, inner: Any) -> bool | None:
    """The range holds the point, or all of the other range."""
    if not isinstance(inner, FeelRange):
        return contains(outer, inner)
    return conjunction(_low_at_most(outer, inner), _high_at_most(inner, outer))


def overlaps(left: FeelRange, right: FeelRange) -> bool | None:
    """The ranges share a point."""
    apart = before(left, right), before(right, left)
    return None if None in apart else not any(apart)


def overlaps_before(left: FeelRange, right: FeelRange) -> bool | None:
    """Starts first, shares a point, does not end later."""
    begins = conjunction(_low_at_most(left, right), not _same_low(left, right))
    return conjunction(conjunction(begins, overlaps(left, right)), _high_at_most(left, right))


def _same_low(left: FeelRange, right: FeelRange) -> bool:
    return equal(left.low, right.low) is True and left.low_closed == right.low_closed


def _same_high(left: FeelRange, right: FeelRange) -> bool:
    return equal(left.high, right.high) is True and left.high_closed == right.high_closed


def finishes(left: Any, right: FeelRange) -> bool | None:
    """Ends together with the range."""
    if not isinstance(left, FeelRange):
        return conjunction(right.high_closed, equal(left, right.high))
    return conjunction(_same_high(left, right), _low_at_most(right, left))


def starts(left: Any, right: FeelRange) -> bool | None:
    """Begins together with the range."""
    if not isinstance(left, FeelRange):
        return conjunction(right.low_closed, equal(left, right.low))
    return conjunction(_same_low(left, right), _high_at_most(left, right))


def coincides(left: Any, right: Any) -> bool | None:
    """The same point, or the same range."""
    return equal(left, right)


def _turned(relation: Relation) -> Relation:
    return lambda left, right: relation(right, left)


_TWO_RANGES = "range1: range, range2: range"
_EITHER = ("point1: any, point2: any", "point: any, range: range", "range: range, point: any", _TWO_RANGES)
_RELATIONS: tuple[tuple[str, Relation, tuple[str, ...]], ...] = (
    ("before", before, _EITHER),
    ("after", _turned(before), _EITHER),
    ("meets", meets, (_TWO_RANGES,)),
    ("met by", _turned(meets), (_TWO_RANGES,)),
    ("overlaps", overlaps, (_TWO_RANGES,)),
    ("overlaps before", overlaps_before, (_TWO_RANGES,)),
    ("overlaps after", _turned(overlaps_before), (_TWO_RANGES,)),
    ("finishes", finishes, ("point: any, range: range", _TWO_RANGES)),
    ("finished by", _turned(finishes), ("range: range, point: any", _TWO_RANGES)),
    ("includes", includes, ("range: range, point: any", _TWO_RANGES)),
    ("during", _turned(includes), ("point: any, range: range", _TWO_RANGES)),
    ("starts", starts, ("point: any, range: range", _TWO_RANGES)),
    ("started by", _turned(starts), ("range: range, point: any", _TWO_RANGES)),
    ("coincides", coincides, ("point1: any, point2: any", _TWO_RANGES)),
)


def _registered(relation: Relation) -> Callable[..., bool | None]:
    def call(context: EvaluationContext, left: Any, right: Any) -> bool | None:
        if left is None or right is None:
            raise NullResult("Quan hệ với null không xác định", "A relation with null is undefined")
        return relation(left, right)

    return call


for _name, _relation, _signatures in _RELATIONS:
    builtin(_name, *_signatures)(_registered(_relation))
