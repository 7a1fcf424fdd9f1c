"""Can a dossier get stuck? A bounded search over the positions of tokens, one level of the diagram at a time.

A marking says how many tokens wait on each flow. BPMN splits are free choices: what one token may do does
not depend on the others, so of several possible moves only those of one token need to be tried, and every
deadlock is still found. Beyond the cap the answer is "not decided", never "sound".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Node
from engine.bpmn.program import JOIN_KINDS
from engine.bpmn.report import Report, label

MAX_MARKINGS = 20_000
MAX_TOKENS = 64
CLEARING = frozenset({"terminate", "error"})  # an end that takes every other token of its level with it

Marking = tuple[tuple[str, int], ...]  # (flow id, tokens on it), sorted, zeroes left out


@dataclass(frozen=True, slots=True)
class Move:
    """Tokens taken and put; `node` is the node that moved. `clears` removes every other token too."""

    node: str
    takes: tuple[str, ...]
    puts: tuple[str, ...]
    clears: bool = False


def check_soundness(definition: Definition, report: Report) -> None:
    """Report joins that wait for ever, with the path that leads there, and branches that run a step twice."""
    for level in definition.children:
        if unmodelled(definition, level):
            _not_decided(definition, level, report)
        else:
            _search(definition, level, report)
        _run_twice(definition, level, report)


def unmodelled(definition: Definition, level: str) -> bool:
    """Whether a level holds something that the search does not know: then it may not be called sound."""
    starts = definition.starts[level]
    if len(starts) != 1 or definition.nodes[starts[0]].kind != "startEvent":
        return True
    return any(_unmodelled(definition, definition.nodes[n]) for n in definition.children[level])


def _unmodelled(definition: Definition, node: Node) -> bool:
    if node.kind in ("inclusiveGateway", "complexGateway"):
        return True
    conditions = any(flow.condition for flow in definition.out(node.id))
    chooses = conditions and node.kind != "exclusiveGateway"
    return chooses or node.takes != 1 or node.gives != 1 or node.event == "link"


def _not_decided(definition: Definition, level: str, report: Report) -> None:
    report.warning(
        definition.nodes[level or definition.start_id],
        "soundness.not_decided",
        "Sơ đồ có phần chưa chứng minh được là không kẹt; hãy chạy thử các nhánh.",
        "Holds parts of which it cannot be proved that no dossier gets stuck there. Not decided.",
    )


def _search(definition: Definition, level: str, report: Report) -> None:
    start = definition.starts[level][0]
    first: Marking = _marking({flow.id: 1 for flow in definition.out(start)})
    came: dict[Marking, tuple[Marking, str] | None] = {first: None}
    queue = deque([first])
    while queue:
        marking = queue.popleft()
        moves = _moves(definition, dict(marking))
        if not moves and marking:
            _stuck(definition, marking, _path(came, marking, start), report)
            return
        for move in moves:
            following = _apply(marking, move)
            if following in came:
                continue
            if len(came) >= MAX_MARKINGS or sum(n for _, n in following) > MAX_TOKENS:
                owner = definition.nodes[level or start]
                report.warning(
                    owner,
                    "soundness.not_decided",
                    "Sơ đồ quá phức tạp để chứng minh không kẹt; hãy đơn giản hóa các nhánh song song.",
                    "Too complex to prove that no dossier gets stuck; simplify the parallel branches. Not decided.",
                )
                return
            came[following] = (marking, move.node)
            queue.append(following)


def _moves(definition: Definition, tokens: dict[str, int]) -> list[Move]:
    """The moves of one token (or one full join); ends that clear everything come last."""
    clearing: list[Move] = []
    for flow_id in tokens:
        node = definition.nodes[definition.flows[flow_id].target]
        if node.kind == "parallelGateway" and len(node.incoming) > 1:
            if all(tokens.get(f) for f in node.incoming):
                return [Move(node.id, node.incoming, node.outgoing)]
            continue
        if any(trigger.kind in CLEARING for trigger in node.triggers) and node.kind == "endEvent":
            clearing.append(Move(node.id, (flow_id,), (), clears=True))
            continue
        return list(_choices(definition, node, flow_id))
    return clearing[:1]


def _choices(definition: Definition, node: Node, flow_id: str) -> Iterator[Move]:
    if node.kind in ("exclusiveGateway", "eventBasedGateway"):
        for flow in node.outgoing:
            yield Move(node.id, (flow_id,), (flow,))
        return
    yield Move(node.id, (flow_id,), node.outgoing)
    for boundary_id in definition.boundary.get(node.id, ()):
        boundary = definition.nodes[boundary_id]
        goes_on = () if boundary.interrupting else node.outgoing
        yield Move(boundary_id, (flow_id,), (*goes_on, *boundary.outgoing))


def _apply(marking: Marking, move: Move) -> Marking:
    if move.clears:
        return ()
    tokens = dict(marking)
    for flow in move.takes:
        tokens[flow] -= 1
    for flow in move.puts:
        tokens[flow] = tokens.get(flow, 0) + 1
    return _marking(tokens)


def _marking(tokens: dict[str, int]) -> Marking:
    return tuple(sorted((flow, count) for flow, count in tokens.items() if count))


def _path(came: dict[Marking, tuple[Marking, str] | None], marking: Marking, start: str) -> tuple[str, ...]:
    nodes: list[str] = []
    step = came[marking]
    while step is not None:
        nodes.append(step[1])
        step = came[step[0]]
    return (start, *reversed(nodes))


def _stuck(definition: Definition, marking: Marking, path: tuple[str, ...], report: Report) -> None:
    join = definition.nodes[definition.flows[marking[0][0]].target]
    arrived = {flow for flow, _ in marking}
    missing = [definition.flows[f] for f in join.incoming if f not in arrived]
    sources = ", ".join(label(definition.nodes[f.source]) for f in missing)
    way = " → ".join(label(definition.nodes[n]) for n in path)
    report.error(
        join,
        "join.starves",
        f"{label(join)}: cổng AND chờ mãi nhánh từ {sources} mà không bao giờ tới. Đường đi: {way}.",
        f"{label(join)}: the AND join waits for ever for the branch from {sources}. Path: {way}.",
        path=path,
    )


def _run_twice(definition: Definition, level: str, report: Report) -> None:
    """Two branches that run at once and meet without an AND join make everything after them run twice."""
    told: set[str] = set()
    for node_id in definition.children[level]:
        node = definition.nodes[node_id]
        branches = _branches(definition, node)
        if len(branches) < 2:
            continue
        reached = [_before_join(definition, flow) for flow in branches]
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
                        path=(node_id, place.id),
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
