"""The values of one case, each converted when it is first asked for."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rules.evaluate.finders import EXACT_TYPES
from rules.evaluate.making import given
from rules.feel import to_feel
from rules.feel.types import fitted
from rules.packs.model import InputData

Read = Callable[[Mapping[str, Any]], Any]


class Values(dict[str, Any]):
    """FEEL values by name: of the facts, and of the decisions that were made."""

    __slots__ = ("_readers", "facts")

    def __init__(self, facts: Mapping[str, Any], readers: Mapping[str, Read]) -> None:
        self.facts = facts
        self._readers = readers

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._readers[name](self.facts)
        return value

    def filled(self) -> "Values":
        """The same with every fact converted, for what asks with `get` and `in`."""
        for name in self._readers:
            self[name]  # reads it
        return self


def reader(data: InputData) -> Read:
    """What reads one input from the facts, as Making does."""
    name, kind = data.name, data.type
    if data.path or data.key != data.name:
        return lambda facts: fitted(to_feel(given(data, facts)), kind)
    exact = EXACT_TYPES.get(kind.name) if kind is not None and kind.allowed is None else None

    def read(facts: Mapping[str, Any]) -> Any:
        value = facts.get(name)
        if value is None:
            return None
        value = Decimal(value) if type(value) is int else to_feel(value)
        return value if kind is None or type(value) is exact else fitted(value, kind)

    return read
