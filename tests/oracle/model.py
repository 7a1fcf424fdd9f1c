"""A process as the oracle reads it: nodes and flows, nothing else. The same value is written as BPMN for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

WAITS_FOR_ALL = frozenset({"parallel", "inclusive"})
CHOOSING = frozenset({"exclusive", "inclusive"})
ACTIVITIES = frozenset({"person", "script", "service", "receive", "sub"})
OUTWARD = frozenset({"error", "escalation"})  # found by looking outward from where it is thrown
UNDOING = frozenset({"compensate", "cancel"})


@dataclass(frozen=True)
class Guard:
    """A condition over one whole number. `sign` is =, < or >=."""

    variable: str
    sign: str
    value: int

    def holds(self, variables: Mapping[str, int]) -> bool:
        """Whether it is true now."""
        found = variables[self.variable]
        return {"=": found == self.value, "<": found < self.value, ">=": found >= self.value}[self.sign]


@dataclass(frozen=True)
class Event:
    """What an event waits for or throws.

    kind   message, signal, timer, conditional, error, escalation, link, terminate, compensate or cancel
    name   of the message, signal or link; code of the error or escalation, "" catching any; activity to compensate, ""
           for all
    times  how often a timer beside its activity fires
    """

    kind: str
    name: str = ""
    guard: Guard | None = None
    times: int = 1


@dataclass(frozen=True)
class Repeat:
    """How an activity repeats.

    kind    standard (while the guard holds, `number` rounds at most), sequential or parallel (`number` instances, until
            the guard holds)
    before  whether a standard loop asks before the first round
    """

    kind: str
    number: int
    guard: Guard | None = None
    before: bool = False


@dataclass(frozen=True)
class Node:
    """One node.

    kind    start, end, person, script, service, receive, sub, handler (a sub-process begun by an event), throw, catch,
            boundary, exclusive, parallel, inclusive or choice (event-based)
    level   id of the sub-process or handler that holds it, "" at the top
    host    of a boundary event: the activity it sits on
    sets    of a script: variable, variable it adds to or "", number
    result  of a service: "now", "later", or the code of the error it fails with
    undo    of an activity: the one that compensates it
    undoes  whether it only compensates another
    whole   whether a sub-process is a transaction
    takes   tokens that an activity needs to begin
    gives   tokens that it puts on each exit
    """

    id: str
    kind: str
    level: str = ""
    event: Event | None = None
    host: str = ""
    interrupting: bool = True
    default: str = ""
    sets: tuple[str, str, int] | None = None
    result: str = "now"
    repeat: Repeat | None = None
    undo: str = ""
    undoes: bool = False
    whole: bool = False
    takes: int = 1
    gives: int = 1


@dataclass(frozen=True)
class Flow:
    """One sequence flow."""

    id: str
    source: str
    target: str
    guard: Guard | None = None


@dataclass(frozen=True)
class Process:
    """A whole process; the order of nodes and flows is the order of the file."""

    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]

    @cached_property
    def out(self) -> Mapping[str, list[Flow]]:
        """Flows that leave each node."""
        return {n: [f for f in self.flows.values() if f.source == n] for n in self.nodes}

    @cached_property
    def into(self) -> Mapping[str, list[Flow]]:
        """Flows that lead to each node."""
        return {n: [f for f in self.flows.values() if f.target == n] for n in self.nodes}

    @cached_property
    def boundaries(self) -> Mapping[str, list[Node]]:
        """Events on the edge of each node."""
        return {n: [b for b in self.nodes.values() if b.kind == "boundary" and b.host == n] for n in self.nodes}

    @cached_property
    def handler_starts(self) -> Mapping[str, list[Node]]:
        """Events that the handlers of each level begin with."""
        starts = [n for n in self.nodes.values() if n.kind == "start" and n.level]
        found: dict[str, list[Node]] = {}
        for start in starts:
            if self.nodes[start.level].kind == "handler":
                found.setdefault(self.nodes[start.level].level, []).append(start)
        return found

    def start_of(self, level: str) -> list[Node]:
        """Where a level begins: its first start event (the others wait to be chosen), or without one every node that
        nothing leads to."""
        inside = [n for n in self.nodes.values() if n.level == level and not n.undoes]
        starts = [n for n in inside if n.kind == "start"]
        idle = ("handler", "boundary", "end")
        plain = [n for n in starts if n.event is None] or starts
        return plain[:1] or [n for n in inside if n.kind not in idle and not self.into[n.id] and not self.lands(n)]

    def lands(self, node: Node) -> bool:
        """Whether a node is the landing of a link."""
        return node.kind == "catch" and node.event is not None and node.event.kind == "link"

    def link_of(self, node: Node) -> Node:
        """The landing of a link that a node throws."""
        assert node.event is not None
        landings = (n for n in self.nodes.values() if self.lands(n) and n.level == node.level)
        return next(n for n in landings if n.event is not None and n.event.name == node.event.name)

    def reachable_flows(self, node: str, but: str) -> set[str]:
        """Flows that a token on `node` can come to without passing the node `but`."""
        seen: set[str] = set()
        stack = [node]
        while stack:
            here = self.nodes[stack.pop()]
            if here.id == but:
                continue
            if here.kind == "throw" and here.event is not None and here.event.kind == "link":
                stack.append(self.link_of(here).id)
            for flow in self.out[here.id]:
                if flow.id not in seen:
                    seen.add(flow.id)
                    stack.append(flow.target)
        return seen
