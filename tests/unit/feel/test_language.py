"""FEEL means what DMN 1.5 chapter 10.3 says."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from rules.feel import EvaluationContext, YearsMonths, compile_expression, compile_unary_tests

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def value(text, **variables):
    return compile_expression(text, names=variables).evaluate(variables, EvaluationContext(now=NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-3 ** 2", 9),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
        ('"a" + "b"', "ab"),
        ("if 1 < 2 then 10 else 20", 10),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1, j in [1, 2] return i * j", [3, 6, 2, 4, 1, 2]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][-1]", 3),
        ("[{a: 1}, {a: 2}][a > 1].a", [2]),
        ("{a: 1, b: a + 1}.b", 2),
        ('{họ và tên: "An"}.họ và tên', "An"),
        ('context put({}, "phần thứ 2", 7).phần thứ 2 + 1', 8),
        ("5 in (1..10]", True),
        ("5 in (1, [3..6))", True),
        ("(function(a, b) a * b)(2, 3)", 6),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2026-11-20") - date("2026-11-10") = duration("P10D")', True),
        ('@"P1Y2M"', YearsMonths(14)),
        ('duration("P1DT2H").hours', 2),
        ("today()", date(2026, 11, 20)),
        ('substring("Hải Phòng", -5)', "Phòng"),
        ('number("1.500.000,5", ".", ",")', Decimal("1500000.5")),
        ('string(duration("PT90M"))', "PT1H30M"),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("[1..3] instance of range<number>", True),
        ("decimal(2.345, 2)", Decimal("2.34")),
        ("overlaps([1..5], [5..8])", True),
        ('replace("abc", "(b)", "[$1]")', "a[b]c"),
        ("count(distinct values([1, 1, 2]))", 2),
    ],
)
def test_expressions_give_the_value_of_the_standard(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text", ["1 / 0", '1 + "a"', "1 < true", 'date("2026-02-30")', "unknown", "[1][2]", "sqrt(-1)", 'number("a")']
)
def test_an_error_inside_is_null_and_a_warning_or_a_missing_element(text):
    context = EvaluationContext()

    assert compile_expression(text).evaluate({}, context) is None
    assert context.warnings or text in {"[1][2]", "1 < true"}


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        ("true", "null", None, True),
        ("false", "null", False, None),
        ("null", "null", None, None),
        ("true", "false", False, True),
        ("true", "1", None, True),
        ("1", "false", False, None),
    ],
)
def test_logic_has_three_values(left, right, both, either):
    assert value(f"{left} and {right}") is both
    assert value(f"{left} or {right}") is either


@pytest.mark.parametrize(
    ("cell", "given", "expected"),
    [
        ("-", None, True),
        ("< 5", 4, True),
        ("< 5", None, None),
        ("[10..20)", 20, False),
        ('"A", "B"', "B", True),
        ('not("A", "B")', "B", False),
        ("null", None, True),
        ("not(null)", 1, True),
        ("> limit", 11, True),
        ("? > 3 and ? < 5", 4, True),
        ('starts with(?, "NH")', "NH-01", True),
        ("[1, 2]", 2, True),
        ('< date("2026-01-01")', date(2025, 12, 31), True),
        ("true", False, False),
    ],
)
def test_a_cell_of_a_decision_table_tests_its_input(cell, given, expected):
    assert compile_unary_tests(cell, names=["limit"]).matches(given, {"limit": 10}) is expected


def test_names_may_have_blanks_signs_and_vietnamese_letters_in_any_unicode_form():
    given = {"mức hỗ trợ": 5, "a-b": 2}

    assert value("mức  hỗ trợ * a-b", **given) == 10
    assert value("mức hỗ trợ + 1", **given) == 6


def test_only_the_names_from_outside_are_its_variables():
    expression = compile_expression("for i in dossiers return count([i, cap]) + sum(i.cost)")

    assert expression.variables == {"dossiers", "cap"}


def test_python_numbers_become_exact_ones_and_binary_fractions_are_refused():
    assert value("n + 1", n=2**60) == 2**60 + 1
    with pytest.raises(TypeError, match="float"):
        value("n", n=0.1)


def test_moments_keep_their_zone():
    moment = value('date and time("2026-11-20T10:00:00@Asia/Ho_Chi_Minh")')

    assert moment.utcoffset() == timedelta(hours=7)
    assert value("string(m)", m=moment) == "2026-11-20T10:00:00@Asia/Ho_Chi_Minh"
