"""Branches that run at once: where they meet without a join, and where they write the same variable."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Node
from engine.bpmn.program import JOIN_KINDS
from engine.bpmn.report import Report, label

MOST_LOOKS = 300_000  # nodes met by all branches of a level together


def check_branches(definition: Definition, report: Report) -> None:
    """Report what runs twice because branches meet too early, and what is lost because both write it."""
    for level in definition.children:
        splits = list(_splits(definition, level, report))
        _run_twice(definition, splits, report)
        _same_variable(definition, splits, report)


Split = tuple[Node, list[dict[str, None]]]  # a node, and what each of its branches meets before a join


def _splits(definition: Definition, level: str, report: Report) -> Iterator[Split]:
    """Every node of a level after which tokens move at the same time. A level of too many is not decided."""
    left = MOST_LOOKS
    for node_id in definition.children[level]:
        node = definition.nodes[node_id]
        branches = _branches(definition, node)
        if len(branches) < 2:
            continue
        reached = [_before_join(definition, flow) for flow in branches]
        left -= sum(map(len, reached))
        if left < 0:
            report.warning(
                node,
                "branches.not_decided",
                "Quá nhiều nhánh song song để xem hết; hãy chia thành tiểu quy trình. Chưa kết luận.",
                "Too many parallel branches to see which of them meet; use sub-processes. Not decided.",
            )
            return
        yield node, reached


def _same_variable(definition: Definition, splits: Iterable[Split], report: Report) -> None:
    """Of two branches that write one variable only the later one is seen afterwards."""
    told: set[tuple[str, str, str]] = set()
    for _node, reached in splits:
        for here, other in combinations(reached, 2):
            writers = _writers(definition, (n for n in other if n not in here))
            for first in (n for n in here if n not in other):
                for name in sorted(definition.nodes[first].sets):
                    for second in writers.get(name, ()):
                        if (first, second, name) not in told:
                            told.add((first, second, name))
                            _overwritten(definition.nodes[first], definition.nodes[second], name, report)


def _writers(definition: Definition, nodes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in nodes:
        for name in definition.nodes[node].sets:
            found.setdefault(name, []).append(node)
    return found


def _overwritten(first: Node, second: Node, name: str, report: Report) -> None:
    report.warning(
        second,
        "branches.same_variable",
        f"{label(first)} và {label(second)} chạy song song và cùng ghi “{name}”: chỉ còn giá trị ghi sau.",
        f"{label(first)} and {label(second)} run at once and both write “{name}”: only the later value remains.",
        path=(first.id, second.id),
    )


def _run_twice(definition: Definition, splits: Iterable[Split], report: Report) -> None:
    """Two branches that run at once and meet without an AND join make everything after them run twice."""
    told: set[str] = set()
    for node, reached in splits:
        for position, here in enumerate(reached):
            for other in reached[position + 1 :]:
                meeting = [n for n in here if n in other and len(definition.nodes[n].incoming) > 1]
                if meeting and meeting[0] not in told:
                    told.add(meeting[0])
                    place = definition.nodes[meeting[0]]
                    report.warning(
                        place,
                        "runs_twice",
                        f"{label(place)}: hai nhánh song song từ {label(node)} gặp nhau mà không có cổng AND, "
                        "các bước sau sẽ chạy hai lần.",
                        f"{label(place)}: two parallel branches from {label(node)} meet without an AND join; "
                        "what follows runs twice.",
                        path=(node.id, place.id),
                    )


def _branches(definition: Definition, node: Node) -> tuple[str, ...]:
    """Flows that carry tokens at the same time after this node."""
    if node.kind in ("exclusiveGateway", "eventBasedGateway", "boundaryEvent"):
        return ()
    beside = [definition.nodes[b] for b in definition.boundary.get(node.id, ())]
    return (*node.outgoing, *(f for b in beside if not b.interrupting for f in b.outgoing))


def _before_join(definition: Definition, flow_id: str) -> dict[str, None]:
    """Nodes a token on this flow may meet before an AND join, nearest first."""
    seen: dict[str, None] = {}
    queue = deque([definition.flows[flow_id].target])
    while queue:
        node_id = queue.popleft()
        node = definition.nodes[node_id]
        if node_id in seen or (node.kind in JOIN_KINDS and len(node.incoming) > 1):
            continue
        if node.kind != "endEvent":
            seen[node_id] = None
        queue.extend(f.target for f in definition.out(node_id))
    return seen
