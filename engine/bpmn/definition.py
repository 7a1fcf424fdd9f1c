"""Reads processes of a file as typed, frozen data.

`read_definition` accepts a file only when every element is on the whitelist and every reference inside the
file resolves, so whoever holds a Definition never has to look at XML again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.bpmn.adhoc import ad_hoc_of, check_ad_hoc
from engine.bpmn.compensating import undoing
from engine.bpmn.data import DataReader, check_data, per_instance, settled
from engine.bpmn.findings import BpmnRefused, Finding, Severity, has_errors
from engine.bpmn.levels import entries, handlers, links
from engine.bpmn.looping import loop_of
from engine.bpmn.model import Definition
from engine.bpmn.nodes import ACTIVITY_KINDS, LEVEL_KINDS, Assignment, Flow, Input, Node, Notification, Timer, Trigger
from engine.bpmn.triggers import Complain, TriggerReader, expression, whole_number
from engine.bpmn.whitelist import EVENTS, MAX_PROCESSES, NODE_TAGS, executable_processes, key_of, refused
from engine.bpmn.words import word_of
from engine.bpmn.xml import Element, parse_xml
from rules.feel import Text

__all__ = [
    "ACTIVITY_KINDS",
    "Assignment",
    "Definition",
    "Flow",
    "Input",
    "Inspection",
    "Node",
    "Notification",
    "Timer",
    "inspect",
    "read_definition",
]

TRUE = ("true", "1")
ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*:=\s*(.+)")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What could be read of a file, and everything that is wrong with it.

    definition is None when no process with a start event could be built. `complete` is False when refused
    elements were left out, so that nothing may be concluded from the shape of the graph.
    """

    definition: Definition | None
    findings: tuple[Finding, ...]
    complete: bool


def read_definition(xml: bytes, key: str = "") -> Definition:
    """Read one process from a BPMN file.

    xml      file bytes
    key      of the process, "" for the first one of the file
    Raises   BpmnRefused with every problem: unsafe XML, refused elements, references that lead nowhere;
             KeyError when the file has no such process
    """
    inspection = inspect(xml, key)
    if inspection.definition is None or has_errors(inspection.findings):
        raise BpmnRefused(inspection.findings)
    return inspection.definition


def inspect(xml: bytes, key: str = "") -> Inspection:
    """Read as much of one process as possible and list all its problems and those of the file.

    Raises   BpmnRefused only when the bytes are not safe, well-formed XML; KeyError when there is no such process
    """
    found = inspect_all(xml)
    return found[key] if key else next(iter(found.values()))


def inspect_all(xml: bytes) -> dict[str, Inspection]:
    """Every process of a file that would run, by its key, in file order; at least one entry.

    Raises   BpmnRefused only when the bytes are not safe, well-formed XML
    """
    root = parse_xml(xml)
    findings = refused(root)
    found: dict[str, Inspection] = {}
    for process in executable_processes(root)[:MAX_PROCESSES]:
        builder = _Builder(root, process)
        definition = builder.build()
        complete = not has_errors([*findings, *builder.findings])
        found[key_of(process)] = Inspection(definition, (*findings, *builder.findings), complete)
    return found or {"": Inspection(None, tuple(findings), complete=False)}


