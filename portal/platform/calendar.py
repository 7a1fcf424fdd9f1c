"""Working days (rules R-CAL-1..6). Pure: the caller brings the dated exceptions.

Weekends are the only thing computed. Holidays and swapped working days are rows that somebody entered with a source;
a year that nobody entered is not guessed, see `Calendar.covers`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.platform.clock import HANOI, local
from portal.platform.errors import Unavailable

SATURDAY = 5


class DayKind(StrEnum):
    """What an exception makes of its day."""

    HOLIDAY = "HOLIDAY"
    WORKDAY = "WORKDAY"


class CalendarGap(Unavailable):
    """A deadline would run into a year for which nobody has entered the days off."""

    code = "CALENDAR_GAP"

    def __init__(self, year: int) -> None:
        super().__init__(year=year)
        self.year = year


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `began_at` to `ended_at` (aware moments); None: it still stands."""

    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office calendar.

    exceptions    day -> what it is
    office_start  local time at which a day's work begins
    office_end    local time at which the day's deadline falls; later filings count as received the next working day
    """

    exceptions: Mapping[date, DayKind] = field(default_factory=dict)
    office_start: time = time(8, 0)
    office_end: time = time(17, 0)

    def covers(self, year: int) -> bool:
        """Whether anybody has entered days off for the year."""
        return any(day.year == year for day in self.exceptions)

    def is_working_day(self, day: date) -> bool:
        """R-CAL-1: Monday to Friday but for the holidays, and the days swapped in."""
        kind = self.exceptions.get(day)
        if kind is not None:
            return kind == DayKind.WORKDAY
        return day.weekday() < SATURDAY

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def received_on(self, moment: datetime) -> date:
        """R-CAL-5: the day that counts as day 0. Filed on a day off, or after office hours: the next working day."""
        here = local(moment)
        if self.is_working_day(here.date()) and here.time() <= self.office_end:
            return here.date()
        return self.next_working_day(here.date())

    def add_working_days(self, start: datetime, count: int) -> datetime:
        """R-CAL-5: the end of office hours of the count-th working day after the day of receipt.

        start  aware moment; count >= 0 (0: the end of the day of receipt itself)
        Raises CalendarGap when the way leads into a year without entered days off.
        """
        if count < 0:
            raise ValueError(f"count must not be negative, got {count}")
        day = self.received_on(start)
        return self._end_of(self._later(day, count))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(1 for day in days if self.is_working_day(day))

    def due_after_pauses(self, due: datetime, pauses: Iterable[Pause]) -> datetime:
        """R-CAL-6: the deadline moved by the working days of each finished pause; one that still runs moves nothing.

        A pause counts from the day after it began to the day that it ended, as a deadline does.
        """
        day = local(due).date()
        waited = sum(
            self.working_days_between(self.received_on(pause.began_at), self.received_on(pause.ended_at))
            for pause in pauses
            if pause.ended_at is not None
        )
        return self._end_of(self._later(day, waited))

    def _later(self, day: date, count: int) -> date:
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def _end_of(self, day: date) -> datetime:
        if not self.covers(day.year):
            raise CalendarGap(day.year)
        return datetime.combine(day, self.office_end, HANOI)
