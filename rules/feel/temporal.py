"""Reading and writing dates, times and durations (ISO 8601 and XML Schema lexical forms, DMN 1.5 section 10.3.4.1)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rules.feel.values import YearsMonths

_DATE = r"(?P<year>-?[1-9]\d{4,8}|-?\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<fraction>\.\d+)?"
_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+\-/]*)?"
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile(_TIME + _ZONE, re.ASCII)
DATE_TIME = re.compile(_DATE + "T" + _TIME + _ZONE, re.ASCII)
YEARS_MONTHS = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
DAYS_TIME = re.compile(
    r"(?P<sign>-)?P(?=\d|T)(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?P<fraction>\.\d*)?S)?)?",
    re.ASCII,
)
DAY = timedelta(days=1)
_ZONES = available_timezones()


class NotTemporal(ValueError):
    """The text is not of the wanted form, or names a moment that does not exist."""


def zone_of(text: str | None) -> tzinfo | None:
    """`Z`, `+07:00` or `@Asia/Ho_Chi_Minh` as a zone; an empty text is local time."""
    if not text:
        return None
    if text == "Z":
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


def parse_date(text: str) -> date:
    """`2026-11-20`."""
    return _day(_match(DATE, text))


def parse_time(text: str) -> time:
    """`10:00:00`, with an optional fraction and zone."""
    return _clock(_match(TIME, text))


def parse_date_time(text: str) -> datetime:
    """`2026-11-20T10:00:00+07:00`; a date alone is its midnight."""
    if DATE.fullmatch(text):
        return datetime.combine(parse_date(text), time())
    found = _match(DATE_TIME, text)
    return datetime.combine(_day(found), _clock(found))


def parse_duration(text: str) -> timedelta | YearsMonths:
    """`P1Y2M` or `P1DT2H3M4S`; never both kinds in one."""
    if found := YEARS_MONTHS.fullmatch(text):
        months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
        return YearsMonths(-months if found["sign"] else months)
    found = _match(DAYS_TIME, text)
    try:
        length = timedelta(
            days=int(found["days"] or 0),
            hours=int(found["hours"] or 0),
            minutes=int(found["minutes"] or 0),
            seconds=int(found["seconds"] or 0),
            microseconds=_microseconds(found["fraction"]),
        )
    except OverflowError as too_long:
        raise NotTemporal(f"duration out of range: {text}") from too_long
    return -length if found["sign"] else length


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


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as wrong:
        raise NotTemporal(str(wrong)) from wrong


def _clock(found: re.Match[str]) -> time:
    try:
        return time(
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            _microseconds(found["fraction"]),
            tzinfo=zone_of(found["zone"]),
        )
    except ValueError as wrong:
        raise NotTemporal(str(wrong)) from wrong


def _microseconds(fraction: str | None) -> int:
    return int((fraction or ".").removeprefix(".").ljust(6, "0")[:6])


def zone_text(value: datetime | time) -> str:
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


def time_text(value: datetime | time) -> str:
    """`10:00:00.5@Asia/Ho_Chi_Minh`."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{zone_text(value)}"


def duration_text(value: timedelta | YearsMonths) -> str:
    """The canonical ISO text; zero is `P0M` or `PT0S`."""
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if value.months < 0 else ''}P{body}"
    length = abs(value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    body = (f"{length.days}D" if length.days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if value < timedelta() else ''}P{body or 'T0S'}"


def add_months(day: date, months: int) -> date:
    """The day so many months later, cut to the month's last day. Raises NotTemporal outside years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise NotTemporal("year out of range")
    return day.replace(year=year, month=month + 1, day=min(day.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return (following - DAY).day if following else 31


def months_between(start: date, end: date) -> int:
    """Whole months from start to end, negative when end is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if _rest(start) > _rest(end) else months


def _rest(value: date) -> tuple[Any, ...]:
    clock = (value.hour, value.minute, value.second, value.microsecond) if isinstance(value, datetime) else (0, 0, 0, 0)
    return value.day, *clock


def seconds_of(length: timedelta) -> Decimal:
    """The exact length in seconds."""
    return Decimal(length.days * 86400 + length.seconds) + Decimal(length.microseconds) / 1_000_000
