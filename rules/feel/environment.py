"""Names in scope while an expression runs: a chain of small dictionaries."""

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
