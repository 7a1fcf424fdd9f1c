"""The programme's data files say what the decision says, and loading is safe to repeat."""

import datetime as dt

import pytest

from portal.platform.calendar import CalendarGap
from portal.platform.clock import HANOI
from portal.platform.errors import Refused
from portal.programme import selectors
from portal.programme.load import load_programme
from portal.programme.models import CalendarException, Parameter, SupportLine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme():
    load_programme()


def test_every_line_of_section_two_of_the_decision_is_there():
    assert SupportLine.objects.count() == 32
    assert set(SupportLine.objects.values_list("legal_basis_no", flat=True)) == {"3853/QĐ-UBND"}


def test_loading_again_changes_nothing_and_keeps_what_the_office_changed():
    Parameter.objects.filter(pk="D-PAY").update(value="20")

    assert set(load_programme().values()) == {0}
    assert selectors.days("D-PAY") == 20


def test_nothing_invented_is_shown_as_law():
    limits = Parameter.objects.filter(code__startswith="D-").exclude(confidence="ILLUSTRATIVE")

    assert set(limits.values_list("code", "confidence")) == {("D-COMPLAINT", "REMEMBERED")}


def test_a_deadline_runs_across_the_culture_day_the_new_year_and_tet():
    calendar = selectors.calendar()

    assert calendar.add_working_days(dt.datetime(2026, 11, 20, 10, tzinfo=HANOI), 5).date() == dt.date(2026, 11, 30)
    assert calendar.add_working_days(dt.datetime(2026, 12, 30, 10, tzinfo=HANOI), 2).date() == dt.date(2027, 1, 4)
    assert calendar.add_working_days(dt.datetime(2027, 2, 3, 10, tzinfo=HANOI), 2).date() == dt.date(2027, 2, 12)
    assert calendar.is_working_day(dt.date(2026, 1, 10))
    with pytest.raises(CalendarGap):
        calendar.add_working_days(dt.datetime(2027, 12, 30, 10, tzinfo=HANOI), 5)


def test_every_exception_names_its_source_and_a_holiday_never_falls_on_a_day_off():
    rows = list(CalendarException.objects.all())

    assert all(row.source for row in rows)
    assert [row.day for row in rows if row.kind == "HOLIDAY" and row.day.weekday() >= 5] == []
    assert [row.day for row in rows if row.kind == "WORKDAY" and row.day.weekday() < 5] == []


def test_a_line_takes_dossiers_only_in_its_time():
    assert selectors.line_active_on("PRO-DOM", dt.date(2030, 12, 31)).process_key == "P01"
    for code, day in (("PRO-DOM", dt.date(2031, 1, 1)), ("NO-SUCH", dt.date(2026, 1, 1))):
        with pytest.raises(Refused) as refusal:
            selectors.line_active_on(code, day)
        assert refusal.value.code == "LINE_NOT_ACTIVE"
