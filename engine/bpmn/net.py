"""One level of a diagram as a net: knots that take tokens from arcs and put tokens on arcs, in one of several ways.

Conditions and events are free choices. An open sub-process is one knot, its inside is a level of its own. What may
happen beside an activity is a choice made when the activity ends: it ends, or an event on its edge ends it, and each
event that does not interrupt may have happened before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations
from typing import TypeVar

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import ACTIVITY_KINDS, Flow, Node

CLEARING = frozenset({"terminate", "error", "cancel"})  # an end that takes every other token of its level with it
MAX_WAYS = 1_024  # of one knot: ten conditional exits

Item = TypeVar("Item")


class Join(Enum):
    """What a knot waits for."""

    ANY = "one token on any arc"
    ALL = "a token on every arc"
    ALL_THAT_COME = "every token that can still come"


@dataclass(slots=True)
class Arc:
    """From knot to knot.

    entries  ids of the flows of the diagram by which its token comes to its target
    aside    whether only an event on the edge of an activity leads here: an inclusive gateway does not look there
    """

    source: int
    target: int
    entries: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a knot to go on.

    words   nodes of the diagram that are done, in this order
    arcs    arcs that get a token
    clears  whether every other token of the level is taken away
    """

    words: tuple[str, ...]
    arcs: frozenset[int]
    clears: bool = False


@dataclass(slots=True)
class Knot:
    """A place where tokens are taken and put. `node` is the node of the diagram where they wait."""

    node: str
    join: Join
    ways: list[Way]


@dataclass(slots=True)
class Net:
    """Knots and arcs by number. Arc 0 leads to where the level begins."""

    knots: dict[int, Knot] = field(default_factory=dict)
    arcs: dict[int, Arc] = field(default_factory=dict)
    last: int = 0

    def number(self) -> int:
        """A number that no knot or arc has."""
        self.last += 1
        return self.last

    def into(self) -> dict[int, list[int]]:
        """Arcs that lead to each knot."""
        found: dict[int, list[int]] = {knot: [] for knot in self.knots}
        for number, arc in self.arcs.items():
            found[arc.target].append(number)
        return found


def unmodelled(definition: Definition, level: str) -> tuple[str, ...]:
    """Nodes of a level that no net can stand for: then it may not be called sound."""
    if level and definition.nodes[level].ad_hoc is not None:
        return (level,)
    return tuple(n for n in definition.children[level] if _unmodelled(definition, definition.nodes[n]))


def _unmodelled(definition: Definition, node: Node) -> bool:
    several = node.takes != 1 or node.gives != 1
    aside = [b for b in definition.boundary.get(node.id, ()) if not definition.nodes[b].interrupting]
    many = 2 ** min(len(definition.out(node.id)) + len(aside), 30) > MAX_WAYS
    waits_for_data = node.data is not None and bool(node.data.needs)
    return (
        waits_for_data
        or node.kind == "complexGateway"
        or several
        or (many and _chooses(definition, node))
        or len(aside) > 6
    )


def _chooses(definition: Definition, node: Node) -> bool:
    conditional = any(f.condition is not None for f in definition.out(node.id))
    return node.kind == "inclusiveGateway" or (node.kind in ACTIVITY_KINDS and conditional)


def build(definition: Definition, level: str) -> Net:
    """The net of a level without `unmodelled` nodes; what no path from its start reaches is left out."""
    return _Builder(definition, level).net


