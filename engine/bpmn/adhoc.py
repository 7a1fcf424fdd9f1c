"""Reads ad-hoc sub-processes: activities without a fixed order, until a condition holds or all have been done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.bpmn.nodes import ACTIVITY_KINDS, AdHoc, Node
from engine.bpmn.triggers import Complain, expression
from engine.bpmn.xml import Element

AD_HOC = "adHocSubProcess"

Report = Callable[[Node, str, str, str], None]


def ad_hoc_of(element: Element, complain: Complain) -> AdHoc | None:
    """How the activities of an ad-hoc sub-process are done; None for everything else."""
    if element.tag != AD_HOC:
        return None
    ordering = element.get("ordering") or "Parallel"
    if ordering not in ("Parallel", "Sequential"):
        complain(
            "adhoc.ordering",
            f"Thứ tự “{ordering[:40]}” không có: Parallel hoặc Sequential.",
            f"There is no ordering “{ordering[:40]}”: Parallel or Sequential.",
        )
    conditions = (expression(child.text) for child in element.bpmn("completionCondition"))
    return AdHoc(
        sequential=ordering == "Sequential",
        condition=next((text for text in conditions if text), None),
        cancels=element.get("cancelRemainingInstances") not in ("false", "0"),
    )


def check_ad_hoc(nodes: Mapping[str, Node], children: Mapping[str, Sequence[str]], report: Report) -> None:
    """Report what has no meaning, or is not supported, inside ad-hoc sub-processes.

    Source: BPMN 2.0.2, 10.3.5: no start and end events; what is enabled first are the activities without incoming flow.
    """
    for node in nodes.values():
        if node.ad_hoc is None:
            continue
        inside = [nodes[n] for n in children.get(node.id, ())]
        for inner in inside:
            if inner.kind in ("startEvent", "endEvent"):
                report(
                    inner,
                    "adhoc.event",
                    "Tiểu quy trình tùy biến không có sự kiện bắt đầu và kết thúc.",
                    "An ad-hoc sub-process has no start and end events.",
                )
            elif not inner.incoming and inner.kind not in (*ACTIVITY_KINDS, "boundaryEvent"):
                report(
                    inner,
                    "adhoc.entry",
                    "Trong tiểu quy trình tùy biến chỉ hoạt động mới được bắt đầu mà không có luồng vào.",
                    "In an ad-hoc sub-process only activities begin without an incoming flow.",
                )
        if node.ad_hoc.sequential and any(inner.incoming for inner in inside):
            report(
                node,
                "adhoc.sequential_flows",
                "Chưa hỗ trợ luồng bên trong tiểu quy trình tùy biến làm tuần tự.",
                "Flows inside a sequential ad-hoc sub-process are not supported.",
            )
        if node.by_event:
            report(
                node,
                "adhoc.by_event",
                "Tiểu quy trình theo sự kiện không thể là tùy biến.",
                "An event sub-process cannot be ad-hoc.",
            )
