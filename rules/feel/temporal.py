"""Reading and writing dates, times and durations (ISO 8601 and XML Schema lexical forms, DMN 1.5 section 10.3.4.1)."""

import re
from calendar import monthrange
from datetime import UTC, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rules.feel.moments import (
    CYCLE_YEARS,
    MOMENTS,
    SECOND,
    Clock,
    Day,
    Moment,
    OutOfRange,
    Span,
    clock_ns,
    clock_of,
    clock_part,
    day_of,
    day_part,
    fraction_ns,
    joined,
    local_ns,
    span_ns,
    span_of,
)
from rules.feel.values import YearsMonths

_DATE = r"(?P<year>-?[1-9]\d{4,8}|-?\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<fraction>\.\d+)?"
_ZONE = r"(?P<zone>[Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+\-/]*)?"
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile(_TIME + _ZONE, re.ASCII)
DATE_TIME = re.compile(_DATE + "T" + _TIME + _ZONE, re.ASCII)
YEARS_MONTHS = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
DAYS_TIME = re.compile(
    r"(?P<sign>-)?P(?=\d|T)(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?P<fraction>\.\d*)?S)?)?",
    re.ASCII,
)
_ZONES = available_timezones()


class NotTemporal(ValueError):
    """The text is not of the wanted form, or names a moment that does not exist."""


def zone_of(text: str | None) -> tzinfo | None:
    """`Z` or `z`, `+07:00` or `@Asia/Ho_Chi_Minh` as a zone; an empty text is local time."""
    if not text:
        return None
    if text in {"Z", "z"}:  # the examples of the standard write the small letter
        return UTC
    if text.startswith("@"):
        if text[1:] not in _ZONES:
            raise NotTemporal(f"unknown time zone {text[1:]}")
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 14 or minutes > 59:
        raise NotTemporal(f"offset out of range: {text}")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-offset if text[0] == "-" else offset)


def parse_date(text: str) -> Day:
    """`2026-11-20`."""
    return _day(_match(DATE, text))


def parse_time(text: str) -> Clock:
    """`10:00:00`, with an optional fraction and zone."""
    return _clock(_match(TIME, text))


def parse_date_time(text: str) -> Moment:
    """`2026-11-20T10:00:00+07:00`; a date alone is its midnight."""
    if DATE.fullmatch(text):
        return joined(parse_date(text), time())
    found = _match(DATE_TIME, text)
    return joined(_day(found), _clock(found))


def parse_duration(text: str) -> Span | YearsMonths:
    """`P1Y2M` or `P1DT2H3M4S`; never both kinds in one."""
    if found := YEARS_MONTHS.fullmatch(text):
        months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
        return YearsMonths(-months if found["sign"] else months)
    found = _match(DAYS_TIME, text)
    hours = int(found["days"] or 0) * 24 + int(found["hours"] or 0)
    seconds = (hours * 60 + int(found["minutes"] or 0)) * 60 + int(found["seconds"] or 0)
    length = seconds * SECOND + _nanoseconds(found["fraction"])
    return span_of(-length if found["sign"] else length)


def parse_any(text: str) -> Any:
    """The text of an `@"..."` literal: the first form that fits."""
    for pattern, read in ((DATE_TIME, parse_date_time), (DATE, parse_date), (TIME, parse_time)):
        if pattern.fullmatch(text):
            return read(text)
    return parse_duration(text)


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise NotTemporal(f"not of the expected form: {text!r}")
    return found


def _day(found: re.Match[str]) -> Day:
    try:
        return day_of(int(found["year"]), int(found["month"]), int(found["day"]))
    except OutOfRange as wrong:
        raise NotTemporal(str(wrong)) from wrong


def _clock(found: re.Match[str]) -> Clock:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    if hour > 23 or minute > 59 or second > 59:
        raise NotTemporal(f"no such time: {found.group()}")
    clock = (hour * 3600 + minute * 60 + second) * SECOND + _nanoseconds(found["fraction"])
    return clock_of(clock, zone_of(found["zone"]))


def _nanoseconds(fraction: str | None) -> int:
    return int((fraction or ".").removeprefix(".").ljust(9, "0")[:9])


def zone_text(value: Moment | Clock) -> str:
    """The zone as it is written behind a time: ``, `Z`, `+07:00` or `@Region/City`."""
    zone = value.tzinfo
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = value.utcoffset() or timedelta()
    if not offset:
        return "Z"
    sign = "-" if offset < timedelta() else "+"
    hours, rest = divmod(int(abs(offset).total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def time_text(value: Moment | Clock) -> str:
    """`10:00:00.5@Asia/Ho_Chi_Minh`."""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{_fraction_text(fraction_ns(value))}{zone_text(value)}"


def date_text(value: Day) -> str:
    """`2026-11-20`; a year has at least four digits."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def moment_text(value: Moment) -> str:
    """`2026-11-20T10:00:00Z`."""
    return f"{date_text(day_part(value))}T{time_text(value)}"


def duration_text(value: Span | YearsMonths) -> str:
    """The canonical ISO text; zero is `P0M` or `PT0S`."""
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if value.months < 0 else ''}P{body}"
    total = span_ns(value)
    whole, fraction = divmod(abs(total), SECOND)
    days, rest = divmod(whole, 86_400)
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_fraction_text(fraction)}S" if seconds or fraction else ""
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if total < 0 else ''}P{body or 'T0S'}"


def _fraction_text(nanoseconds: int) -> str:
    return f".{nanoseconds:09}".rstrip("0") if nanoseconds else ""


def add_months(value: Any, months: int) -> Any:
    """The date or moment so many months later, cut to the month's last day. Raises OutOfRange."""
    day = day_part(value)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    moved = day_of(year, month + 1, min(day.day, last_day(year, month + 1)))
    return joined(moved, clock_part(value)) if isinstance(value, MOMENTS) else moved


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return monthrange(2000 + year % CYCLE_YEARS, month)[1]


def months_between(start: Any, end: Any) -> int:
    """Whole months from start to end, negative when end is earlier."""
    if local_ns(end) < local_ns(start):
        return -months_between(end, start)
    months: int = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if (start.day, clock_ns(start)) > (end.day, clock_ns(end)) else months
