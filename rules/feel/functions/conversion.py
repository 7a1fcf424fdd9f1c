"""Conversion functions (section 10.3.4.1) and the text form of every value."""

import re
from collections.abc import Callable
from datetime import UTC, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from rules.feel.comparison import at_most
from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.functions.numeric import whole
from rules.feel.functions.strings import sized
from rules.feel.moments import (
    CLOCKS,
    DAYS,
    MOMENTS,
    SECOND,
    SPANS,
    Clock,
    Moment,
    OutOfRange,
    Span,
    WideSpan,
    clock_ns,
    clock_of,
    clock_part,
    day_of,
    day_part,
    in_zone,
    joined,
)
from rules.feel.registry import builtin
from rules.feel.temporal import (
    NotTemporal,
    date_text,
    duration_text,
    moment_text,
    months_between,
    parse_any,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    time_text,
    zone_of,
)
from rules.feel.values import NUMBERS, FeelFunction, FeelRange, YearsMonths, kind_of

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

MAX_OFFSET = timedelta(hours=14)  # DMN 1.5, table 66, as XML Schema has it


def _read(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except NotTemporal as wrong:
        raise NullResult(f"Không đọc được: {text}", f"Cannot read: {text}") from wrong


@builtin("date", "from: string")
def date_from_text(context: EvaluationContext, text: str) -> Any:
    return _read(parse_date, text)


@builtin("date", "from: day")
def date_from_moment(context: EvaluationContext, value: Any) -> Any:
    return day_part(value)


@builtin("date", "year: number, month: number, day: number")
def date_from_numbers(context: EvaluationContext, year: Decimal, month: Decimal, day: Decimal) -> Any:
    try:
        return day_of(whole(year), whole(month), whole(day))
    except OutOfRange as wrong:
        raise NullResult("Không có ngày đó", "There is no such date") from wrong


@builtin("time", "from: string")
def time_from_text(context: EvaluationContext, text: str) -> Any:
    return _read(parse_time, text)


@builtin("time", "from: any")
def time_from_moment(context: EvaluationContext, value: Any) -> Any:
    if isinstance(value, MOMENTS):
        return clock_part(value)
    if isinstance(value, DAYS):
        return time(tzinfo=UTC)
    if isinstance(value, CLOCKS):
        return value
    raise NullResult(f"Không đổi được {kind_of(value)} thành giờ", f"Cannot make a time of a {kind_of(value)}")


@builtin("time", "hour: number, minute: number, second: number, offset?: duration")
def time_from_numbers(
    context: EvaluationContext, hour: Decimal, minute: Decimal, second: Decimal, offset: Span | YearsMonths | None
) -> Any:
    if isinstance(offset, YearsMonths | WideSpan) or not 0 <= second < 60 or (offset and abs(offset) > MAX_OFFSET):
        raise NullResult("Không có giờ đó", "There is no such time")
    try:
        zone = None if offset is None else timezone(offset)
        start = time(whole(hour), whole(minute), tzinfo=zone)
    except (ValueError, OverflowError) as wrong:
        raise NullResult("Không có giờ đó", "There is no such time") from wrong
    return clock_of(clock_ns(start) + int(second * SECOND), zone)


@builtin("date and time", "from: string")
def moment_from_text(context: EvaluationContext, text: str) -> Any:
    return _read(parse_date_time, text)


@builtin("date and time", "date: day, time: time")
def moment_from_parts(context: EvaluationContext, day: Any, clock: Clock) -> Moment:
    return joined(day_part(day), clock)


@builtin("date and time", "date: datetime, timezone: string")
def moment_in_zone(context: EvaluationContext, value: Moment, zone: str) -> Moment:
    try:
        wanted = zone_of("@" + zone)
        return value if wanted is None else in_zone(value, wanted)
    except (NotTemporal, OutOfRange) as wrong:
        raise NullResult(f"Múi giờ lạ: {zone}", f"Unknown time zone: {zone}") from wrong


@builtin("duration", "from: string")
def duration_from_text(context: EvaluationContext, text: str) -> Any:
    return _read(parse_duration, text)


@builtin("duration", "from: duration")
def duration_itself(context: EvaluationContext, value: Any) -> Any:
    return value


@builtin("years and months duration", "from: day, to: day")
def years_and_months(context: EvaluationContext, start: Any, end: Any) -> YearsMonths:
    return YearsMonths(months_between(start, end))


@builtin("number", "from: string, grouping separator?: string, decimal separator?: string")
def number_from_text(context: EvaluationContext, text: str, grouping: str | None, point: str | None) -> Decimal:
    """Reads `1.500.000,5` when told that `.` groups and `,` is the decimal sign."""
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."} or (grouping and grouping == point):
        raise NullResult("Dấu phân cách không hợp lệ", "The separators are not valid")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if not _NUMBER.fullmatch(plain):
        raise NullResult(f"Không phải số: {text}", f"Not a number: {text}")
    return NUMBERS.create_decimal(plain)


@builtin("number", "from: number")
def number_itself(context: EvaluationContext, value: Decimal) -> Decimal:
    return value


@builtin("string", "from: any")
def string(context: EvaluationContext, value: Any) -> str | None:
    return None if value is None else sized(context, text_of(value))


def text_of(value: Any, *, inside: bool = False) -> str:
    """The text form. inside: as an element of a list or context, where text stands in quotes."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f'"{value}"' if inside else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, (*SPANS, YearsMonths)):
        return duration_text(value)
    if isinstance(value, MOMENTS):
        return moment_text(value)
    if isinstance(value, DAYS):
        return date_text(day_part(value))
    if isinstance(value, CLOCKS):
        return time_text(value)
    return _text_of_composite(value)


def _text_of_composite(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(text_of(entry, inside=True) for entry in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text_of(entry, inside=True)}" for key, entry in value.items()) + "}"
    if isinstance(value, FeelRange):
        opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
        return f"{opening}{text_of(value.low, inside=True)}..{text_of(value.high, inside=True)}{closing}"
    if isinstance(value, FeelFunction):
        return f"function({', '.join(value.parameters)})"
    raise NullResult("Không viết được thành chuỗi", "It has no text form")


def number_text(value: Decimal) -> str:
    """Without exponent and without useless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@builtin("range", "from: string")
def range_from_text(context: EvaluationContext, text: str) -> FeelRange:
    """Reads `[1..5)`. The ends must be literals; one that is missing is open."""
    found = re.fullmatch(r"([\[(\]])(.*?)\.\.(.*)([\])\[])", text.strip(), re.DOTALL)
    if found is None:
        raise NullResult(f"Không phải khoảng: {text}", f"Not a range: {text}")
    low, high = _range_end(found[2]), _range_end(found[3])
    unbounded_closed = (low is None and found[1] == "[") or (high is None and found[4] == "]")
    if (
        unbounded_closed
        or (low is None and high is None)
        or (low is not None and high is not None and kind_of(low) != kind_of(high))
    ):
        raise NullResult(f"Hai đầu khoảng không hợp lệ: {text}", f"The ends of the range are not valid: {text}")
    if low is not None and high is not None and at_most(low, high) is not True:
        raise NullResult("Hai đầu khoảng không theo thứ tự", "The ends of the range are not in order")
    return FeelRange(low, high, found[1] == "[", found[4] == "]")


def _range_end(text: str) -> Any:
    body = text.strip()
    if not body:
        return None
    if _NUMBER.fullmatch(body):
        return NUMBERS.create_decimal(body)
    if len(body) > 1 and body[0] == body[-1] == '"' and '"' not in body[1:-1]:
        return body[1:-1]
    call = re.fullmatch(r'(?:@|(date and time|date|time|duration)\()"([^"]*)"\)?', body)
    if call is None:
        raise NullResult(f"Đầu khoảng phải là hằng: {body}", f"The end of a range must be a literal: {body}")
    readers: dict[str | None, Callable[[str], Any]] = {
        "date": parse_date,
        "time": parse_time,
        "date and time": parse_date_time,
        "duration": parse_duration,
        None: parse_any,
    }
    return _read(readers[call[1]], call[2])
