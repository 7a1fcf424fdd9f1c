"""The syntax tree. Every node knows its position (characters from the start of the text)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """Root of all nodes."""

    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: number, text, true, false, null, or an `@"..."` value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or a built-in function."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """Arithmetic negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic, comparison, `and`, `or`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (test, ...)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One positive unary test as a node: `operator` is a comparison sign, or `` for an expression."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class RangeNode(Node):
    """`[low..high)`, or `(< high)` with a missing end."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if c then a else b`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source`, or `name in source..last`."""

    name: str
    source: Node
    last: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for ... return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every ... satisfies body`."""

    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type: base name, element types of list, range and function, entries of context.

    `allowed` says of a value of that shape whether it is one of the allowed ones; a function's last element is its
    result.
    """

    name: str
    elements: tuple["TypeRef", ...] = ()
    entries: tuple[tuple[str, "TypeRef"], ...] = ()
    allowed: Callable[[Any], bool] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeRef


@dataclass(frozen=True, slots=True)
class FunctionNode(Node):
    """`function(a: type, b) body`; an external one has the description of a foreign function as its body."""

    parameters: tuple[tuple[str, TypeRef | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(a, b)` or `f(x: a, y: b)`."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`value.name`."""

    value: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`value[condition or index]`."""

    value: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """`[a, b]`."""

    entries: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextNode(Node):
    """`{a: 1, "b c": 2}`; later entries see earlier ones. A boxed context may have a result: its value instead."""

    entries: tuple[tuple[str, Node], ...]
    result: Node | None = None


@dataclass(frozen=True, slots=True)
class Typed(Node):
    """A boxed expression with a declared type: its value is converted to it, or null."""

    type: TypeRef
    operand: Node


@dataclass(frozen=True, slots=True)
class Embedded(Node):
    """Logic that is no FEEL, a decision table: the evaluation context knows how to run it.

    `names` are the variables that it reads from its surroundings.
    """

    logic: Any
    names: frozenset[str]
