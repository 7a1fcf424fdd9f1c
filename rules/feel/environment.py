"""Names in scope while an expression runs: a chain of small dictionaries."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.feel.context import EvaluationContext


class Environment:
    """One scope. The chain is as long as the nesting of loops, filters, contexts and calls."""

    __slots__ = ("context", "names", "parent")

    def __init__(self, names: dict[str, Any], context: EvaluationContext, parent: "Environment | None" = None) -> None:
        self.names = names
        self.context = context
        self.parent = parent

    def inner(self, names: dict[str, Any]) -> "Environment":
        """A scope inside this one."""
        return Environment(names, self.context, self)

    def look_up(self, name: str) -> tuple[bool, Any]:
        """(True, value) for a name in scope, else (False, None)."""
        scope: Environment | None = self
        while scope is not None:
            if name in scope.names:
                return True, scope.names[name]
            scope = scope.parent
        return False, None


class Names(Mapping[str, Any]):
    """The names in scope as a mapping, for logic that is no FEEL."""

    def __init__(self, env: Environment, names: frozenset[str]) -> None:
        self._env = env
        self._names = names

    def __getitem__(self, name: str) -> Any:
        found, value = self._env.look_up(name)
        if not found:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if self._env.look_up(name)[0])

    def __len__(self) -> int:
        return sum(1 for _ in self)
