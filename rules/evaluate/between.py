"""A value strictly between two others, as plain as possible: the concrete example that a person is shown."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import partial
from typing import Any

from rules.feel import YearsMonths

ONE = Decimal(1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def between(kind: str, low: Any, high: Any, *, whole: bool = False) -> Any:
    """A value of the kind above `low` and below `high`, or None when there is none.

    kind   FEEL name of a type that has an order
    low, high  bounds that do not belong; None is no bound
    whole  for numbers: only whole ones count
    """
    return _number(low, high, whole=whole) if kind == "number" else _OTHERS[kind](low, high)


def _number(low: Decimal | None, high: Decimal | None, *, whole: bool) -> Decimal | None:
    if low is None and high is None:
        return Decimal(0)
    if low is None and high is not None:
        return _floor(high) - ONE
    if low is not None and high is None:
        return _floor(low) + ONE
    assert low is not None
    assert high is not None
    middle = (low + high) / 2
    for value in (_floor(middle), _floor(low) + ONE):
        if low < value < high:
            return value
    return middle if not whole and low < middle < high else None


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def _date(low: date | None, high: date | None) -> date | None:
    if low is None and high is None:
        return date(2026, 1, 1)
    if low is None:
        return high - DAY if high is not None and high > date.min else None
    value = low + DAY if low < date.max else None
    return value if value is not None and (high is None or value < high) else None


def _time(low: time | None, high: time | None) -> time | None:
    zone = (low or high or time()).tzinfo
    first = _clock(low) + TICK if low is not None else timedelta()
    last = _clock(high) - TICK if high is not None else DAY - TICK
    if not timedelta() <= first <= last < DAY:
        return None
    return (datetime(2000, 1, 1) + (first + last) // 2).time().replace(tzinfo=zone)  # noqa: DTZ001  # only its clock


def _clock(value: time) -> timedelta:
    return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)


def _middle(plain: Any, low: Any, high: Any) -> Any:
    """For moments and lengths: `plain` where there is no bound, a day beyond one bound, half way between two."""
    if low is None and high is None:
        return plain
    if low is None or high is None:
        return high - DAY if low is None else low + DAY
    value = low + (high - low) // 2
    return value if low < value < high else None


def _months(low: YearsMonths | None, high: YearsMonths | None) -> YearsMonths | None:
    if low is None:
        return YearsMonths(high.months - 1 if high is not None else 0)
    value = YearsMonths(low.months + 1)
    return value if high is None or value < high else None


_OTHERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "date": _date,
    "date and time": partial(_middle, datetime(2026, 1, 1, tzinfo=UTC)),
    "time": _time,
    "days and time duration": partial(_middle, timedelta()),
    "years and months duration": _months,
}
