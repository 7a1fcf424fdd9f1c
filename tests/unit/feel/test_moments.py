"""Dates beyond the years 1 to 9999, and nanoseconds, behave as all others do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.feel import compile_expression, to_feel
from rules.feel.functions.conversion import text_of
from rules.feel.moments import WideDate, WideMoment, day_at, in_zone, local_ns, ordinal
from rules.feel.temporal import parse_date, parse_date_time, zone_of


def text(expression):
    return text_of(compile_expression(expression).evaluate({}), inside=True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('date("999999999-12-31")', "999999999-12-31"),
        ('date("-999999999-01-01") < date("0001-01-01")', "true"),
        ('date("9999-12-31") + duration("P1D")', "10000-01-01"),
        ('date("10000-01-01") - duration("P1D")', "9999-12-31"),
        ('date("0001-01-01") - duration("P1D")', "0000-12-31"),
        ('date("10000-01-31") + duration("P1M")', "10000-02-29"),
        ('date("9999-12-31") + duration("P1M")', "10000-01-31"),
        ('date("999999999-12-31") + duration("P1D")', "null"),
        ("date(1000000000, 1, 1)", "null"),
        ("date(99999, 2, 30)", "null"),
        ('date("12000-02-29") - date("2000-02-29")', "P3652425D"),
        ('day of week(date("12000-01-01"))', '"Saturday"'),
        ('day of year(date("12000-12-31"))', "366"),
        ('week of year(date("12001-01-01"))', "1"),
        ('date("12000-01-01").weekday', "6"),
        ('date("12000-01-01") in [date("2000-01-01")..date("20000-01-01")]', "true"),
        ('years and months duration(date("-0001-01-01"), date("10001-01-01"))', "P10002Y"),
        ('time("10:00:00.123456789Z").second', "0.123456789"),
        ('time("10:00:00.123456789Z") = time("11:00:00.123456789+01:00")', "true"),
        ('time("10:00:00.000000001") > time("10:00:00")', "true"),
        ('time("10:00:00") + duration("PT0.000000001S")', "10:00:00.000000001"),
        ('duration("PT0.000000001S") * 1000', "PT0.000001S"),
        ('-duration("PT0.000000001S")', "-PT0.000000001S"),
        ('abs(-duration("P999999999999D"))', "P999999999999D"),
        ('duration("PT0.000000003S").seconds', "0"),
        ('date and time("99999-12-31T11:22:33Z").time offset', "PT0S"),
        ('date and time("12000-07-01T12:00:00@Europe/Paris").time offset', "PT2H"),
        ('date and time(date("12000-07-01"), time("12:00:00"))', "12000-07-01T12:00:00"),
        ('time(date and time("12000-07-01T12:00:00.5"))', "12:00:00.5"),
        ('date(date and time("12000-07-01T12:00:00"))', "12000-07-01"),
        ('date and time("12000-07-01T12:00:00Z") - date and time("12000-06-30T12:00:00Z")', "P1D"),
        ('for d in @"9999-12-31"..@"10000-01-01" return d.year', "[9999, 10000]"),
        (
            '[date("99999-01-01") instance of date, @"PT0.000000001S" instance of days and time duration]',
            "[true, true]",
        ),
    ],
)
def test_far_dates_and_nanoseconds(expression, expected):
    assert text(expression) == expected


def test_python_holds_what_it_can():
    assert parse_date("2026-11-20") == date(2026, 11, 20)
    assert parse_date_time("2026-11-20T10:00:00.123456Z") == datetime(2026, 11, 20, 10, 0, 0, 123456, UTC)
    assert compile_expression('@"PT1H"').evaluate({}) == timedelta(hours=1)
    assert isinstance(parse_date("10000-01-01"), WideDate)


def test_days_are_counted_without_a_gap():
    numbers = [ordinal(day_at(number)) for number in range(-800_000, 4_400_000, 997)]

    assert numbers == list(range(-800_000, 4_400_000, 997))


def test_a_far_moment_changes_its_zone():
    moved = in_zone(parse_date_time("12000-07-01T12:00:00Z"), zone_of("@Asia/Ho_Chi_Minh"))

    assert isinstance(moved, WideMoment)
    assert text_of(moved) == "12000-07-01T19:00:00@Asia/Ho_Chi_Minh"
    assert local_ns(moved) - local_ns(parse_date_time("12000-07-01T19:00:00")) == 0


def test_a_far_date_may_be_a_fact():
    assert to_feel(WideDate(12000, 1, 1)) == WideDate(12000, 1, 1)
