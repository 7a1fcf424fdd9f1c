"""`for`, `some`, `every` and filters."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, cast

from rules.feel import comparison, syntax
from rules.feel.dispatch import Run, compile_node, compiles, guarded
from rules.feel.environment import Environment
from rules.feel.errors import NullResult
from rules.feel.functions.lists import sized as sized_list
from rules.feel.functions.numeric import whole
from rules.feel.moments import day_at, ordinal
from rules.feel.values import FeelRange, kind_of


def _iterations(node: syntax.For | syntax.Quantified, declared: frozenset[str]) -> list[tuple[str, Run, Run | None]]:
    return [
        (step.name, compile_node(step.source, declared), compile_node(step.last, declared) if step.last else None)
        for step in node.iterations
    ]


def _rounds(steps: list[tuple[str, Run, Run | None]], env: Environment) -> Iterable[Environment]:
    """The environments of all rounds, later variables turning fastest; every round costs a step."""
    if not steps:
        env.context.spend()
        yield env
        return
    (name, source, last), *others = steps
    for value in _elements(source(env), last(env) if last else None, ranged=last is not None):
        env.context.spend()
        yield from _rounds(others, env.inner({name: value}))


def _elements(source: Any, last: Any, *, ranged: bool) -> Iterable[Any]:
    if isinstance(source, FeelRange) and not ranged:
        return _steps(source.low, source.high, source.low_closed, source.high_closed)
    if ranged:
        return _steps(source, last)
    if source is None:
        raise NullResult("Không lặp được qua null", "Cannot iterate over null")
    return source if isinstance(source, list) else [source]


def _steps(first: Any, last: Any, low_closed: bool = True, high_closed: bool = True) -> Iterable[Any]:
    """The whole numbers or days from first to last, downwards too, without an end that does not belong to the range."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        start, end, value_at = whole(first), whole(last), cast(Callable[[int], Any], Decimal)
    elif kind_of(first) == kind_of(last) == "date":
        start, end, value_at = ordinal(first), ordinal(last), day_at
    else:
        raise NullResult("Khoảng lặp phải là số nguyên hoặc ngày", "A loop runs over whole numbers or dates")
    step = 1 if start <= end else -1
    begin, stop = start + (0 if low_closed else step), end + (step if high_closed else 0)
    return (value_at(number) for number in range(begin, stop, step))


@compiles(syntax.For)
def _for(node: syntax.For, declared: frozenset[str]) -> Run:
    steps, body = _iterations(node, declared), compile_node(node.body, declared)

    def run(env: Environment) -> list[Any]:
        results: list[Any] = []
        for inner in _rounds(steps, env.inner({"partial": results})):
            results.append(body(inner))
            if len(results) > env.context.result_size:
                sized_list(env.context, results)
        return list(results)

    return guarded(run, node.position)


@compiles(syntax.Quantified)
def _quantified(node: syntax.Quantified, declared: frozenset[str]) -> Run:
    steps, body, every = _iterations(node, declared), compile_node(node.body, declared), node.every

    def run(env: Environment) -> bool | None:
        join = comparison.conjunction if every else comparison.disjunction
        answer: bool | None = every
        for inner in _rounds(steps, env):
            answer = join(answer, body(inner))
            if answer is (not every):
                break
        return answer

    return guarded(run, node.position)


@compiles(syntax.Filter)
def _filter(node: syntax.Filter, declared: frozenset[str]) -> Run:
    source, condition = compile_node(node.value, declared), compile_node(node.condition, declared)
    constant = node.condition.value if isinstance(node.condition, syntax.Literal) else None

    def run(env: Environment) -> Any:
        value = source(env)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if isinstance(constant, Decimal):
            return _element(values, constant)
        kept: list[Any] = []
        for element in values:
            env.context.spend()
            own = element if isinstance(element, dict) else {}
            answer = condition(env.inner({"item": element, **own}))
            if isinstance(answer, Decimal):
                return _element(values, answer)
            if answer is True:
                kept.append(element)
        return kept

    return guarded(run, node.position)


def _element(values: list[Any], at: Decimal) -> Any:
    index = whole(at)
    if index == 0 or abs(index) > len(values):
        return None
    return values[index - 1 if index > 0 else index]