class _Builder:
    def __init__(self, definition: Definition, level: str) -> None:
        self.definition = definition
        self.net = Net()
        self.of: dict[str, int] = {}
        self.open: list[Node] = []
        first = self.net.number()
        self.net.knots[first] = Knot("", Join.ANY, [])
        self.net.arcs[0] = Arc(0, first)
        for begun in _beginnings(definition, level):
            arcs = frozenset(self.arc(first, node_id, ()) for node_id in begun)
            self.net.knots[first].ways.append(Way((), arcs))
        while self.open:
            self.fill(self.open.pop())

    def knot(self, node_id: str) -> int:
        """The knot of a node, made when it is met for the first time."""
        if node_id not in self.of:
            node = self.definition.nodes[node_id]
            joins = {"parallelGateway": Join.ALL, "inclusiveGateway": Join.ALL_THAT_COME}
            join = joins.get(node.kind, Join.ANY) if len(node.incoming) > 1 else Join.ANY
            self.of[node_id] = self.net.number()
            self.net.knots[self.of[node_id]] = Knot(node_id, join, [])
            self.open.append(node)
        return self.of[node_id]

    def arc(self, source: int, target: str, entries: tuple[str, ...], *, aside: bool = False) -> int:
        number = self.net.number()
        self.net.arcs[number] = Arc(source, self.knot(target), entries, aside)
        return number

    def fill(self, node: Node) -> None:
        """Add the ways of a node."""
        knot = self.of[node.id]
        ways = self.net.knots[knot].ways
        beside = [self.definition.nodes[b] for b in self.definition.boundary.get(node.id, ())]
        beside = [b for b in beside if any(t.kind != "compensate" for t in b.triggers)]
        aside = {b.id: frozenset(self.flows(knot, self.definition.out(b.id), aside=True)) for b in beside}
        ends = [((node.id,), arcs, clears) for arcs, clears in self.exits(knot, node)]
        ends += [((b.id,), aside[b.id], False) for b in beside if b.interrupting]
        for happened in _subsets([b.id for b in beside if not b.interrupting]):
            more = frozenset(arc for b in happened for arc in aside[b])
            for words, arcs, clears in ends:
                ways.append(Way((*happened, *words), frozenset() if clears else arcs | more, clears))

    def exits(self, knot: int, node: Node) -> Iterable[tuple[frozenset[int], bool]]:
        """Sets of arcs that the node itself may put tokens on, and whether it takes away all others."""
        if clears(self.definition, node):
            yield frozenset(), True
            return
        link = self.definition.links.get(node.id)
        if link:
            yield frozenset({self.arc(knot, link, ())}), False
            return
        flows = self.definition.out(node.id)
        arcs = self.flows(knot, flows)
        if node.kind in ("exclusiveGateway", "eventBasedGateway") and flows:
            for arc in arcs:
                yield frozenset({arc}), False
        elif _chooses(self.definition, node):
            yield from ((chosen, False) for chosen in _chosen(list(zip(flows, arcs, strict=True))))
        else:
            yield frozenset(arcs), False

    def flows(self, knot: int, flows: Sequence[Flow], *, aside: bool = False) -> list[int]:
        return [self.arc(knot, flow.target, (flow.id,), aside=aside) for flow in flows]


def _beginnings(definition: Definition, level: str) -> list[tuple[str, ...]]:
    """Nodes that get the first tokens: those of one entry are put together."""
    starts = definition.starts[level]
    if level:
        return [starts]
    alone = [(n,) for n in definition.entrances if definition.nodes[n].kind == "startEvent"]
    if not alone:
        return [starts]
    return list(dict.fromkeys([starts, *alone]))


def _chosen(exits: list[tuple[Flow, int]]) -> Iterable[frozenset[int]]:
    """Arcs that get tokens together: those without a condition always, of the others some, or the default."""
    always = {arc for flow, arc in exits if flow.condition is None and not flow.is_default}
    default = {arc for flow, arc in exits if flow.is_default}
    conditional = [arc for flow, arc in exits if flow.condition is not None and not flow.is_default]
    for some in _subsets(conditional):
        if some:
            yield frozenset({*always, *some})
    if always or default or not conditional:
        yield frozenset(always | default)


def _subsets(items: Sequence[Item]) -> Iterable[tuple[Item, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def clears(definition: Definition, node: Node) -> bool:
    """Whether a token that comes here takes every other token of its level with it."""
    if node.catches:
        return False
    thrown = [t for t in node.triggers if t.kind == "escalation"]
    return any(t.kind in CLEARING for t in node.triggers) or any(_interrupts(definition, node, t.name) for t in thrown)


def _interrupts(definition: Definition, node: Node, code: str) -> bool:
    """Whether the nearest that catches an escalation ends the level from which it is thrown."""
    level = node.parent or ""
    while True:
        catching = _catcher(definition, definition.handlers.get(level, ()), code)
        if catching is None and level:
            catching = _catcher(definition, definition.boundary.get(level, ()), code)
        if catching is not None or not level:
            return catching is not None and catching.interrupting
        level = definition.nodes[level].parent or ""


def _catcher(definition: Definition, events: Sequence[str], code: str) -> Node | None:
    """The event that catches an escalation: of its code before of any code."""
    for wanted in (code, ""):
        for event in events:
            node = definition.nodes[event]
            if any(t.kind == "escalation" and t.name == wanted for t in node.triggers):
                return node
    return None
