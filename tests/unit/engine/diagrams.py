"""Small diagrams written as text: nodes and arrows instead of XML."""

from __future__ import annotations

from engine.bpmn.catalogue import Catalogue, FormShape, OperationShape
from rules.feel import Text

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:hd="urn:haidang:bpmn:1" '
    'id="D" targetNamespace="urn:test">\n'
)


def diagram(body: str, flows: str = "", *, before: str = "") -> bytes:
    """A BPMN file with one process `P`.

    body    elements of the process, without the prefix "bpmn:"
    flows   one per line: "A > B", "A > B : condition" or "A > B : default" (marks nothing: use default= in body)
    before  elements beside the process, such as messages
    """
    return (
        HEAD
        + prefixed(before)
        + '<bpmn:process id="P" name="Thử" isExecutable="true" hd:key="P" hd:titleVi="Thử" hd:titleEn="Trial">\n'
        + prefixed(body)
        + arrows(flows)
        + "</bpmn:process>\n</bpmn:definitions>\n"
    ).encode()


def prefixed(xml: str) -> str:
    """Put `bpmn:` before every tag that has no prefix."""
    out = []
    for part in xml.split("<"):
        closing = part.startswith("/")
        name = part.lstrip("/")
        tag = name.split(">")[0].split(" ")[0]
        out.append(part if ":" in tag or not name.strip() else ("/" if closing else "") + "bpmn:" + name)
    return "<".join(out)


def arrows(flows: str) -> str:
    """Sequence flows from lines "A > B : condition"; the id is F_A_B."""
    lines = []
    for line in flows.strip().splitlines():
        ends, _, condition = line.partition(" : ")
        source, target = (part.strip() for part in ends.split(" > "))
        escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
        inner = f"<bpmn:conditionExpression>{escaped}</bpmn:conditionExpression>" if condition else ""
        lines.append(
            f'<bpmn:sequenceFlow id="F_{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>\n"
        )
    return "".join(lines)


CATALOGUE = Catalogue(
    forms={
        "F-CHECK": FormShape(
            Text(vi="Kiểm tra", en="Check"), {"outcome": frozenset({"YES", "NO"}), "remark": frozenset()}
        ),
        "F-SIGN": FormShape(Text(vi="Ký", en="Sign"), {"outcome": frozenset({"APPROVE", "RETURN"})}),
    },
    roles={"OFFICER": Text(vi="Chuyên viên", en="Officer"), "DIRECTOR": Text(vi="Lãnh đạo", en="Director")},
    operations={
        "budget.reserve": OperationShape(
            Text(vi="Giữ chỗ", en="Reserve"), "record", {"amount_vnd": "int"}, {"status": "RESERVED|QUEUED"}
        ),
        "letter.issue": OperationShape(
            Text(vi="Ra văn bản", en="Issue"), "record", {"template": "str", "note": "str?"}
        ),
    },
    packs={"domestic-cap": frozenset({"grant"})},
    documents=frozenset({"SLIP_RECEIPT"}),
    notifications=frozenset({"N-RECEIVED"}),
    needs_default=True,
)

CHECK_TASK = '<userTask id="Check" name="Kiểm tra" hd:form="F-CHECK" hd:role="OFFICER" hd:dueWorkingDays="3"/>'


def mark(name: str, attributes: str = "", inner: str = "") -> str:
    """A script task whose completion `Play.ran` shows."""
    notice = '<extensionElements><hd:notify code="N-RECEIVED" to="OFFICER"/></extensionElements>'
    return f'<scriptTask id="{name}" {attributes}>{notice}{inner}</scriptTask>'


def person(name: str, attributes: str = "") -> str:
    """A user task that waits."""
    return f'<userTask id="{name}" hd:form="F-{name}" hd:role="OFFICER" {attributes}/>'


def event(tag: str, name: str, kind: str = "", attributes: str = "", inner: str = "") -> str:
    """An event with at most one event definition, e.g. `event("boundaryEvent", "B", "error")`."""
    definition = f"<{kind}EventDefinition {inner}/>" if kind and not inner.startswith("<") else inner
    return f'<{tag} id="{name}" {attributes}>{definition}</{tag}>'


def timer(kind: str, text: str) -> str:
    """A timer event definition; kind is timeDate, timeDuration or timeCycle."""
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def condition(text: str) -> str:
    """A conditional event definition."""
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"
