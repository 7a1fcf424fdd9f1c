"""Whether the condition of a branch can hold for one value of a result, whatever the other variables are."""

from collections.abc import Iterator
from typing import Any

from rules.feel import BudgetExceeded, EvaluationContext, FeelSyntaxError, compile_expression, syntax
from rules.feel.compiler import compile_node
from rules.feel.environment import Environment
from rules.feel.free import free_names


def parsed(condition: str, variables: frozenset[str]) -> syntax.Node | None:
    """The tree of a condition; None when it cannot be read. variables: names that the process can have."""
    try:
        return compile_expression(condition, names=variables).node
    except FeelSyntaxError:
        return None


def fields_read(node: Any, variable: str) -> Iterator[str]:
    """Names of the fields of a variable that a condition reads: `grant.status` reads `status` of `grant`."""
    if isinstance(node, syntax.Path) and isinstance(node.value, syntax.Name) and node.value.name == variable:
        yield node.name
        return
    for child in _children(node):
        yield from fields_read(child, variable)


def literals(node: Any, variable: str, field: str) -> Iterator[Any]:
    """Texts, numbers and truth values that a condition compares one field with."""
    match node:
        case syntax.Binary(operator="=" | "!=", left=left, right=right):
            for side, other in ((left, right), (right, left)):
                if _is_field(side, variable, field) and isinstance(other, syntax.Literal):
                    yield other.value
        case syntax.In(value=value, tests=tests) if _is_field(value, variable, field):
            for test in tests:
                yield from _literals_of(test)
    for child in _children(node):
        yield from literals(child, variable, field)


def holds(node: syntax.Node, variable: str, field: str, value: Any) -> bool | None:
    """Whether a condition is true for `variable.field = value`; None where it depends on anything else."""
    match node:
        case syntax.Binary(operator="and", left=left, right=right):
            sides = (holds(left, variable, field, value), holds(right, variable, field, value))
            return False if False in sides else None if None in sides else True
        case syntax.Binary(operator="or", left=left, right=right):
            sides = (holds(left, variable, field, value), holds(right, variable, field, value))
            return True if True in sides else None if None in sides else False
        case syntax.Call(function=syntax.Name(name="not"), positional=(inner,)):
            return _not(node, inner, variable, field, value)
    if free_names(node) - {variable} or not set(fields_read(node, variable)) <= {field} or _bare(node, variable):
        return None
    try:
        found = compile_node(node)(Environment({variable: {field: value}}, EvaluationContext()))
    except BudgetExceeded:
        return None
    return found is True


def _not(node: syntax.Node, inner: syntax.Node, variable: str, field: str, value: Any) -> bool | None:
    """`not` of null is null, which no branch takes; so the negation is evaluated where all of it is known."""
    if holds(inner, variable, field, value) is None:
        return None
    found = compile_node(node)(Environment({variable: {field: value}}, EvaluationContext()))
    return found is True


def _bare(node: Any, variable: str) -> bool:
    """Whether the variable is read as a whole."""
    if isinstance(node, syntax.Path) and isinstance(node.value, syntax.Name) and node.value.name == variable:
        return False
    if isinstance(node, syntax.Name):
        return node.name == variable
    return any(_bare(child, variable) for child in _children(node))


def _is_field(node: Any, variable: str, field: str) -> bool:
    match node:
        case syntax.Path(value=syntax.Name(name=name), name=read):
            return bool(name == variable and read == field)
    return False


def _literals_of(node: Any) -> Iterator[Any]:
    if isinstance(node, syntax.Literal):
        yield node.value
    elif isinstance(node, syntax.ListNode):
        for entry in node.entries:
            yield from _literals_of(entry)
    elif isinstance(node, syntax.Test) and node.operator in {"", "="}:
        yield from _literals_of(node.operand)


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, syntax.Node):
        for name in (name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())):
            yield from _parts(getattr(node, name))


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, syntax.Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _parts(part)
