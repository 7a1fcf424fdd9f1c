"""Do the forms, roles, operations, packs, documents and notices a diagram names exist?"""

from __future__ import annotations

import re

from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import Definition
from engine.bpmn.nodes import LEVEL_KINDS, Node
from engine.bpmn.report import Report, label

# Names with a meaning inside Python, JavaScript or the token interpreter. `typename` made an instance of the
# stock interpreter impossible to load again.
RESERVED = frozenset({"typename", "constructor", "prototype", "self", "null", "true", "false"})
VARIABLE = re.compile(r"[^\W\d]\w{0,79}")
LITERAL = re.compile(r'"([^"\\]*)"')


def check_references(
    definition: Definition, catalogue: Catalogue, report: Report, beside: frozenset[str] = frozenset()
) -> None:
    """Look up everything that every node refers to. beside: keys of the processes of the same file."""
    for node in definition.nodes.values():
        _names(node, report, definition.held.get(node.id, ()))
        if node.kind == "userTask":
            _user_task(definition, node, catalogue, report)
        elif node.kind == "serviceTask" or (node.kind == "sendTask" and node.operation):
            _service_task(node, catalogue, report)
        elif node.called and node.called not in catalogue.processes | beside:
            _unknown(node, "call", "Quy trình", "Process", node.called, report)
        elif node.kind == "businessRuleTask":
            _rule_task(node, catalogue, report)
        elif node.kind == "boundaryEvent":
            _boundary(definition, node, catalogue, report)
        for notice in node.notifications:
            if notice.code not in catalogue.notifications:
                _unknown(node, "notification", "Thông báo", "Notification", notice.code, report)
            if notice.to not in catalogue.roles:
                _unknown(node, "role", "Vai trò nhận thông báo", "Receiver role", notice.to, report)


def is_hostile(name: str) -> bool:
    """True for names that mean something to an interpreter: `__class__`, `typename` and their like."""
    return name.startswith("__") or name.endswith("__") or name.lower() in RESERVED


def _names(node: Node, report: Report, held: tuple[str, ...]) -> None:
    variables = [node.result_variable or "", *(a.name for a in node.script), *(i.name for i in node.inputs)]
    variables += [*held, *(node.data.names if node.data else ())]
    for name in filter(None, variables):
        if is_hostile(name) or not VARIABLE.fullmatch(name):
            report.error(
                node,
                "name.reserved",
                f"{label(node)}: không được đặt tên biến “{name[:60]}”.",
                f"{label(node)}: “{name[:60]}” may not be the name of a variable.",
            )
    for name in filter(None, (node.id, *(t.name for t in node.triggers if t.kind in ("message", "signal")))):
        if is_hostile(name):
            report.error(
                node,
                "name.reserved",
                f"{label(node)}: không được dùng mã “{name[:60]}”.",
                f"{label(node)}: “{name[:60]}” may not be used as an id or a message name.",
            )


def _user_task(definition: Definition, node: Node, catalogue: Catalogue, report: Report) -> None:
    if not node.form:
        _missing(node, "form", "chưa chọn biểu mẫu", "no form is chosen", report)
    elif node.form not in catalogue.forms:
        _unknown(node, "form", "Biểu mẫu", "Form", node.form, report)
    if not node.role:
        _missing(node, "role", "chưa chọn vai trò thực hiện", "no role is chosen", report)
    elif node.role not in catalogue.roles:
        _unknown(node, "role", "Vai trò", "Role", node.role, report)
    if node.time_limit is not None:
        _time_limit(node, node.time_limit, catalogue, report)
    for other in node.not_same_as:
        target = definition.nodes.get(other)
        if target is None or target.kind != "userTask" or other == node.id:
            report.error(
                node,
                "separation.unknown",
                f"{label(node)}: “{other}” không phải một công việc khác của người dùng trong sơ đồ.",
                f"{label(node)}: “{other}” is not another user task of the diagram.",
            )