class _Builder:
    """Turns the elements of one process into nodes and flows; refused elements are passed over."""

    def __init__(self, root: Element, process: Element) -> None:
        self.root = root
        self.process = process
        self.findings: list[Finding] = []
        self.triggers = TriggerReader(root)
        self.keys = {p.get("id"): key_of(p) for p in executable_processes(root)}
        self.data = DataReader(process)
        self.ids = {e.get("id") for e in root.walk() if e.get("id")}
        self.lanes = {
            ref.text.strip(): lane.get("name") or lane.get("id")
            for lane in process.walk()
            if lane.tag == "lane"
            for ref in lane.bpmn("flowNodeRef")
        }
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}

    def build(self) -> Definition | None:
        seen: set[str] = set()
        flow_elements: list[Element] = []
        for element, parent in _flow_elements(self.process):
            self.check_id(element, seen)
            if element.tag == "sequenceFlow":
                flow_elements.append(element)
            elif element.get("id"):
                self.nodes[element.get("id")] = self.node(element, parent)
        for element in flow_elements:
            self.flow(element)
        self.attach_flows()
        self.check_attachments()
        children: dict[str, list[str]] = {"": []}
        for node in self.nodes.values():
            if node.kind in LEVEL_KINDS:
                children.setdefault(node.id, [])
            children.setdefault(node.parent or "", []).append(node.id)
        self.nodes.update(settled(self.nodes, children, self.report_node))
        starts, entrances = entries(self.nodes, children, self.report_level)
        if not starts.get(""):
            return None
        boundary: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.attached_to:
                boundary.setdefault(node.attached_to, []).append(node.id)
        compensated = undoing(self.nodes, children, self.associations(), self.report_node)
        check_ad_hoc(self.nodes, children, self.report_node)
        check_data(self.nodes, self.data.levels, compensated, self.report_node)
        return Definition(
            process_id=self.process.get("id"),
            key=key_of(self.process),
            title=self.title(),
            nodes=self.nodes,
            flows=self.flows,
            children={k: tuple(v) for k, v in children.items()},
            boundary={k: tuple(v) for k, v in boundary.items()},
            starts=starts,
            entrances=(*entrances, *(f.target for f in self.flows.values() if self.nodes[f.source].instantiates)),
            handlers=handlers(self.nodes, children),
            links=links(self.nodes, children, self.report_node),
            inputs=self.inputs(),
            undoing=compensated,
            held=self.data.levels,
        )

    def associations(self) -> list[tuple[str, str]]:
        """Both ends of every association of the process."""
        found = (e for e in self.process.walk() if e.tag == "association")
        return [(e.get("sourceRef").rpartition(":")[2], e.get("targetRef").rpartition(":")[2]) for e in found]

    def inputs(self) -> frozenset[str]:
        """Names of the variables that the process begins with besides those that every process has."""
        calls = (e for e in self.root.walk() if e.tag == "callActivity")
        own = [c for c in calls if c.get("calledElement").rpartition(":")[2] == self.process.get("id")]
        given = {word_of(i) for e in own for box in e.bpmn("ioSpecification") for i in box.bpmn("dataInput")}
        return frozenset(given | {i.get("name") for e in (self.process, *own) for i in e.extensions("input")})

    def title(self) -> Text:
        vi = self.process.hd("titleVi") or self.process.get("name") or self.process.get("id")
        return Text(vi=vi, en=self.process.hd("titleEn") or vi)

    def report(self, element: Element, code: str, vi: str, en: str) -> None:
        self.findings.append(
            Finding(element.get("id"), element.get("name"), element.line, Severity.ERROR, code, Text(vi=vi, en=en))
        )

    def check_id(self, element: Element, seen: set[str]) -> None:
        identifier = element.get("id")
        if not identifier:
            self.report(
                element, "id.missing", f"Phần tử {element.tag} không có mã (id).", f"A {element.tag} has no id."
            )
        elif identifier in seen:
            self.report(
                element, "id.duplicate", f"Mã “{identifier}” dùng hai lần.", f"Id “{identifier}” is used twice."
            )
        seen.add(identifier)

    def node(self, element: Element, parent: str | None) -> Node:
        name = element.get("name")
        triggers = self.triggers_of(element)
        only = triggers[0] if len(triggers) == 1 else None
        event = "multiple" if len(triggers) > 1 else only.kind if only else "none" if element.tag in EVENTS else ""
        complain = self.complaint(element)
        loop = loop_of(element, self.triggers, self.data.names, complain)
        data = self.data.of(element, complain) if element.tag in ACTIVITY_KINDS | EVENTS else None
        data, loop = per_instance(data, loop, complain)
        return Node(
            id=element.get("id"),
            kind=element.tag,
            name=Text(vi=name or element.get("id"), en=element.hd("nameEn") or name or element.get("id")),
            line=element.line,
            parent=parent,
            default_flow=element.get("default") or None,
            event=event,
            attached_to=element.get("attachedToRef") or None,
            interrupting=not {element.get("cancelActivity"), element.get("isInterrupting")} & {"false", "0"},
            timer=only.timer if only else None,
            message=only.name if only and only.kind in ("message", "signal") else None,
            form=element.hd("form") or None,
            role=element.hd("role") or None,
            assignee=expression(element.hd("assignee")) or None,
            due_working_days=whole_number(element, "dueWorkingDays", self.complaint(element)),
            time_limit=element.hd("timeLimit") or None,
            not_same_as=tuple(element.hd("notSameAs").split()),
            operation=element.hd("operation") or None,
            inputs=tuple(
                Input(i.get("name"), expression(i.get("expression")), i.line) for i in element.extensions("input")
            ),
            pack=element.hd("pack") or None,
            decision=element.hd("decision") or None,
            result_variable=element.hd("resultVariable") or None,
            script=self.script(element),
            notifications=tuple(Notification(n.get("code"), n.get("to")) for n in element.extensions("notify")),
            lane=self.lanes.get(element.get("id")),
            triggers=triggers,
            all_of=element.get("parallelMultiple") in TRUE and len(triggers) > 1,
            by_event=element.get("triggeredByEvent") in TRUE,
            instantiates=element.get("instantiate") in TRUE,
            all_targets=element.get("eventGatewayType").lower() == "parallel",
            takes=self.quantity(element, "startQuantity"),
            gives=self.quantity(element, "completionQuantity"),
            called=self.called(element),
            binding=element.hd("binding") or "latest",
            binding_date=expression(element.hd("bindingDate")) or None,
            outputs=tuple(
                Input(o.get("name"), expression(o.get("expression")), o.line) for o in element.extensions("output")
            ),
            ad_hoc=ad_hoc_of(element, self.complaint(element)),
            for_compensation=element.get("isForCompensation") in TRUE,
            data=data,
            loop=loop,
            activation=next((t for c in element.bpmn("activationCondition") if (t := expression(c.text))), None),
        )

    def triggers_of(self, element: Element) -> tuple[Trigger, ...]:
        """What an event waits for or throws; a receive or send task waits for or sends its message."""
        complain = self.complaint(element)
        if element.tag == "receiveTask" or (element.tag == "sendTask" and not element.hd("operation")):
            return self.triggers.message_of(element, complain)
        return self.triggers.read(element, complain) if element.tag in EVENTS else ()

    def called(self, element: Element) -> str | None:
        """Key of what a call activity calls: a process of this file by its id, else the key of a published one."""
        if element.tag != "callActivity":
            return None
        if element.hd("binding") not in ("", "latest", "pinned", "date"):
            self.report(
                element,
                "call.binding",
                f"Không có cách chọn phiên bản “{element.hd('binding')[:40]}”: latest, pinned hoặc date.",
                f"There is no binding “{element.hd('binding')[:40]}”: latest, pinned or date.",
            )
        if element.hd("binding") == "date" and not element.hd("bindingDate"):
            self.report(
                element, "call.date", "Chưa cho ngày để chọn phiên bản.", "No date chooses the version that is called."
            )
        name = element.get("calledElement").rpartition(":")[2]
        return self.keys.get(name, name) or None

    def complaint(self, element: Element) -> Complain:
        """Reports what is wrong with one element."""
        return lambda code, vi, en: self.report(element, code, vi, en)

    def quantity(self, element: Element, attribute: str) -> int:
        """How many tokens an activity takes or gives; 1 unless written."""
        text = element.get(attribute)
        if not text:
            return 1
        if not re.fullmatch(r"0*[1-9][0-9]{0,2}", text.strip()):
            self.report(
                element,
                "quantity.invalid",
                f"{attribute} phải là số nguyên từ 1 đến 999, không phải “{text[:40]}”.",
                f"{attribute} must be a whole number from 1 to 999, not “{text[:40]}”.",
            )
            return 1
        return int(text)

    def script(self, element: Element) -> tuple[Assignment, ...]:
        lines: list[Assignment] = []
        for script in element.bpmn("script"):
            for offset, text in enumerate(script.text.splitlines()):
                if not text.strip():
                    continue
                match = ASSIGNMENT.fullmatch(text)
                if match:
                    lines.append(Assignment(match[1], match[2].strip(), script.line + offset))
                else:
                    self.report(
                        element,
                        "script.not_assignment",
                        f"Dòng “{text.strip()[:80]}” không có dạng “tên := biểu thức FEEL”.",
                        f"Line “{text.strip()[:80]}” does not read “name := FEEL expression”.",
                    )
        return tuple(lines)

    def flow(self, element: Element) -> None:
        source, target = element.get("sourceRef"), element.get("targetRef")
        for reference in (source, target):
            if reference not in self.ids:
                self.report(
                    element,
                    "flow.dangling",
                    f"Luồng nối tới phần tử “{reference}” không có trong sơ đồ.",
                    f"The flow refers to “{reference}”, which is not in the diagram.",
                )
        if source not in self.nodes or target not in self.nodes or not element.get("id"):
            return
        if self.nodes[source].parent != self.nodes[target].parent:
            self.report(
                element,
                "flow.crosses_border",
                "Luồng đi xuyên qua biên của tiểu quy trình.",
                "The flow crosses the border of a sub-process.",
            )
            return
        conditions = [expression(c.text) for c in element.bpmn("conditionExpression")]
        name = element.get("name")
        self.flows[element.get("id")] = Flow(
            id=element.get("id"),
            source=source,
            target=target,
            name=Text(vi=name, en=element.hd("nameEn") or name),
            condition=next((c for c in conditions if c), None),
            is_default=self.nodes[source].default_flow == element.get("id"),
            line=element.line,
        )

    def attach_flows(self) -> None:
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        for flow in self.flows.values():
            incoming.setdefault(flow.target, []).append(flow.id)
            outgoing.setdefault(flow.source, []).append(flow.id)
        for node in list(self.nodes.values()):
            leaving = tuple(outgoing.get(node.id, ()))
            if node.default_flow and node.default_flow not in leaving:
                self.report_node(
                    node,
                    "flow.default_elsewhere",
                    "Luồng mặc định không bắt đầu từ phần tử này.",
                    "The default flow does not leave this element.",
                )
            self.nodes[node.id] = replace(node, incoming=tuple(incoming.get(node.id, ())), outgoing=leaving)

    def report_node(self, node: Node, code: str, vi: str, en: str) -> None:
        self.findings.append(Finding(node.id, node.name.vi, node.line, Severity.ERROR, code, Text(vi=vi, en=en)))

    def check_attachments(self) -> None:
        for node in self.nodes.values():
            if node.kind != "boundaryEvent":
                continue
            host = self.nodes.get(node.attached_to or "")
            if host is None or host.kind not in ACTIVITY_KINDS or host.parent != node.parent:
                self.report_node(
                    node,
                    "boundary.unattached",
                    "Sự kiện biên không gắn vào hoạt động nào.",
                    "The boundary event is not attached to an activity.",
                )

    def report_level(self, level: str, code: str, vi: str, en: str) -> None:
        """A problem of a whole level: told at the sub-process, or at the process."""
        owner = self.nodes.get(level)
        if owner is not None:
            self.report_node(owner, code, vi, en)
        else:
            self.report(self.process, code, vi, en)


def _flow_elements(process: Element) -> Iterator[tuple[Element, str | None]]:
    """Nodes and flows of all levels in file order, each with the id of the sub-process that holds it."""
    stack: list[tuple[Element, str | None]] = [(e, None) for e in reversed(process.bpmn())]
    while stack:
        element, parent = stack.pop()
        if element.tag == "sequenceFlow" or element.tag in NODE_TAGS:
            yield element, parent
        if element.tag in LEVEL_KINDS:
            stack.extend((e, element.get("id")) for e in reversed(element.bpmn()))
