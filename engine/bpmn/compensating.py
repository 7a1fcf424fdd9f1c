"""What compensates which activity: read from associations and from event sub-processes.

Source: BPMN 2.0.2, 10.6.1: a handler hangs on a boundary event by an association, or is an event sub-process inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.bpmn.nodes import LEVEL_KINDS, Node

Complaint = Callable[[Node, str, str, str], None]


def undoing(
    nodes: Mapping[str, Node],
    children: Mapping[str, Sequence[str]],
    associations: Sequence[tuple[str, str]],
    report: Complaint,
) -> dict[str, str]:
    """By activity: the activity that its compensation boundary event leads to, else the start event of the event
    sub-process inside it that compensates it."""
    found: dict[str, str] = {}
    for node in nodes.values():
        if node.event != "compensate":
            continue
        if node.kind == "startEvent" and node.parent is not None:
            owner = nodes[node.parent].parent
            if owner is None:
                report(
                    node,
                    "compensation.top",
                    "Quy trình ở cấp cao nhất không được bù trừ: chỉ tiểu quy trình mới có bước bù trừ bên trong.",
                    "The top level is not compensated: only a sub-process has a compensation inside it.",
                )
            else:
                found.setdefault(owner, node.id)
        elif node.kind == "boundaryEvent":
            ends = [b if a == node.id else a for a, b in associations if node.id in (a, b)]
            handlers = [nodes[end] for end in ends if end in nodes and nodes[end].for_compensation]
            if len(handlers) != 1 or handlers[0].parent != node.parent:
                report(
                    node,
                    "compensation.handler",
                    f"Sự kiện bù trừ phải nối với đúng một hoạt động bù trừ cùng cấp, hiện có {len(handlers)}.",
                    f"A compensation event is associated with exactly one handler of its level, found {len(handlers)}.",
                )
            elif node.attached_to:
                found[node.attached_to] = handlers[0].id
        elif node.triggers[0].name:
            _check_target(node, nodes, report)
    _check(nodes, found, report)
    return found


def _check_target(node: Node, nodes: Mapping[str, Node], report: Complaint) -> None:
    target = nodes.get(node.triggers[0].name)
    level = nodes[node.parent].parent if node.parent and nodes[node.parent].by_event else node.parent
    if target is None or target.parent not in (node.parent, level):
        report(
            node,
            "compensation.target",
            "Hoạt động cần bù trừ không có ở cùng cấp.",
            "The activity to be compensated is not on the same level.",
        )


def _check(nodes: Mapping[str, Node], found: Mapping[str, str], report: Complaint) -> None:
    used = set(found.values())
    for node in nodes.values():
        if node.for_compensation and (
            node.id not in used or node.incoming or node.outgoing or node.kind in LEVEL_KINDS
        ):
            report(
                node,
                "compensation.flows",
                "Hoạt động bù trừ phải là một công việc, gắn với một sự kiện bù trừ và không có luồng vào, luồng ra.",
                "A compensation handler is a task that belongs to a compensation event and has no flows.",
            )
        if node.id in found and node.loop is not None:
            report(
                node,
                "compensation.loop",
                "Chưa hỗ trợ bù trừ cho hoạt động lặp lại.",
                "Compensation of an activity that repeats is not supported.",
            )
        if node.event == "cancel" and not _in_transaction(node, nodes):
            report(
                node,
                "cancel.transaction",
                "Sự kiện hủy chỉ kết thúc một giao dịch, và chỉ được bắt ở biên của giao dịch.",
                "A cancel event ends a transaction, and is caught at the boundary of one.",
            )


def _in_transaction(node: Node, nodes: Mapping[str, Node]) -> bool:
    owner = nodes.get((node.attached_to if node.kind == "boundaryEvent" else node.parent) or "")
    if owner is None or owner.kind != "transaction":
        return False
    if node.kind == "boundaryEvent":
        return True
    return any(n.event == "cancel" and n.attached_to == owner.id for n in nodes.values())
