"""How urgent an open work item is: the groups of the queue, as bounds in time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q

from portal.platform.clock import HANOI, local, now
from portal.programme.selectors import calendar

SOON_WORKING_DAYS = 2


class Urgency(StrEnum):
    """Groups of the queue, most urgent first. An item without a deadline is LATER."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    SOON = "SOON"
    LATER = "LATER"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments that part the groups, taken once per page so that rows and counts agree."""

    now: datetime
    end_of_today: datetime
    end_of_soon: datetime

    def group_of(self, due_at: datetime | None) -> Urgency:
        """The group of one item."""
        if due_at is None or due_at > self.end_of_soon:
            return Urgency.LATER
        if due_at < self.now:
            return Urgency.OVERDUE
        return Urgency.TODAY if due_at <= self.end_of_today else Urgency.SOON

    def rows_in(self, group: Urgency) -> Q:
        """The same as a condition on `due_at`."""
        return {
            Urgency.OVERDUE: Q(due_at__lt=self.now),
            Urgency.TODAY: Q(due_at__gte=self.now, due_at__lte=self.end_of_today),
            Urgency.SOON: Q(due_at__gte=self.now, due_at__gt=self.end_of_today, due_at__lte=self.end_of_soon),
            Urgency.LATER: Q(due_at__isnull=True) | Q(due_at__gt=self.end_of_soon),
        }[group]


def bounds() -> Bounds:
    """The bounds at this moment. SOON ends with the second working day from today."""
    moment = now()
    office, day = calendar(), local(moment).date()
    soon = day
    for _ in range(SOON_WORKING_DAYS):
        soon = office.next_working_day(soon)
    return Bounds(now=moment, end_of_today=_end_of(day), end_of_soon=_end_of(soon))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, HANOI) - timedelta(microseconds=1)
