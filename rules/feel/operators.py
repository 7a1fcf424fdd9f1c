"""Arithmetic, comparison, logic, `between`, `in`, unary tests and ranges."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rules.feel import arithmetic, comparison, syntax
from rules.feel.dispatch import INPUT, Run, compile_node, compiles, guarded
from rules.feel.environment import Environment
from rules.feel.errors import NullResult
from rules.feel.free import free_names
from rules.feel.functions.strings import sized as sized_text
from rules.feel.values import FeelRange

ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}


ORDER: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "<": comparison.less,
    "<=": comparison.at_most,
    ">": lambda left, right: comparison.less(right, left),
    ">=": lambda left, right: comparison.at_most(right, left),
    "=": comparison.equal,
    "!=": lambda left, right: _not(comparison.equal(left, right)),
}


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


@compiles(syntax.Unary)
def _unary(node: syntax.Unary, declared: frozenset[str]) -> Run:
    operand = compile_node(node.operand, declared)
    return guarded(lambda env: arithmetic.negate(operand(env)), node.position)


@compiles(syntax.Binary)
def _binary(node: syntax.Binary, declared: frozenset[str]) -> Run:
    left, right = compile_node(node.left, declared), compile_node(node.right, declared)
    operator = node.operator
    if operator == "and":
        return lambda env: False if (first := left(env)) is False else comparison.conjunction(first, right(env))
    if operator == "or":
        return lambda env: True if (first := left(env)) is True else comparison.disjunction(first, right(env))
    if operator in ORDER:
        compare = ORDER[operator]
        return lambda env: compare(left(env), right(env))
    calculate = ARITHMETIC[operator]

    def run(env: Environment) -> Any:
        result = calculate(left(env), right(env))
        return sized_text(env.context, result) if type(result) is str else result

    return guarded(run, node.position)


@compiles(syntax.Between)
def _between(node: syntax.Between, declared: frozenset[str]) -> Run:
    value, low, high = (compile_node(part, declared) for part in (node.value, node.low, node.high))

    def run(env: Environment) -> bool | None:
        inner = value(env)
        return comparison.conjunction(comparison.at_most(low(env), inner), comparison.at_most(inner, high(env)))

    return run


@compiles(syntax.In)
def _in(node: syntax.In, declared: frozenset[str]) -> Run:
    value = compile_node(node.value, declared)
    tests = [compile_test(test, declared) for test in node.tests]
    return lambda env: any_test(tests, env.inner({INPUT: value(env)}))


def any_test(tests: Iterable[Run], env: Environment) -> bool | None:
    """Three-valued `or` over tests of the input `?`."""
    answer: bool | None = False
    for test in tests:
        answer = comparison.disjunction(answer, test(env))
        if answer:
            return True
    return answer


@compiles(syntax.Test)
def compile_test(node: syntax.Node, declared: frozenset[str]) -> Run:
    """One positive unary test of the input `?`."""
    if not isinstance(node, syntax.Test):
        raise TypeError(f"not a unary test: {type(node).__name__}")
    operand = compile_node(node.operand, declared)
    if node.operator:
        compare = ORDER[node.operator]
        return lambda env: compare(env.look_up(INPUT)[1], operand(env))
    interval = isinstance(node.operand, syntax.RangeNode)
    if INPUT in free_names(node.operand):
        return lambda env: answer if isinstance(answer := operand(env), bool) else None

    def run(env: Environment) -> bool | None:
        value, test = env.look_up(INPUT)[1], operand(env)
        if test is None and interval:
            return None
        if isinstance(test, bool) and not isinstance(value, bool) and value is not None and _asks(node.operand):
            return test
        return comparison.is_in(value, test)

    return run


def _asks(node: syntax.Node) -> bool:
    """Whether the test is itself a question (a comparison, a call), so that its truth is the answer."""
    return isinstance(node, (syntax.Binary, syntax.Call, syntax.Between, syntax.In, syntax.Quantified))


@compiles(syntax.RangeNode)
def _range(node: syntax.RangeNode, declared: frozenset[str]) -> Run:
    low = compile_node(node.low, declared) if node.low else None
    high = compile_node(node.high, declared) if node.high else None
    low_closed, high_closed = node.low_closed, node.high_closed

    def run(env: Environment) -> FeelRange:
        first, last = low(env) if low else None, high(env) if high else None
        if (low and first is None) or (high and last is None):
            raise NullResult("Đầu khoảng là null", "An end of the range is null")
        if low and high and comparison.at_most(first, last) is not True:
            raise NullResult("Hai đầu khoảng không theo thứ tự", "The ends of the range are not in order")
        return FeelRange(first, last, low_closed, high_closed)

    return guarded(run, node.position)
