"""From a node of the syntax tree to the closure that evaluates it: each kind of node has one compiler."""

from collections.abc import Callable
from typing import Any, TypeVar

from rules.feel import syntax
from rules.feel.environment import Environment
from rules.feel.errors import NullResult

Run = Callable[[Environment], Any]
Compiler = TypeVar("Compiler", bound=Callable[..., Run])
COMPILERS: dict[type[syntax.Node], Callable[..., Run]] = {}
INPUT = "?"


def compiles(kind: type[syntax.Node]) -> Callable[[Compiler], Compiler]:
    """Makes a function the compiler of one kind of node: it takes the node and the declared variables."""

    def register(compiler: Compiler) -> Compiler:
        COMPILERS[kind] = compiler
        return compiler

    return register


def compile_node(node: syntax.Node, declared: frozenset[str] = frozenset()) -> Run:
    """The closure of a tree. `declared`: variables that may hide a built-in function of the same name."""
    return COMPILERS[type(node)](node, declared)


def guarded(run: Run, position: int) -> Run:
    """The closure with null results turned into null and a warning at `position`."""

    def safe(env: Environment) -> Any:
        try:
            return run(env)
        except NullResult as reason:
            env.context.warn(reason.text, position)
            return None

    return safe