def _time_limit(node: Node, name: str, catalogue: Catalogue, report: Report) -> None:
    if name not in catalogue.time_limits:
        _unknown(node, "limit", "Thời hạn", "Time limit", name, report)
    if node.due_working_days is not None:
        report.error(
            node,
            "limit.twice",
            f"{label(node)}: hoặc ghi số ngày, hoặc chọn thời hạn của cơ quan.",
            f"{label(node)}: either a number of days is written, or a time limit of the office is chosen.",
        )


def _service_task(node: Node, catalogue: Catalogue, report: Report) -> None:
    if not node.operation:
        _missing(node, "operation", "chưa chọn nghiệp vụ tự động", "no operation is chosen", report)
        return
    shape = catalogue.operations.get(node.operation)
    if shape is None:
        _unknown(node, "operation", "Nghiệp vụ tự động", "Operation", node.operation, report)
        return
    given = [i.name for i in node.inputs]
    for name in given:
        if name not in shape.inputs:
            report.error(
                node,
                "input.unknown",
                f"{label(node)}: nghiệp vụ {node.operation} không có tham số “{name}”.",
                f"{label(node)}: operation {node.operation} has no input “{name}”.",
            )
        if given.count(name) > 1:
            report.error(
                node,
                "input.twice",
                f"{label(node)}: tham số “{name}” được nhập hai lần.",
                f"{label(node)}: input “{name}” is given twice.",
            )
    for name, kind in shape.inputs.items():
        if name not in given and not kind.endswith("?"):
            report.error(
                node,
                "input.missing",
                f"{label(node)}: thiếu tham số “{name}” của nghiệp vụ {node.operation}.",
                f"{label(node)}: input “{name}” of operation {node.operation} is missing.",
            )
    for argument in node.inputs:
        literal = LITERAL.fullmatch(argument.expression)
        if argument.name == "template" and literal and literal[1] not in catalogue.documents:
            _unknown(node, "document", "Mẫu văn bản", "Document template", literal[1], report)


def _rule_task(node: Node, catalogue: Catalogue, report: Report) -> None:
    if not node.pack or not node.decision:
        _missing(node, "pack", "chưa chọn bộ quy tắc và quyết định", "no rule pack and decision are chosen", report)
    elif node.pack not in catalogue.packs:
        _unknown(node, "pack", "Bộ quy tắc", "Rule pack", node.pack, report)
    elif node.decision not in catalogue.packs[node.pack]:
        _unknown(node, "decision", "Quyết định", "Decision", f"{node.pack}/{node.decision}", report)
    if not node.result_variable:
        _missing(node, "result", "chưa đặt tên biến kết quả", "no result variable is named", report)


def _boundary(definition: Definition, node: Node, catalogue: Catalogue, report: Report) -> None:
    """A step that is over at once leaves its boundary events no time to happen; errors and escalations come only from
    inside, and errors from operations and decisions too."""
    host = definition.nodes.get(node.attached_to or "")
    if host is None or host.kind in LEVEL_KINDS or host.kind == "callActivity":
        return
    shape = catalogue.operations.get(host.operation or "")
    waits = host.waits or (host.operation is not None and (shape is None or shape.kind != "record"))
    throws = host.kind == "businessRuleTask" or host.operation is not None
    possible = [t for t in node.triggers if (throws if t.kind == "error" else waits and t.kind != "escalation")]
    possible += [t for t in node.triggers if t.kind == "compensate"]
    if not possible:
        report.warning(
            node,
            "boundary.never",
            f"{label(node)}: ở {label(host)} không có gì làm sự kiện biên này xảy ra, hoặc bước ấy xong ngay lập tức.",
            f"{label(node)}: nothing at {label(host)} lets this boundary event happen, or that step is over at once.",
        )


def _missing(node: Node, what: str, vi: str, en: str, report: Report) -> None:
    report.error(node, f"{what}.missing", f"{label(node)}: {vi}.", f"{label(node)}: {en}.")


def _unknown(node: Node, what: str, vi: str, en: str, value: str, report: Report) -> None:
    report.error(
        node,
        f"{what}.unknown",
        f"{label(node)}: {vi} “{value[:80]}” không có trong hệ thống.",
        f"{label(node)}: {en} “{value[:80]}” does not exist.",
    )
