"""What a draft changes against the version in force, element by element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Flow, Node

Kind = Literal["ADDED", "REMOVED", "CHANGED"]

# Where a thing stands in the file is no change; flows are compared by themselves.
NOT_COMPARED = frozenset({"line", "incoming", "outgoing"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute of one element, before and after, as text; `attribute` is the name in Node or Flow."""

    attribute: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One element that was added, removed or changed."""

    element_id: str
    element_name: str
    element_kind: str
    kind: Kind
    differences: tuple[Difference, ...] = ()


def changes(before: Definition | None, after: Definition) -> list[Change]:
    """Every difference between two definitions, in the order of the new file; removed elements come last."""
    old: dict[str, Node | Flow] = {**before.nodes, **before.flows} if before else {}
    new: dict[str, Node | Flow] = {**after.nodes, **after.flows}
    found: list[Change] = []
    for element_id, element in new.items():
        earlier = old.get(element_id)
        if earlier is None or type(earlier) is not type(element):
            found.append(_change(after, element, "ADDED"))
        elif differences := tuple(_differences(earlier, element)):
            found.append(_change(after, element, "CHANGED", differences))
    if before:
        found += [_change(before, element, "REMOVED") for element_id, element in old.items() if element_id not in new]
    return found


def _change(
    definition: Definition, element: Node | Flow, kind: Kind, differences: tuple[Difference, ...] = ()
) -> Change:
    if isinstance(element, Node):
        return Change(element.id, element.name.vi, element.kind, kind, differences)
    ends = (definition.nodes[element.source].name.vi, definition.nodes[element.target].name.vi)
    return Change(element.id, element.name.vi or " → ".join(ends), "sequenceFlow", kind, differences)


def _differences(before: Node | Flow, after: Node | Flow) -> Iterator[Difference]:
    for entry in fields(after):
        if entry.name in NOT_COMPARED:
            continue
        was, now = getattr(before, entry.name), getattr(after, entry.name)
        if _shown(was) != _shown(now):
            yield Difference(entry.name, _shown(was), _shown(now))


def _shown(value: object) -> str:
    """A value of a definition as a reader may see it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    parts = [getattr(value, name) for name in ("vi", "en") if hasattr(value, name)]
    if parts:
        return " / ".join(dict.fromkeys(part for part in parts if part))
    if hasattr(value, "expression"):
        return f"{value.name} = {value.expression}"  # type: ignore[attr-defined]
    if hasattr(value, "code"):
        return f"{value.code} → {value.to}"  # type: ignore[attr-defined]
    if hasattr(value, "working_days"):
        return str(value.duration or value.date or f"{value.working_days} wd")  # type: ignore[attr-defined]
    return str(value)
