"""Moving a running instance to another version of its process: may it, what is in the way, and doing it.

An instance may move when every token finds a node in the new version that continues what the token has begun: of the
same kind, on the same level, with the same events at its border, waiting for the same things. Forms, roles, conditions,
names and everything that lies ahead may differ. What cannot be said of a token for sure keeps the instance where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Node
from engine.bpmn.state import At, State, Token
from rules.feel import Text

Mapped = Mapping[str, str]  # node of the old version -> node of the new one, where the ids differ
OPENED = (At.EVENT, At.ARMED, At.ALL, At.CHOICE)
BOUND = (At.CALL, At.UNDOING, At.DONE, At.LOOP, At.DATA)  # constructs that remember more than a node


class Verdict(StrEnum):
    """What can be done with an instance."""

    MOVABLE = "MOVABLE"
    NEEDS_MAPPING = "NEEDS_MAPPING"
    MUST_STAY = "MUST_STAY"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a token cannot follow. node: where it stands in the old version."""

    node: str
    verdict: Verdict
    text: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """What moving one instance would mean."""

    obstacles: tuple[Obstacle, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its obstacles."""
        found = {obstacle.verdict for obstacle in self.obstacles}
        for verdict in (Verdict.MUST_STAY, Verdict.NEEDS_MAPPING):
            if verdict in found:
                return verdict
        return Verdict.MOVABLE


def plan(old: Definition, new: Definition, state: State, mapped: Mapped) -> Plan:
    """Whether the tokens of `state`, made by `old`, can go on in `new`."""
    found = [obstacle for token in state.tokens.values() for obstacle in _of_token(old, new, token, mapped)]
    levels = {"", *(token.node for token in state.tokens.values() if token.at is At.INSIDE)}
    for level in sorted(levels):
        if _handlers(old, level, mapped) != _handlers(new, mapped.get(level, level), {}):
            found.append(
                _stays(
                    level,
                    "tiểu quy trình sự kiện ở cấp này đã khác",
                    "the event sub-processes of this level are others",
                )
            )
    return Plan(tuple(dict.fromkeys(found)))


def rename(state: State, mapped: Mapped) -> None:
    """Put the tokens of a state, and what people did, on the nodes of the new version."""
    if not mapped:
        return
    for token in state.tokens.values():
        token.node = mapped.get(token.node, token.node)
    state.doers = {mapped.get(node, node): doers for node, doers in state.doers.items()}


def _of_token(old: Definition, new: Definition, token: Token, mapped: Mapped) -> Iterator[Obstacle]:
    here = old.nodes[token.node]
    there = new.nodes.get(mapped.get(token.node, token.node))
    if there is None:
        yield Obstacle(here.id, Verdict.NEEDS_MAPPING, Text("bước này không còn", "this step is gone"))
        return
    if there.kind != here.kind:
        yield Obstacle(
            here.id, Verdict.NEEDS_MAPPING, Text("bước này nay là loại khác", "this step is of another kind now")
        )
        return
    if there.parent != (mapped.get(here.parent, here.parent) if here.parent else None):
        yield _stays(here.id, "bước này nằm ở cấp khác", "this step is on another level")
    if token.at is At.FAILED:
        yield _stays(here.id, "đang có sự cố; hãy xử lý trước", "an incident is open; mend it first")
    if _watch(old, here, mapped) != _watch(new, there, {}):
        yield _stays(here.id, "sự kiện gắn vào bước này đã khác", "the events at this step are others")
    if _own_data(old, here) != _own_data(new, there):
        yield _stays(here.id, "dữ liệu riêng của bước này đã khác", "the data of this step's own is other data")
    yield from _of_waiting(token, here, there, mapped)


def _of_waiting(token: Token, here: Node, there: Node, mapped: Mapped) -> Iterator[Obstacle]:
    if here.loop != there.loop or token.at in BOUND and _bare(here) != _bare(there):
        yield _stays(here.id, "cách lặp hoặc cách gọi của bước này đã khác", "how this step repeats or calls differs")
    if token.at in OPENED and _awaited(here) != _awaited(there):
        yield _stays(here.id, "bước này nay chờ sự kiện khác", "this step waits for something else now")
    if token.at in (At.JOIN, At.RESET, At.CHOICE) and (
        set(here.incoming) != set(there.incoming) or set(here.outgoing) != set(there.outgoing)
    ):
        yield _stays(here.id, "các nhánh của cổng này đã khác", "the branches of this gateway are others")
    if token.at is At.EFFECT and here.operation != there.operation:
        yield _stays(here.id, "dịch vụ đang được gọi đã khác", "another service is called now")


def _stays(node: str, vi: str, en: str) -> Obstacle:
    return Obstacle(node, Verdict.MUST_STAY, Text(vi, en))


def _own_data(definition: Definition, node: Node) -> object:
    """What a token on a node remembers: variables that it holds, and what is left to do in an ad-hoc sub-process."""
    left = definition.starts.get(node.id) if node.ad_hoc else None
    carried = node.data and (
        node.data.names,
        node.data.leaves,
        [replace(transfer, line=0) for transfer in (*node.data.takes, *node.data.gives)],
    )
    return carried, definition.held.get(node.id, ()), node.ad_hoc, left


def _awaited(node: Node) -> object:
    """What an event waits for. When a timer is due stands in its row and stays, so its expression may differ."""
    return node.all_of, [(trigger.kind, trigger.name, trigger.condition) for trigger in node.triggers]


def _watch(definition: Definition, node: Node, mapped: Mapped) -> object:
    """The events at the border of an activity, with what each waits for."""
    ids = definition.boundary.get(node.id, ())
    return {mapped.get(one, one): (definition.nodes[one].interrupting, _awaited(definition.nodes[one])) for one in ids}


def _handlers(definition: Definition, level: str, mapped: Mapped) -> object:
    """The event sub-processes of a level, with what each waits for."""
    subs = [n for n in definition.nodes.values() if n.by_event and (n.parent or "") == level]
    starts: Iterable[Node] = (
        n for n in definition.nodes.values() if n.kind == "startEvent" and n.parent in {s.id for s in subs}
    )
    return {mapped.get(n.id, n.id): (n.interrupting, _awaited(n)) for n in starts}


def _bare(node: Node) -> Node:
    """A node without what tells only where it is drawn and what it is called."""
    return replace(node, name=Text(""), line=0, lane=None, incoming=(), outgoing=())
