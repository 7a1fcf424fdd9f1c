"""Where each level of a diagram begins: its start events, or, without one, every node that no flow leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.bpmn.nodes import Node

Children = Mapping[str, Sequence[str]]
ReportLevel = Callable[[str, str, str, str], None]  # level, code, Vietnamese, English
ReportNode = Callable[[Node, str, str, str], None]


def entries(
    nodes: Mapping[str, Node], children: Children, report: ReportLevel
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Nodes that get a token when a level begins, by level, and all nodes through which the process can begin.

    Source: BPMN 2.0.2, 10.5.2 (Start Event) and 13.3.4 (Sub-Process): the start events of a process are alternatives,
    a sub-process has at most one, and without any all flow nodes that no flow leads to begin.
    """
    found: dict[str, tuple[str, ...]] = {}
    for level, ids in children.items():
        starts = [n for n in ids if nodes[n].kind == "startEvent"]
        owner = nodes.get(level)
        if owner is not None and (len(starts) > 1 or (owner.by_event and not starts)):
            report(
                level,
                "start.not_one",
                f"Phải có đúng một sự kiện bắt đầu, hiện có {len(starts)}.",
                f"There must be exactly one start event, found {len(starts)}.",
            )
        first = [n for n in starts if nodes[n].event == "none"] or starts
        found[level] = tuple(first[:1]) if starts else tuple(n for n in ids if _begins(nodes[n]))
        if not found[level]:
            report(
                level,
                "start.none",
                "Không có sự kiện bắt đầu và không có bước nào để bắt đầu.",
                "There is no start event and no step to begin with.",
            )
    top = [nodes[n] for n in children.get("", ())]
    return found, tuple(n.id for n in top if n.kind == "startEvent" or _instantiated(n, nodes))


def _begins(node: Node) -> bool:
    """Whether a node without a flow to it begins when its level begins."""
    if node.incoming or node.by_event or node.for_compensation:
        return False
    if node.kind in ("startEvent", "endEvent", "boundaryEvent"):
        return False
    return not (node.event == "link" and node.kind == "intermediateCatchEvent")


def _instantiated(node: Node, nodes: Mapping[str, Node]) -> bool:
    return node.instantiates and not node.incoming


def handlers(nodes: Mapping[str, Node], children: Children) -> dict[str, tuple[str, ...]]:
    """Start events of the event sub-processes of each level that has some."""
    found: dict[str, tuple[str, ...]] = {}
    for level, ids in children.items():
        inside = [n for n in ids if nodes[n].by_event]
        starts = [s for n in inside for s in children.get(n, ()) if nodes[s].kind == "startEvent"]
        starts = [s for s in starts if nodes[s].event != "compensate"]
        if starts:
            found[level] = tuple(starts)
    return found


def links(nodes: Mapping[str, Node], children: Children, report: ReportNode) -> dict[str, str]:
    """The link event that catches, by the id of each one that throws to it. Links stay inside their level."""
    found: dict[str, str] = {}
    for ids in children.values():
        ends = [nodes[n] for n in ids if nodes[n].event == "link"]
        catching: dict[str, list[Node]] = {}
        for node in ends:
            if node.kind == "intermediateCatchEvent":
                catching.setdefault(node.triggers[0].name, []).append(node)
        for node in ends:
            if node.kind != "intermediateThrowEvent":
                continue
            name = node.triggers[0].name
            targets = catching.get(name, [])
            if len(targets) != 1:
                report(
                    node,
                    "link.not_one",
                    f"Liên kết “{name[:60]}” phải có đúng một điểm đến ở cùng cấp, hiện có {len(targets)}.",
                    f"Link “{name[:60]}” must have exactly one target on its level, found {len(targets)}.",
                )
            else:
                found[node.id] = targets[0].id
    return found
