"""Where each attribute and element of our own namespace means something. Anywhere else it would be ignored: refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.program import HEARD
from engine.bpmn.triggers import definitions_of, kind_of
from engine.bpmn.whitelist import NODE_TAGS
from engine.bpmn.xml import HD, Element
from rules.feel import Text

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    **{tag: frozenset({"nameEn"}) for tag in (*NODE_TAGS, "sequenceFlow")},
    "process": frozenset({"key", "titleVi", "titleEn"}),
    "userTask": frozenset({"nameEn", "form", "role", "assignee", "dueWorkingDays", "timeLimit", "notSameAs"}),
    "serviceTask": frozenset({"nameEn", "operation", "resultVariable"}),
    "sendTask": frozenset({"nameEn", "operation", "resultVariable"}),
    "callActivity": frozenset({"nameEn", "binding", "bindingDate"}),
    "globalUserTask": frozenset({"nameEn", "form", "role", "assignee", "dueWorkingDays", "timeLimit"}),
    "globalBusinessRuleTask": frozenset({"nameEn", "pack", "decision", "resultVariable"}),
    "businessRuleTask": frozenset({"nameEn", "pack", "decision", "resultVariable"}),
    "timerEventDefinition": frozenset({"workingDays"}),
}
NOTIFY: Mapping[str, frozenset[str]] = {"notify": frozenset({"code", "to"})}
INPUT: Mapping[str, frozenset[str]] = {"input": frozenset({"name", "expression"})}
OUTPUT: Mapping[str, frozenset[str]] = {"output": frozenset({"name", "expression"})}


def misplaced(root: Element) -> list[Finding]:
    """Every attribute and element of ours that stands where the runtime never looks."""
    return [finding for element in root.walk() for finding in _of(element)]


def _of(element: Element) -> Iterator[Finding]:
    if element.namespace == HD:
        return  # told of by the element that holds it
    allowed = ATTRIBUTES.get(element.tag, frozenset())
    for name in element.attributes:
        namespace, _, local = name.rpartition(" ")
        if namespace == HD and local not in allowed:
            yield _finding(element, f"hd:{local}")
    known = _elements(element)
    for box in element.bpmn("extensionElements"):
        for child in box.children:
            if child.namespace != HD:
                continue
            if child.tag not in known:
                yield _finding(element, f"<hd:{child.tag}>")
                continue
            for name in child.attributes:
                if name not in known[child.tag]:
                    yield _finding(element, f"<hd:{child.tag} {name}>")


def _elements(element: Element) -> Mapping[str, frozenset[str]]:
    """Which of our elements an element may hold: a notice at every node, inputs where something is called or thrown."""
    if element.tag == "process":
        return {"input": frozenset({"name"})}
    if element.tag not in NODE_TAGS:
        return {}
    if element.tag == "callActivity":
        return {**NOTIFY, **INPUT, **OUTPUT}
    throws = element.tag in ("endEvent", "intermediateThrowEvent") and any(
        kind_of(definition) in HEARD for definition in definitions_of(element)
    )
    return {**NOTIFY, **INPUT} if element.tag in ("serviceTask", "sendTask") or throws else NOTIFY


def _finding(element: Element, what: str) -> Finding:
    owner = element
    while not owner.get("id") and owner.parent is not None:
        owner = owner.parent
    label, kind, what = owner.get("name") or owner.get("id") or owner.tag, element.tag, what[:60]
    vi = f"“{label}”: {what} không có tác dụng ở phần tử {kind} nên không được nhận; hãy bỏ đi hoặc đổi loại phần tử."
    en = f"“{label}”: {what} means nothing on a {kind}, so it is not accepted; remove it or change the kind of element."
    return Finding(owner.get("id"), label, element.line, Severity.ERROR, "hd.misplaced", Text(vi=vi, en=en))
