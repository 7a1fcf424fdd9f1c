"""Moments in UTC out of what FEEL gives: durations count from a start, bare dates begin at midnight of the office."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules.feel import YearsMonths

OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(found: Any, start: datetime) -> datetime:
    """A moment in UTC.

    found    duration (counted from `start`), date, or date and time
    Raises   TypeError for anything else, ValueError and OverflowError when it is no moment of the calendar
    """
    if isinstance(found, (timedelta, YearsMonths)):
        return later(start, found)
    if isinstance(found, datetime):
        return (found if found.tzinfo else found.replace(tzinfo=OFFICE)).astimezone(UTC)
    if isinstance(found, date):
        return datetime.combine(found, time(), OFFICE).astimezone(UTC)
    raise TypeError(type(found).__name__)


def later(start: datetime, span: timedelta | YearsMonths) -> datetime:
    """The moment a span after another one; months keep the day of the office where the month has it."""
    if isinstance(span, timedelta):
        return start + span
    local = start.astimezone(OFFICE)
    year, month = divmod(local.year * 12 + local.month - 1 + span.months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
