"""Reading the programme's data."""

from datetime import date, time

from portal.platform.calendar import Calendar, DayKind
from portal.platform.errors import Refused
from portal.programme.models import CalendarException, Parameter, SupportLine
from rules.feel import Text


def parameter(code: str) -> str:
    """The value of a parameter as text. Raises Parameter.DoesNotExist for a code that was never loaded."""
    return Parameter.objects.values_list("value", flat=True).get(pk=code)


def days(code: str) -> int:
    """A time limit `D-*` in the days of its unit."""
    return int(parameter(code))


def working_limits() -> dict[str, Text]:
    """The time limits in working days that a step of a procedure may name, by code."""
    rows = Parameter.objects.filter(pk__startswith="D-", unit="WORKING_DAY").order_by("pk")
    return {row.pk: Text(vi=row.title_vi, en=row.title_en) for row in rows}


def calendar() -> Calendar:
    """The office calendar as it stands now, with the office hours of the parameters."""
    hours = dict(Parameter.objects.filter(pk__in=["OFFICE-START", "OFFICE-END"]).values_list("code", "value"))
    return Calendar(
        exceptions={day: DayKind(kind) for day, kind in CalendarException.objects.values_list("day", "kind")},
        office_start=time.fromisoformat(hours.get("OFFICE-START", "08:00")),
        office_end=time.fromisoformat(hours.get("OFFICE-END", "17:00")),
    )


def line_active_on(code: str, day: date) -> SupportLine:
    """The line, if it takes dossiers on the day.

    Raises Refused LINE_NOT_ACTIVE (rule R-EL-01).
    """
    line = SupportLine.objects.filter(pk=code, active_from__lte=day, active_to__gte=day).first()
    if line is None:
        raise Refused("LINE_NOT_ACTIVE", line=code)
    return line
