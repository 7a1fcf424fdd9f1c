"""Dates, times and durations beyond Python's: years to 999,999,999 and nanoseconds (DMN 1.5 section 10.3.2.3).

Python's own types are used wherever they hold the value; the types here hold the others, with the same attributes.
`day_of`, `clock_of`, `moment_of` and `span_of` choose; whole days and nanoseconds are what all of them count in.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from datetime import tzinfo as Zone  # noqa: N812 - the classes have an attribute named tzinfo, as Python's have
from typing import Any

MAX_YEAR = 999_999_999
SECOND = 1_000_000_000
DAY_NS = 86_400 * SECOND
CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
LONGEST = timedelta.max // timedelta(microseconds=1) * 1_000


class OutOfRange(ValueError):
    """A year outside of -999,999,999 to 999,999,999, or no such day or time."""


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date of a year before 1 or after 9999; year 0 is the one before year 1, as in ISO 8601."""

    year: int
    month: int
    day: int

    def isoweekday(self) -> int:
        """1 is Monday."""
        return twin(self).isoweekday()


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day with nanoseconds."""

    hour: int
    minute: int
    second: int
    nanosecond: int
    tzinfo: Zone | None = None

    def utcoffset(self) -> timedelta | None:
        """The offset of the zone; None for local time, and for a zone whose offset needs a day."""
        return self.tzinfo.utcoffset(None) if self.tzinfo else None


@dataclass(frozen=True, slots=True)
class WideMoment:
    """A date and time of which Python holds the day or the time of day not."""

    date_part: "date | WideDate"
    clock: "time | WideTime"

    @property
    def year(self) -> int:
        """The year, negative before year 1."""
        return self.date_part.year

    @property
    def month(self) -> int:
        """1 to 12."""
        return self.date_part.month

    @property
    def day(self) -> int:
        """The day of the month."""
        return self.date_part.day

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.clock.hour

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.clock.minute

    @property
    def second(self) -> int:
        """0 to 59."""
        return self.clock.second

    @property
    def tzinfo(self) -> Zone | None:
        """The zone, or None for local time."""
        return self.clock.tzinfo

    def isoweekday(self) -> int:
        """1 is Monday."""
        return self.date_part.isoweekday()

    def utcoffset(self) -> timedelta | None:
        """The offset of the zone on that day: of a far year, by the rules of the same year of its 400-year cycle."""
        clock = time(self.hour, self.minute, self.second, tzinfo=self.tzinfo)
        return datetime.combine(twin(self.date_part), clock).utcoffset()


@dataclass(frozen=True, slots=True)
class WideSpan:
    """A days and time duration with nanoseconds, or longer than Python's."""

    nanoseconds: int

    def __neg__(self) -> "timedelta | WideSpan":
        return span_of(-self.nanoseconds)

    def __abs__(self) -> "timedelta | WideSpan":
        return span_of(abs(self.nanoseconds))


Day = date | WideDate
Clock = time | WideTime
Moment = datetime | WideMoment
Span = timedelta | WideSpan
MOMENTS = (datetime, WideMoment)
CLOCKS = (time, WideTime)
SPANS = (timedelta, WideSpan)
DAYS = (date, WideDate, WideMoment)


def day_of(year: int, month: int, day: int) -> Day:
    """The date. Raises OutOfRange when there is no such day."""
    try:
        if MINYEAR <= year <= MAXYEAR:
            return date(year, month, day)
        date(2000 + year % CYCLE_YEARS, month, day)
    except (ValueError, OverflowError) as wrong:
        raise OutOfRange(str(wrong)) from wrong
    if abs(year) > MAX_YEAR:
        raise OutOfRange(f"year {year}")
    return WideDate(year, month, day)


