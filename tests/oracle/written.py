"""An abstract process as a BPMN file. Every node notifies, so that its completion can be seen."""

from __future__ import annotations

from tests.oracle.model import Event, Guard, Node, Process, Repeat
from tests.unit.engine.diagrams import HEAD

TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "person": "userTask",
    "script": "scriptTask",
    "service": "serviceTask",
    "receive": "receiveTask",
    "sub": "subProcess",
    "handler": "subProcess",
    "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "choice": "eventBasedGateway",
}
NOTICE = '<bpmn:extensionElements><hd:notify code="N" to="OFFICER"/></bpmn:extensionElements>'


def written(process: Process) -> bytes:
    """The file."""
    named = {(n.event.kind, n.event.name) for n in process.nodes.values() if n.event and n.event.name}
    before = "".join(_declared(kind, name) for kind, name in sorted(named) if kind not in ("link", "compensate"))
    return (
        f'{HEAD}{before}<bpmn:process id="P" isExecutable="true" hd:key="P" hd:titleVi="Thử" hd:titleEn="Trial">'
        f"{_level(process, '')}</bpmn:process></bpmn:definitions>"
    ).encode()


def _declared(kind: str, name: str) -> str:
    code = f'{kind}Code="{name}"' if kind in ("error", "escalation") else f'name="{name}"'
    return f'<bpmn:{kind} id="{kind}_{name}" {code}/>'


def _level(process: Process, level: str) -> str:
    nodes = [n for n in process.nodes.values() if n.level == level]
    flows = [f for f in process.flows.values() if process.nodes[f.source].level == level]
    lines = [_node(process, node) for node in nodes]
    for node in nodes:
        if node.undo:
            edge = f'<bpmn:boundaryEvent id="U{node.id}" attachedToRef="{node.id}"><bpmn:compensateEventDefinition/>'
            lines.append(f"{edge}</bpmn:boundaryEvent>")
            lines.append(f'<bpmn:association id="A{node.id}" sourceRef="U{node.id}" targetRef="{node.undo}"/>')
    for flow in flows:
        inner = f"<bpmn:conditionExpression>{_feel(flow.guard)}</bpmn:conditionExpression>" if flow.guard else ""
        ends = f'sourceRef="{flow.source}" targetRef="{flow.target}"'
        lines.append(f'<bpmn:sequenceFlow id="{flow.id}" {ends}>{inner}</bpmn:sequenceFlow>')
    return "".join(lines)


def _attributes(node: Node) -> str:
    found = {
        "default": node.default,
        "attachedToRef": node.host,
        "cancelActivity": str(node.interrupting).lower() if node.kind == "boundary" else "",
        "isInterrupting": "false" if node.kind == "start" and not node.interrupting else "",
        "triggeredByEvent": "true" if node.kind == "handler" else "",
        "isForCompensation": "true" if node.undoes else "",
        "startQuantity": str(node.takes) if node.takes > 1 else "",
        "completionQuantity": str(node.gives) if node.gives > 1 else "",
        "hd:operation": "test.operation" if node.kind == "service" else "",
        "messageRef": f"message_{node.event.name}" if node.kind == "receive" and node.event else "",
    }
    return "".join(f' {name}="{value}"' for name, value in found.items() if value)


def _node(process: Process, node: Node) -> str:
    tag = "transaction" if node.whole else TAGS[node.kind]
    inner = NOTICE + (_repeat(node.repeat) if node.repeat else "")
    if node.kind in ("sub", "handler"):
        inner += _level(process, node.id)
    elif node.sets:
        name, base, number = node.sets
        inner += f"<bpmn:script>{name} := {f'{base} + ' if base else ''}{number}</bpmn:script>"
    elif node.event and node.kind != "receive":
        inner += _definition(node.event)
    return f'<bpmn:{tag} id="{node.id}"{_attributes(node)}>{inner}</bpmn:{tag}>'


def _repeat(repeat: Repeat) -> str:
    if repeat.kind == "standard":
        asked = f"<bpmn:loopCondition>{_feel(repeat.guard)}</bpmn:loopCondition>" if repeat.guard else ""
        before = f'testBefore="{str(repeat.before).lower()}"'
        tag = "standardLoopCharacteristics"
        return f'<bpmn:{tag} {before} loopMaximum="{repeat.number}">{asked}</bpmn:{tag}>'
    tag, sequential = "multiInstanceLoopCharacteristics", str(repeat.kind == "sequential").lower()
    inner = f"<bpmn:loopCardinality>{repeat.number}</bpmn:loopCardinality>"
    if repeat.guard:
        inner += f"<bpmn:completionCondition>{_feel(repeat.guard)}</bpmn:completionCondition>"
    return f'<bpmn:{tag} isSequential="{sequential}">{inner}</bpmn:{tag}>'


def _definition(event: Event) -> str:
    tag = f"bpmn:{event.kind}EventDefinition"
    if event.kind == "timer":
        what = ("timeCycle", f"R{event.times}/P1D") if event.times > 1 else ("timeDuration", "P1D")
        return f"<{tag}><bpmn:{what[0]}>{what[1]}</bpmn:{what[0]}></{tag}>"
    if event.kind == "conditional":
        return f"<{tag}><bpmn:condition>{_feel(event.guard)}</bpmn:condition></{tag}>"
    if event.kind == "compensate":
        return f'<{tag} activityRef="{event.name}"/>' if event.name else f"<{tag}/>"
    if event.kind == "link":
        return f'<{tag} name="{event.name}"/>'
    return f'<{tag} {event.kind}Ref="{event.kind}_{event.name}"/>' if event.name else f"<{tag}/>"


def _feel(guard: Guard | None) -> str:
    assert guard is not None
    return f"{guard.variable} {guard.sign.replace('<', '&lt;').replace('>', '&gt;')} {guard.value}"
