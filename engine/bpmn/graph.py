"""The shape of the graph: splits that can get stuck, unreachable nodes, dead ends, endless automatic loops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.bpmn.definition import Definition
from engine.bpmn.expressions import free_variables
from engine.bpmn.nodes import ACTIVITY_KINDS, LEVEL_KINDS, Flow, Node
from engine.bpmn.program import CHOOSING_KINDS
from engine.bpmn.report import Report, label


def check_graph(definition: Definition, names: frozenset[str], report: Report, *, needs_default: bool) -> None:
    """Report everything about the drawing that needs no search.

    names          variables of the process
    needs_default  whether a split without a default flow is an error, not a warning
    """
    for node in definition.nodes.values():
        _ends(definition, node, report)
        _split(definition, node, report, needs_default=needs_default)
    _reachability(definition, report)
    _loops(definition, names, report)
    _rounds(definition, names, report)


def successors(definition: Definition, node_id: str) -> tuple[str, ...]:
    """Where a token may go next from a node: onward, to its boundary events, inside, to what an inside listens for."""
    undoing = (definition.undoing[node_id],) if node_id in definition.undoing else ()
    handlers_inside = (definition.nodes[n].parent or "" for n in undoing if definition.nodes[n].kind == "startEvent")
    inside = definition.starts.get(node_id, ()) if definition.nodes[node_id].kind in LEVEL_KINDS else ()
    listening = definition.handlers.get(node_id, ()) if inside else ()
    handlers = (definition.nodes[start].parent or "" for start in listening)
    undone = (*undoing, *handlers_inside)
    return (*definition.following(node_id), *definition.boundary.get(node_id, ()), *inside, *handlers, *undone)


def roots(definition: Definition) -> tuple[str, ...]:
    """Where the process can begin, its event sub-processes included."""
    handlers = (definition.nodes[start].parent or "" for start in definition.handlers.get("", ()))
    return (*definition.starts[""], *definition.entrances, *handlers)


def _ends(definition: Definition, node: Node, report: Report) -> None:
    name = label(node)
    link = node.event == "link"
    if node.kind == "endEvent" or (link and node.kind == "intermediateThrowEvent"):
        if node.outgoing:
            report.error(
                node,
                "end.has_exit",
                f"{name}: sự kiện này không được có luồng ra.",
                f"{name}: this event has no outgoing flow.",
            )
    elif not node.outgoing and not (node.by_event or node.for_compensation or node.event == "compensate"):
        _dead_end(definition, node, report)
    if (node.kind in ("startEvent", "boundaryEvent") or (link and node.catches)) and (node.incoming):
        report.error(
            node,
            "start.has_entry",
            f"{name}: sự kiện này không được có luồng vào.",
            f"{name}: this event has no incoming flow.",
        )
    if node.by_event and (node.loop or node.incoming or node.outgoing or definition.boundary.get(node.id)):
        report.error(
            node,
            "handler.flows",
            f"{name}: tiểu quy trình theo sự kiện không có luồng vào, luồng ra hay sự kiện biên.",
            f"{name}: an event sub-process has no flows and no boundary events.",
        )
    if node.kind == "eventBasedGateway":
        _event_gateway(definition, node, report)


def _dead_end(definition: Definition, node: Node, report: Report) -> None:
    """Where a level draws no end event, a node without exits ends its branch; beside end events it was forgotten."""
    beside = definition.children[node.parent or ""]
    if any(definition.nodes[n].kind == "endEvent" for n in beside) or node.kind not in ACTIVITY_KINDS:
        report.error(
            node,
            "dead_end",
            f"{label(node)}: không có luồng ra, hồ sơ sẽ dừng ở đây mà không kết thúc.",
            f"{label(node)}: no outgoing flow; a dossier would stop here without an end.",
        )


def _event_gateway(definition: Definition, node: Node, report: Report) -> None:
    """Behind it only what waits for a message, signal, timer or condition, and for nothing else."""
    targets = [definition.nodes[f.target] for f in definition.out(node.id)]
    kinds = {t.kind for t in targets}
    fits = all(
        t.waits
        and t.triggers
        and len(t.incoming) == t.takes == 1
        and not t.all_of
        and t.loop is None
        and not definition.boundary.get(t.id)
        for t in targets
    )
    messages = any(t.kind == "intermediateCatchEvent" and t.event == "message" for t in targets)
    if len(targets) < 2 or not fits or ("receiveTask" in kinds and messages):
        report.error(
            node,
            "event_gateway.targets",
            f"{label(node)}: mỗi luồng ra phải tới một sự kiện chờ riêng, và phải có ít nhất hai; không dùng lẫn công "
            "việc nhận và sự kiện nhận thông điệp.",
            f"{label(node)}: each exit must lead to a catch event of its own, at least two; receive tasks and message "
            "events are not mixed.",
        )


def _split(definition: Definition, node: Node, report: Report, *, needs_default: bool) -> None:
    flows = definition.out(node.id)
    if node.kind in CHOOSING_KINDS:
        _choice(node, flows, report, needs_default=needs_default)
        return
    conditional = [f for f in flows if f.condition is not None]
    if conditional and node.kind in ACTIVITY_KINDS:
        _choice(node, flows, report, needs_default=needs_default)
        return
    if conditional:
        report.error(
            conditional[0],
            "condition.ignored",
            f"{label(node)}: điều kiện chỉ có tác dụng trên luồng ra của hoạt động và của cổng XOR, OR, phức hợp.",
            f"{label(node)}: a condition only works on a flow that leaves an activity or a gateway that chooses.",
        )
    if len(flows) > 1 and node.kind not in ("parallelGateway", "eventBasedGateway"):
        report.warning(
            node,
            "split.implicit",
            f"{label(node)}: nhiều luồng ra nghĩa là tất cả cùng chạy; hãy vẽ cổng AND cho rõ.",
            f"{label(node)}: several exits all run at once; draw a parallel gateway to say so.",
        )


def _choice(node: Node, flows: tuple[Flow, ...], report: Report, *, needs_default: bool) -> None:
    name = label(node)
    free = [f for f in flows if f.condition is None and not f.is_default]
    for flow in flows:
        if node.kind == "exclusiveGateway" and flow in free and len(flows) > 1:
            report.error(
                flow,
                "split.no_condition",
                f"{name}: luồng {label(flow)} không có điều kiện và không phải luồng mặc định.",
                f"{name}: flow {label(flow)} has no condition and is not the default.",
            )
        if flow.condition is not None and flow.is_default:
            report.error(
                flow,
                "split.default_condition",
                f"{name}: luồng mặc định không được có điều kiện.",
                f"{name}: the default flow must not have a condition.",
            )
    always = node.kind != "exclusiveGateway" and bool(free)
    if not always and not any(f.is_default for f in flows) and any(f.condition is not None for f in flows):
        tell = report.error if needs_default else report.warning
        tell(
            node,
            "split.no_default",
            f"{name}: chưa chọn luồng mặc định; hồ sơ sẽ kẹt khi không điều kiện nào đúng.",
            f"{name}: no default flow; a dossier gets stuck when no condition is true.",
        )


def _reachability(definition: Definition, report: Report) -> None:
    reached = _closure(roots(definition), {n: successors(definition, n) for n in definition.nodes})
    backward: dict[str, list[str]] = {}
    for node_id in definition.nodes:
        for target in successors(definition, node_id):
            backward.setdefault(target, []).append(node_id)
    for level, ids in definition.children.items():
        ends = [n for n in ids if definition.nodes[n].kind == "endEvent"]
        drawn = bool(ends)
        ends += [n for n in ids if definition.nodes[n].by_event or (not drawn and not definition.following(n))]
        ends += [n for n in ids if definition.nodes[n].for_compensation]
        finishing = _closure(ends, backward)
        for node_id in ids:
            node = definition.nodes[node_id]
            if node_id not in reached:
                report.error(
                    node,
                    "unreachable",
                    f"{label(node)}: không có đường nào từ điểm bắt đầu tới đây.",
                    f"{label(node)}: no path from the start leads here.",
                )
            elif node_id not in finishing and node.outgoing:
                report.error(
                    node,
                    "no_way_out",
                    f"{label(node)}: từ đây không thể tới sự kiện kết thúc nào.",
                    f"{label(node)}: no end event can be reached from here.",
                )
        if not ends:
            owner = definition.nodes[level or definition.start_id]
            report.error(
                owner,
                "end.none",
                f"{label(owner)}: không có sự kiện kết thúc.",
                f"{label(owner)}: there is no end event.",
            )


def _closure(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    seen = set(starts)
    stack = list(seen)
    while stack:
        for target in edges.get(stack.pop(), ()):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen


def _loops(definition: Definition, names: frozenset[str], report: Report) -> None:
    """Cycles that no person, message or timer interrupts.

    Such a loop ends only if a gateway inside it can one day choose to leave, and a choice changes only when
    one of its variables is written inside the loop. Otherwise the second round is like the first, for ever.
    """
    automatic = {n.id: None for n in definition.nodes.values() if _automatic(definition, n)}  # in file order
    edges = {n: [t for t in definition.following(n) if t in automatic] for n in automatic}
    for loop in cycles(edges):
        members = set(loop)
        exits = [n for n in loop if any(f.target not in members for f in definition.out(n))]
        read: set[str] = set()
        for gateway in exits:
            for flow in definition.out(gateway):
                if flow.condition is not None:
                    read |= free_variables(flow.condition, names)
        written = _set_by(definition, loop)
        node = min((definition.nodes[n] for n in loop), key=lambda n: n.line)
        way = " → ".join(label(definition.nodes[n]) for n in loop[:12])
        if read & written:
            report.warning(
                node,
                "loop.automatic",
                f"Vòng lặp tự động không có bước chờ: {way}. Hệ thống sẽ dừng nó khi vượt giới hạn số bước.",
                f"An automatic loop without a wait: {way}. It is stopped at the step limit.",
                path=tuple(loop),
            )
        else:
            report.error(
                node,
                "loop.endless",
                f"Vòng lặp tự động vô tận, không bước nào chờ: {way}.",
                f"An endless automatic loop in which no step waits: {way}.",
                path=tuple(loop),
            )


def _rounds(definition: Definition, names: frozenset[str], report: Report) -> None:
    """Ad-hoc sub-processes that nobody interrupts and whose condition nothing inside can make true."""
    for node in definition.nodes.values():
        if node.ad_hoc is None or node.ad_hoc.condition is None or not _automatic(definition, node):
            continue
        if not _set_by(definition, [node.id]) & free_variables(node.ad_hoc.condition, names):
            report.error(
                node,
                "loop.endless",
                f"{label(node)}: không bước nào bên trong làm điều kiện hoàn thành thay đổi, nên không bao giờ xong.",
                f"{label(node)}: nothing inside changes the completion condition, so it is never over.",
            )


def _set_by(definition: Definition, nodes: Iterable[str]) -> set[str]:
    """Variables that nodes set, and what is inside them."""
    return {name for n in _closure(nodes, definition.children) for name in definition.nodes[n].sets}


def _automatic(definition: Definition, node: Node) -> bool:
    """True when a token can pass the node without anybody or anything from outside."""
    if node.kind in LEVEL_KINDS:
        edges = {
            n: list(definition.following(n))
            for n in definition.children[node.id]
            if not definition.nodes[n].waits and definition.nodes[n].kind not in LEVEL_KINDS
        }
        reached = _closure(definition.starts[node.id], edges)
        return any(n in edges and not edges[n] for n in reached)
    return not node.waits and node.kind != "boundaryEvent"


def cycles(edges: Mapping[str, list[str]]) -> list[list[str]]:
    """Strongly connected parts with at least one cycle (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = _pop_part(stack, on_stack, node)
                    if len(part) > 1 or node in edges[node]:
                        found.append(part)
    return found


def _pop_part(stack: list[str], on_stack: set[str], root: str) -> list[str]:
    part: list[str] = []
    while True:
        node = stack.pop()
        on_stack.discard(node)
        part.append(node)
        if node == root:
            return part[::-1]