def clock_of(nanoseconds: int, zone: Zone | None) -> Clock:
    """The time of day so long after midnight; whole days are left out."""
    seconds, rest = divmod(nanoseconds % DAY_NS, SECOND)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    if rest % 1000:
        return WideTime(hour, minute, second, rest, zone)
    return time(hour, minute, second, rest // 1000, tzinfo=zone)


def joined(day: Day, clock: Clock) -> Moment:
    """The moment at that time of that day."""
    if isinstance(day, date) and isinstance(clock, time):
        return datetime.combine(day, clock)
    return WideMoment(day, clock)


def moment_of(local: int, zone: Zone | None) -> Moment:
    """The moment so many nanoseconds after the start of day 0 on the clock of its zone. Raises OutOfRange."""
    return joined(day_at(local // DAY_NS), clock_of(local, zone))


def span_of(nanoseconds: int) -> Span:
    """The duration."""
    if nanoseconds % 1000 or abs(nanoseconds) > LONGEST:
        return WideSpan(nanoseconds)
    return timedelta(microseconds=nanoseconds // 1000)


def day_part(value: Any) -> Day:
    """The date of a date or moment."""
    if isinstance(value, WideMoment):
        return value.date_part
    return value.date() if isinstance(value, datetime) else value


def clock_part(value: Moment) -> Clock:
    """The time of day of a moment, with its zone."""
    return value.clock if isinstance(value, WideMoment) else value.timetz()


def twin(day: Day) -> date:
    """A date of Python with the same place in the 400-year cycle of the calendar: same weekday, week, day of year."""
    if isinstance(day, WideDate):
        return date(2000 + day.year % CYCLE_YEARS, day.month, day.day)
    return day


def ordinal(day: Day) -> int:
    """The number of the day, 1 for 0001-01-01."""
    like = twin(day)
    return like.toordinal() + (day.year - like.year) // CYCLE_YEARS * CYCLE_DAYS


def day_at(number: int) -> Day:
    """The day of an ordinal number. Raises OutOfRange."""
    cycles, rest = divmod(number - 1, CYCLE_DAYS)
    like = date.fromordinal(rest + 1)
    return day_of(like.year + cycles * CYCLE_YEARS, like.month, like.day)


def clock_ns(value: Any) -> int:
    """Nanoseconds since midnight on the clock that the value shows; 0 for a date."""
    if not hasattr(value, "hour"):
        return 0
    seconds: int = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * SECOND + fraction_ns(value)


def fraction_ns(value: Any) -> int:
    """Nanoseconds of the second."""
    clock = value.clock if isinstance(value, WideMoment) else value
    return clock.nanosecond if isinstance(clock, WideTime) else clock.microsecond * 1000


def local_ns(value: Any) -> int:
    """Nanoseconds since the start of day 0 on the clock that the date or moment shows."""
    return ordinal(day_part(value)) * DAY_NS + clock_ns(value)


def shown_ns(value: Any) -> int:
    """What the clock of a moment or time shows, whatever its zone."""
    return local_ns(value) if isinstance(value, MOMENTS) else clock_ns(value)


def offset_ns(value: Any) -> int:
    """The offset of the zone of a moment or time; 0 for local time."""
    offset = value.utcoffset()
    return 0 if offset is None else span_ns(offset)


def span_ns(value: Span) -> int:
    """The length in nanoseconds."""
    if isinstance(value, WideSpan):
        return value.nanoseconds
    return (value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000


def order_key(value: Any) -> Any:
    """What dates, times, moments and spans of one kind are compared by, whatever type holds them."""
    if isinstance(value, SPANS):
        return span_ns(value)
    if isinstance(value, CLOCKS):
        return clock_ns(value) - offset_ns(value)
    return local_ns(value) - (offset_ns(value) if isinstance(value, MOMENTS) else 0)


def in_zone(value: Moment, zone: Zone) -> Moment:
    """The same moment on the clock of another zone. Raises OutOfRange."""
    if isinstance(value, datetime) and MINYEAR < value.year < MAXYEAR:
        return value.astimezone(zone)
    universal = local_ns(value) - offset_ns(value)
    near = moment_of(universal, zone)
    return moment_of(universal + offset_ns(near), zone)
