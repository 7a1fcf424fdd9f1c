"""Which parts of a syntax tree are the same whatever the facts: what tables may be indexed and analysed by."""

from collections.abc import Iterable
from typing import Any

from rules.feel import BudgetExceeded, EvaluationContext, FeelRange, UnaryTests, syntax
from rules.feel.compiler import INPUT, compile_node
from rules.feel.environment import Environment
from rules.feel.functions import BUILTINS

CLOCK = frozenset({"now", "today"})
COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "!="})
ORDERED = frozenset({"<", "<=", ">", ">="})


class NotConstant(ValueError):
    """The part depends on a fact, on the clock, or on more work than one evaluation may do."""


def is_constant(node: syntax.Node) -> bool:
    """Whether the node is made of literals and built-in functions only, without the clock."""
    match node:
        case syntax.Literal():
            return True
        case syntax.Unary(operand=operand):
            return is_constant(operand)
        case syntax.Binary(left=left, right=right):
            return is_constant(left) and is_constant(right)
        case syntax.RangeNode(low=low, high=high):
            return all(end is None or is_constant(end) for end in (low, high))
        case syntax.ListNode(entries=entries):
            return all(map(is_constant, entries))
        case syntax.Call(function=syntax.Name(name=name), positional=positional, named=named):
            known = name in BUILTINS and name not in CLOCK
            return known and all(map(is_constant, (*positional, *(part for _, part in named))))
    return False


def constant(node: syntax.Node) -> Any:
    """The value of a constant node. Raises NotConstant."""
    if not is_constant(node):
        raise NotConstant
    try:
        return compile_node(node)(Environment({}, EvaluationContext()))
    except BudgetExceeded as costly:
        raise NotConstant from costly


def boundaries(cell: UnaryTests) -> list[tuple[Any, bool]]:
    """The constants that a cell compares its input with: (value, whether their order matters).

    Raises NotConstant for a cell that does anything else with its input, or reads other facts.
    """
    found: list[tuple[Any, bool]] = []
    for node in cell.nodes:
        found += _of_test(node)
    return found


def _of_test(node: syntax.Node) -> Iterable[tuple[Any, bool]]:
    if not isinstance(node, syntax.Test):
        raise NotConstant
    if isinstance(node.operand, syntax.RangeNode) and is_constant(node.operand):
        # Its ends, even where they are not in order, so that it holds nothing.
        return [(constant(end) if end else None, True) for end in (node.operand.low, node.operand.high)]
    if is_constant(node.operand):
        return _flat(constant(node.operand), ordered=node.operator in ORDERED)
    if node.operator:
        raise NotConstant
    return _of_condition(node.operand)


def _of_condition(node: syntax.Node) -> list[tuple[Any, bool]]:
    """The constants of a condition on `?` itself: comparisons, joined by and, or, not, if."""
    if is_constant(node):
        return []
    parts: tuple[syntax.Node, ...] = ()
    match node:
        case syntax.Binary(operator="and" | "or", left=left, right=right):
            parts = (left, right)
        case syntax.Call(function=syntax.Name(name="not"), positional=(inner,)):
            parts = (inner,)
        case syntax.If(condition=condition, then=then, otherwise=otherwise):
            parts = (condition, then, otherwise)
        case syntax.Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            sides = [side for side in (left, right) if not _is_input(side)]
            if len(sides) != 1:
                raise NotConstant
            return list(_flat(constant(sides[0]), ordered=operator in ORDERED))
        case syntax.Between(value=value, low=low, high=high) if _is_input(value):
            return [(constant(low), True), (constant(high), True)]
        case syntax.In(value=value, tests=tests) if _is_input(value):
            return [pair for test in tests for pair in _of_test(test)]
        case _:
            raise NotConstant
    return [pair for part in parts for pair in _of_condition(part)]


def _is_input(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Name) and node.name == INPUT


def _flat(value: Any, *, ordered: bool) -> Iterable[tuple[Any, bool]]:
    if isinstance(value, FeelRange):
        return [(end, True) for end in (value.low, value.high)]
    if isinstance(value, list):
        return [pair for entry in value for pair in _flat(entry, ordered=ordered)]
    return [(value, ordered)]


def reads_only_its_input(cell: UnaryTests) -> bool:
    """Whether the answer of a cell depends on its input alone: no other fact, no clock."""
    return not cell.variables and not any(_mentions_clock(node) for node in cell.nodes)


def _mentions_clock(node: Any) -> bool:
    if isinstance(node, (syntax.Embedded, syntax.FunctionNode)):
        return True
    if isinstance(node, syntax.Name):
        return node.name in CLOCK
    if isinstance(node, tuple):
        return any(map(_mentions_clock, node))
    if isinstance(node, (syntax.Node, syntax.Iteration)):
        return any(_mentions_clock(getattr(node, name)) for name in node.__slots__)
    return False
