"""Which processes call which: no process may come to call itself, and a pinned call keeps the version of its day."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bpmn.definition import Definition
from engine.bpmn.findings import BpmnRefused, Finding, Severity
from engine.selectors import version_in_force
from engine.versions.load import load
from rules.feel import Text


def refuse_recursion(definitions: Sequence[Definition]) -> None:
    """Raises BpmnRefused when a process of a file calls itself, directly or through others in force now."""
    calls = {definition.key: _called(definition) for definition in definitions}
    for definition in definitions:
        path = _way_back(definition.key, calls)
        if path:
            way = " → ".join(path)
            node = next(n for n in definition.nodes.values() if n.called == path[1])
            text = Text(vi=f"Quy trình gọi vòng lại chính nó: {way}.", en=f"The process comes to call itself: {way}.")
            raise BpmnRefused([Finding(node.id, node.name.vi, node.line, Severity.ERROR, "call.recursive", text)])


def pinned_calls(definition: Definition) -> dict[str, dict[str, str]]:
    """Versions in force now of what pinned call activities call; nothing when there are none."""
    keys = {node.called for node in definition.nodes.values() if node.called and node.binding == "pinned"}
    found = {key: version_in_force(key) for key in sorted(keys)}
    pinned = {key: str(version.pk) for key, version in found.items() if version is not None}
    return {"calls": pinned} if pinned else {}


def _way_back(start: str, calls: dict[str, frozenset[str]]) -> list[str]:
    """Keys from a process back to itself; empty when there is no way."""
    stack = [[start]]
    seen: set[str] = set()
    while stack:
        path = stack.pop()
        for key in sorted(_calls_of(path[-1], calls)):
            if key == start:
                return [*path, key]
            if key not in seen:
                seen.add(key)
                stack.append([*path, key])
    return []


def _calls_of(key: str, calls: dict[str, frozenset[str]]) -> frozenset[str]:
    if key not in calls:
        live = version_in_force(key)
        calls[key] = frozenset() if live is None else _called(load(live.pk).definition)
    return calls[key]


def _called(definition: Definition) -> frozenset[str]:
    return frozenset(node.called for node in definition.nodes.values() if node.called)
