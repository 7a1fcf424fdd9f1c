"""The catalogue of service operations: what a service task may call, with inputs and outputs for the editor.

kind "record" writes our own tables inside the step's transaction; kind "effect" runs after commit, at least once,
while the token waits; `@effect` registers a detached effect that nobody waits for (mail, paper).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from engine.bpmn.catalogue import OperationShape
from engine.errors import UnknownOperation
from engine.types import Values
from rules.feel import Text

Kind = Literal["record", "effect", "detached"]
Function = Callable[..., Mapping[str, Any] | None]
Enqueue = Callable[[str, Values, str], None]


class OperationFailed(Exception):
    """An operation says no. `code` is stable; `text` is for the operator. Becomes an incident, loses nothing."""

    def __init__(self, code: str, text: str = "") -> None:
        self.code, self.text = code, text or code
        super().__init__(f"{code}: {text}" if text else code)


def _no_outbox(effect_name: str, payload: Values, key: str) -> None:
    raise OperationFailed("NO_OUTBOX", f"{effect_name} cannot be queued from here")


@dataclass(frozen=True, slots=True)
class OperationContext:
    """Why an operation runs.

    key        unique per execution of the node; the same on every attempt
    variables  of the instance, read-only
    enqueue    (effect name, payload, key): put a detached effect into the outbox, part of the step's transaction
    """

    instance_id: UUID | None
    business_key: str
    node_id: str
    key: str
    actor: str
    now: datetime
    variables: Values = field(default_factory=dict)
    enqueue: Enqueue = _no_outbox


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the catalogue."""

    name: str
    kind: Kind
    title: Text
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    function: Function

    @property
    def shape(self) -> OperationShape:
        """What the editor and the verifier see."""
        return OperationShape(title=self.title, kind=self.kind, inputs=self.inputs, outputs=self.outputs)


_catalogue: dict[str, Operation] = {}


def operation(
    name: str,
    *,
    kind: Literal["record", "effect"],
    title: Text,
    inputs: Mapping[str, str] | None = None,
    outputs: Mapping[str, str] | None = None,
) -> Callable[[Function], Function]:
    """Register `function(ctx, **inputs) -> dict | None` as a service operation.

    inputs   name -> int, str, bool, decimal, date, list, dict or any; a trailing "?" lets the diagram leave it out
    outputs  name -> type name, or the possible values joined by "|"
    """

    def register(function: Function) -> Function:
        _add(Operation(name, kind, title, dict(inputs or {}), dict(outputs or {}), function))
        return function

    return register


def effect(name: str) -> Callable[[Function], Function]:
    """Register `function(ctx, **payload)` as a detached effect: after commit, at least once, nobody waits."""

    def register(function: Function) -> Function:
        _add(Operation(name, "detached", Text(vi=name, en=name), {}, {}, function))
        return function

    return register


def find(name: str) -> Operation:
    """The operation of that name. Raises UnknownOperation."""
    try:
        return _catalogue[name]
    except KeyError:
        raise UnknownOperation(name) from None


def operations() -> Mapping[str, Operation]:
    """Operations a service task may name, by name."""
    return {name: entry for name, entry in _catalogue.items() if entry.kind != "detached"}


def fit(entry: Operation, given: Values) -> dict[str, Any]:
    """Arguments of the declared types. Raises OperationFailed BAD_INPUT naming the argument."""
    arguments: dict[str, Any] = {}
    for name, declared in entry.inputs.items():
        optional = declared.endswith("?")
        value = given.get(name)
        if value is None:
            if not optional:
                raise OperationFailed("BAD_INPUT", f"{entry.name}: {name} is missing")
            if name in given:
                arguments[name] = None
            continue
        arguments[name] = _as(declared.removesuffix("?"), value, f"{entry.name}: {name}")
    return arguments


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "bool": bool,
    "date": date,
    "list": list,
    "dict": dict,
}


def _as(declared: str, value: Any, where: str) -> Any:
    if declared in ("int", "decimal"):
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise OperationFailed("BAD_INPUT", f"{where} is no number")
        if declared == "decimal":
            return Decimal(value)
        if value != int(value):
            raise OperationFailed("BAD_INPUT", f"{where} is no whole number")
        return int(value)
    wanted = _TYPES.get(declared)
    if wanted is not None and not isinstance(value, wanted):
        raise OperationFailed("BAD_INPUT", f"{where} is no {declared}")
    return value


def _add(entry: Operation) -> None:
    known = _catalogue.get(entry.name)
    if known is not None and known.function.__qualname__ != entry.function.__qualname__:
        raise ValueError(f"operation {entry.name} is registered twice")
    _catalogue[entry.name] = entry
