"""Date functions (sections 10.3.4.7, 10.3.4.11, 10.3.4.12): parts of the calendar, the clock, strict identity."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.feel.comparison import equal
from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.moments import CLOCKS, MOMENTS, day_part, twin
from rules.feel.registry import builtin
from rules.feel.values import kind_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("day of year", "date: day")
def day_of_year(context: EvaluationContext, day: Any) -> Decimal:
    return Decimal(twin(day_part(day)).timetuple().tm_yday)


@builtin("day of week", "date: day")
def day_of_week(context: EvaluationContext, day: Any) -> str:
    return DAYS[twin(day_part(day)).weekday()]


@builtin("month of year", "date: day")
def month_of_year(context: EvaluationContext, day: Any) -> str:
    return MONTHS[day.month - 1]


@builtin("week of year", "date: day")
def week_of_year(context: EvaluationContext, day: Any) -> Decimal:
    """ISO 8601."""
    return Decimal(twin(day_part(day)).isocalendar().week)


@builtin("now", "")
def now(context: EvaluationContext) -> datetime:
    if context.now is None:
        raise NullResult("Ở đây không có đồng hồ", "There is no clock here")
    return context.now.astimezone(ZoneInfo(context.zone))


@builtin("today", "")
def today(context: EvaluationContext) -> date:
    moment: datetime = now(context)
    return moment.date()


@builtin("is", "value1: any, value2: any")
def identical(context: EvaluationContext, left: Any, right: Any) -> bool:
    """The same element of the same domain: unlike `=`, zones must agree as well."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, (*MOMENTS, *CLOCKS)) and left.utcoffset() != right.utcoffset():
        return False
    return equal(left, right) is True
