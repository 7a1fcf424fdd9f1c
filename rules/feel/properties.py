"""What stands behind a dot: entries of a context, parts of dates, durations and ranges (DMN 1.5 table 65)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from rules.feel.moments import CLOCKS, MOMENTS, SECOND, SPANS, Span, WideDate, fraction_ns, span_ns
from rules.feel.values import FeelRange, YearsMonths

Reader = Callable[[Any], Any]


def _part(length: Span, divisor: int, modulus: int | None = None) -> Decimal:
    """Whole units of so many seconds; the fraction of a second does not count, the sign is that of the duration."""
    total = span_ns(length)
    units = abs(total) // SECOND // divisor
    units = units % modulus if modulus else units
    return Decimal(units if total >= 0 else -units)


def _months(length: YearsMonths, *, years: bool) -> Decimal:
    sign = -1 if length.months < 0 else 1
    return Decimal(sign * (abs(length.months) // 12 if years else abs(length.months) % 12))


def _zone(value: Any) -> str | None:
    return getattr(value.tzinfo, "key", None)


_DATE: dict[str, Reader] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(v.isoweekday()),
}
_TIME: dict[str, Reader] = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": lambda v: Decimal(v.second) + Decimal(fraction_ns(v)) / SECOND,
    "time offset": lambda v: v.utcoffset(),
    "timezone": _zone,
}
_TABLE: tuple[tuple[type | tuple[type, ...], dict[str, Reader]], ...] = (
    (MOMENTS, _DATE | _TIME),
    ((date, WideDate), _DATE),
    (CLOCKS, _TIME),
    (
        SPANS,
        {
            "days": lambda v: _part(v, 86400),
            "hours": lambda v: _part(v, 3600, 24),
            "minutes": lambda v: _part(v, 60, 60),
            "seconds": lambda v: _part(v, 1, 60),
        },
    ),
    (YearsMonths, {"years": lambda v: _months(v, years=True), "months": lambda v: _months(v, years=False)}),
    (
        FeelRange,
        {
            "start": lambda v: v.low,
            "end": lambda v: v.high,
            "start included": lambda v: v.low_closed,
            "end included": lambda v: v.high_closed,
        },
    ),
)
PROPERTY_NAMES = frozenset(name for _, readers in _TABLE for name in readers)


def read_property(value: Any, name: str) -> Any:
    """`value.name`; a list gives the list of its elements' properties; what does not exist is null."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [read_property(element, name) for element in value]
    for kind, readers in _TABLE:
        if isinstance(value, kind):
            reader = readers.get(name)
            return reader(value) if reader else None
    return None
