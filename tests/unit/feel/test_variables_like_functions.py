"""A variable in scope may be named like a built-in function; then the variable is meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rules.feel import EvaluationContext, compile_expression, compile_unary_tests

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def value(text: str, **variables: object) -> object:
    return compile_expression(text, names=variables).evaluate(variables, EvaluationContext(now=NOW))


@pytest.mark.parametrize("name", ["sum", "date", "before", "number", "count"])
def test_the_variable_is_read(name: str) -> None:
    assert value(f"{name} + 1", **{name: 2}) == 3
    assert value(f"if {name} > 1 then [{name}] else null", **{name: 2}) == [2]
    assert value(f"for x in [1, 2] return x * {name}", **{name: 2}) == [2, 4]


def test_the_function_is_meant_where_no_such_variable_has_a_value() -> None:
    assert compile_expression("sum([1, 2])", names=["sum"]).evaluate({}, EvaluationContext(now=NOW)) == 3
    assert value("sum([1, 2])") == 3


def test_a_cell_compares_with_the_variable() -> None:
    cell = compile_unary_tests("< count", names=["count"])
    assert cell.matches(1, {"count": 2}, EvaluationContext(now=NOW)) is True
