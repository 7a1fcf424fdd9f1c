"""Hostile expressions are refused or stopped; nothing but the engine's own errors leaves it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.feel import BudgetExceeded, EvaluationContext, FeelSyntaxError, compile_expression, compile_unary_tests

REFUSED = {
    "too long": "1+" * 20_000 + "1",
    "deep parentheses": "(" * 5_000 + "1" + ")" * 5_000,
    "deep lists": "[" * 5_000,
    "long chain": "1" + "+1" * 5_000,
    "long path": "a" + ".b" * 5_000,
    "many signs": "-" * 5_000 + "1",
    "nested tests": "1 in (" * 3_000 + "1",
    "open ranges": "[1..a[" * 3_000,
    "open ranges in filters": "[1..a[[1..a[" * 30 + "1" + "]" * 60,
    "nested calls": "f(" * 3_000,
    "python": "__import__('os').system('id')",
    "python lambda": "lambda: 0",
    "statement": "x := 1",
    "unclosed": '"abc',
}
ENDLESS = [
    "for i in 1..1000000000 return i",
    "for i in 1..1000, j in 1..1000 return i",
    "count([1..3][item > 0]) + sum(for i in 1..300000 return i)",
    "some i in 1..10000000 satisfies i < 0",
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_text_is_refused_at_once_with_its_place(name):
    began = time.process_time()

    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression(REFUSED[name])

    assert time.process_time() - began < 1
    assert refusal.value.text.vi
    assert refusal.value.text.en
    assert refusal.value.line >= 1
    assert refusal.value.column >= 1


@pytest.mark.parametrize("text", ENDLESS)
def test_endless_work_is_stopped_by_the_budget(text):
    began = time.process_time()

    with pytest.raises(BudgetExceeded):
        compile_expression(text).evaluate({})

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        "9999999999 ** 9999999999",
        "{f: function(x) f(x)}.f(1)",
        'matches("' + "a" * 60 + 'b", "(a+)+$$c")',
        'string join(for i in 1..20000 return "' + "x" * 100 + '")',
    ],
)
def test_huge_results_and_slow_patterns_are_null(text):
    context = EvaluationContext()
    began = time.process_time()

    assert compile_expression(text).evaluate({}, context) in (None, False)
    assert time.process_time() - began < 2


def test_names_of_internals_are_ordinary_missing_names():
    for name in ("__class__", "__globals__", "typename"):
        assert compile_expression(f"x.{name}").evaluate({"x": {"a": 1}}) is None
        assert compile_expression(name).evaluate({}) is None


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "1",
                "a",
                "+",
                "-",
                "*",
                "/",
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                ":",
                ",",
                ".",
                "..",
                "in",
                "if",
                "then",
                "else",
                "for",
                "return",
                '"x"',
                "not",
                "?",
                "@",
                "<=",
                "function",
            ]
        ),
        max_size=25,
    ).map(" ".join)
)
def test_any_text_compiles_or_is_refused_and_then_evaluates(text):
    for compile_text, run in (
        (compile_expression, lambda e: e.evaluate({"a": 1})),
        (compile_unary_tests, lambda e: e.matches(1, {"a": 1})),
    ):
        try:
            compiled = compile_text(text)
        except FeelSyntaxError:
            continue
        run(compiled)


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_whole_numbers_are_exact(left, right):
    given_values = {"a": left, "b": right}

    assert compile_expression("a + b").evaluate(given_values) == left + right
    assert compile_expression("a - b").evaluate(given_values) == left - right
    assert compile_expression("a * b").evaluate(given_values) == left * right
    assert compile_expression("a < b").evaluate(given_values) is (left < right)
