"""Working days across weekends, holidays, swapped days and pauses."""

from datetime import UTC, date, datetime, time

import pytest

from portal.platform.calendar import Calendar, CalendarGap, DayKind, Pause
from portal.platform.clock import HANOI

CULTURE_DAY = date(2026, 11, 24)
OFFICE = Calendar(
    {CULTURE_DAY: DayKind.HOLIDAY, date(2026, 8, 22): DayKind.WORKDAY, date(2026, 8, 31): DayKind.HOLIDAY}
)


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


def test_five_working_days_from_a_friday_step_over_the_culture_day():
    assert OFFICE.add_working_days(at(20), 5) == datetime(2026, 11, 30, 17, tzinfo=HANOI)


def test_a_moment_given_in_utc_counts_on_the_office_clock():
    assert OFFICE.add_working_days(datetime(2026, 11, 19, 23, tzinfo=UTC), 1) == at(23, 17)


@pytest.mark.parametrize(
    ("moment", "received"),
    [
        (at(20, 17, 0), date(2026, 11, 20)),
        (at(20, 17, 1), date(2026, 11, 23)),
        (at(21), date(2026, 11, 23)),
        (at(23, 18), date(2026, 11, 25)),
        (at(20, 5), date(2026, 11, 20)),
    ],
    ids=["at closing time", "one minute late", "on a Saturday", "evening before a holiday", "before opening"],
)
def test_what_comes_after_office_hours_counts_as_received_the_next_working_day(moment, received):
    assert OFFICE.received_on(moment) == received


def test_a_swapped_saturday_is_a_working_day():
    assert OFFICE.add_working_days(at(21, month=8), 1) == at(22, 17, month=8)
    assert not OFFICE.is_working_day(date(2026, 8, 31))


def test_the_deadline_falls_at_the_end_of_the_office_hours_of_the_parameter():
    early = Calendar(OFFICE.exceptions, office_end=time(16, 30))

    assert early.add_working_days(at(20), 0) == at(20, 16, 30)


def test_a_year_that_nobody_entered_is_refused_not_guessed():
    with pytest.raises(CalendarGap) as gap:
        OFFICE.add_working_days(at(30, month=12), 5)

    assert gap.value.year == 2027
    assert gap.value.status == 503


def test_a_negative_count_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add_working_days(at(20), -1)


def test_the_deadline_moves_by_the_working_days_of_the_pause():
    due = at(30, 17)

    moved = OFFICE.due_after_pauses(due, [Pause(at(20), at(26, 9))])

    assert moved == at(3, 17, month=12)


def test_two_pauses_add_up_and_a_running_one_moves_nothing():
    pauses = [Pause(at(2), at(3)), Pause(at(9), at(11)), Pause(at(20), None)]

    assert OFFICE.due_after_pauses(at(20, 17), pauses) == at(26, 17)


def test_working_days_between_two_days():
    assert OFFICE.working_days_between(date(2026, 11, 20), date(2026, 11, 30)) == 5
    assert OFFICE.working_days_between(date(2026, 11, 30), date(2026, 11, 20)) == -5
    assert OFFICE.working_days_between(CULTURE_DAY, CULTURE_DAY) == 0
