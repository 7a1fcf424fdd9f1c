"""Random processes: nested blocks, then flows drawn anywhere, forward and back. Most are sound, many are not."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.oracle.model import ACTIVITIES, Event, Flow, Guard, Node, Process, Repeat

VARIABLES = ("x1", "x2", "x3")
MESSAGES, SIGNALS, CODES = ("alpha", "beta"), ("dawn", "noon"), ("E1", "E2")
SOURCES = frozenset({"person", "script", "service", "receive", "sub", "exclusive", "parallel", "inclusive", "throw"})
TARGETS = SOURCES | {"end", "catch", "choice"}


def drawn(draw: Random, *, depth: int = 3, wild: bool = True, plain: bool = False) -> Process:
    """One process.

    depth  how deep blocks may nest
    wild   whether flows are drawn across the blocks too
    plain  without events that are thrown, conditions that are waited for and handlers
    """
    pen = _Pen(draw, plain)
    pen.level("", depth)
    if wild:
        for _ in range(draw.randint(0, 3)):
            pen.stray()
    if not plain:
        pen.starts()
    return Process(pen.nodes, pen.flows)


class _Pen:
    def __init__(self, draw: Random, plain: bool) -> None:
        self.draw, self.plain = draw, plain
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.here = ""
        self.repeating = 0

    # One level, one sequence, one block.

    def level(self, level: str, depth: int, start: Event | None = None, *, interrupting: bool = True) -> None:
        above, self.here = self.here, level
        last = self.sequence(self.add("start", event=start, interrupting=interrupting), depth, self.draw.randint(1, 3))
        ends = [None, None, None, None, Event("terminate")]
        if not self.plain:
            ends += [self.thrown(), Event("error", self.draw.choice(CODES))] if level else [self.thrown()]
            if level and self.nodes[level].whole:
                ends += [Event("cancel")] * 4
        self.join(last, self.add("end", event=self.draw.choice(ends)))
        if depth > 0 and not self.plain and self.draw.random() < 0.25:
            self.handler(depth - 1)
        self.here = above

    def sequence(self, before: str, depth: int, length: int) -> str:
        for _ in range(length):
            blocks = [self.task, self.task, self.task, self.event]
            if depth > 0:
                blocks += [self.split, self.split, self.split, self.loop, self.sub, self.choice, self.forked]
                blocks += [] if self.plain or self.repeating else [self.taken_back]
            before = self.draw.choice(blocks)(before, depth - 1)
        return before

    def task(self, before: str, depth: int) -> str:
        kind = self.draw.choice(["person", "person", "person", "script", "script", "service", "receive"])
        if kind == "receive":
            node = self.add(kind, event=Event("message", self.draw.choice(MESSAGES)))
        elif kind == "service":
            node = self.add(kind, result=self.draw.choice(["now", "later", "later", "now" if self.plain else "E1"]))
        elif kind == "script":
            name, base = self.draw.choice(VARIABLES), self.draw.choice(("", *VARIABLES))
            node = self.add(kind, sets=(name, base, self.draw.randint(0, 3)))
        else:
            node = self.add(kind)
        self.join(before, node)
        if kind != "script" and depth >= 0 and self.draw.random() < 0.35:
            self.boundary(node, depth)
        if not self.plain and self.draw.random() < 0.12:
            self.repeat(node)
        elif not self.plain and not self.repeating and self.draw.random() < 0.25:
            self.undo(node)
        return node

    def taken_back(self, before: str, depth: int) -> str:
        """Some things are done, and then undone."""
        for _ in range(self.draw.randint(2, 3)):
            before = self.task(before, -1)
            if not self.nodes[before].undo and not self.nodes[before].repeat:
                self.undo(before)
        node = self.add("throw", event=Event("compensate", ""))
        self.join(before, node)
        return node

    def repeat(self, node: str) -> None:
        kind = self.draw.choice(["standard", "sequential", "parallel"])
        guard = self.guard() if self.draw.random() < 0.6 else None
        number = self.draw.randint(1 if kind == "standard" else 0, 3)
        before = kind == "standard" and self.draw.random() < 0.5
        self.nodes[node] = replace(self.nodes[node], repeat=Repeat(kind, number, guard, before))

    def undo(self, node: str) -> None:
        handler = self.add(self.draw.choice(["person", "script"]))
        self.nodes[handler] = replace(self.nodes[handler], undoes=True)
        self.nodes[node] = replace(self.nodes[node], undo=handler)

    def event(self, before: str, depth: int) -> str:
        if self.plain or self.draw.random() < 0.4:
            node = self.add("catch", event=self.caught())
        elif self.draw.random() < 0.2:
            name = f"L{len(self.nodes)}"
            self.join(before, self.add("throw", event=Event("link", name)))
            return self.add("catch", event=Event("link", name))
        else:
            node = self.add("throw", event=self.thrown())
        self.join(before, node)
        return node

    def split(self, before: str, depth: int) -> str:
        kind = self.draw.choice(["exclusive", "parallel", "parallel", "inclusive"])
        split, join = self.add(kind), self.add(kind if self.draw.random() < 0.95 else "exclusive")
        self.join(before, split)
        for _ in range(self.draw.randint(2, 3)):
            entry = self.add("script", sets=(self.draw.choice(VARIABLES), "", self.draw.randint(0, 3)))
            if self.draw.random() < 0.5:
                del self.nodes[entry]
                entry = self.task(split, -1)
            else:
                self.join(split, entry)
            self.join(self.sequence(entry, depth, self.draw.randint(0, 1)), join)
        if kind != "parallel":
            self.decide(split)
        return join

    def forked(self, before: str, depth: int) -> str:
        """An activity whose exits carry conditions, or that splits without a gateway."""
        node, join = self.task(before, -1), self.add("inclusive")
        for _ in range(2):
            self.join(self.task(node, -1), join)
        if self.draw.random() < 0.7:
            self.decide(node)
        return join

    def loop(self, before: str, depth: int) -> str:
        entry, split = self.add("exclusive"), self.add("exclusive")
        self.join(before, entry)
        last = self.sequence(self.task(entry, -1), depth, self.draw.randint(0, 1))
        self.join(last, split)
        self.join(split, entry)
        after = self.task(split, -1)
        self.decide(split)
        return after

    def sub(self, before: str, depth: int) -> str:
        node = self.add("sub")
        again = not self.plain and self.draw.random() < 0.2
        self.nodes[node] = replace(self.nodes[node], whole=not self.plain and not again and self.draw.random() < 0.25)
        self.repeating += again
        self.level(node, depth)
        self.repeating -= again
        self.join(before, node)
        if self.draw.random() < 0.6:
            self.boundary(node, depth)
        if self.nodes[node].whole:
            edge = self.add("boundary", event=Event("cancel"), host=node)
            self.join(self.task(edge, -1), self.add("end"))
        if again:
            self.repeat(node)
        return node

    def choice(self, before: str, depth: int) -> str:
        gateway, join = self.add("choice"), self.add("exclusive")
        self.join(before, gateway)
        for _ in range(2):
            event = self.add("catch", event=self.caught())
            self.join(gateway, event)
            self.join(self.sequence(event, depth, self.draw.randint(0, 1)), join)
        return join

    def boundary(self, host: str, depth: int) -> None:
        event = self.caught()
        inside = self.nodes[host].kind == "sub"
        if not self.plain and (inside or self.nodes[host].kind == "service") and self.draw.random() < 0.6:
            kind = self.draw.choice(["error", "escalation"])
            event = Event(kind, self.draw.choice((*CODES, "")))
        interrupting = event.kind == "error" or self.draw.random() < 0.6
        if event.kind == "timer" and not interrupting and self.draw.random() < 0.3:
            event = replace(event, times=2)
        node = self.add("boundary", event=event, host=host, interrupting=interrupting)
        self.join(self.sequence(node, min(depth, 0), 1), self.add("end"))

    def starts(self) -> None:
        """Now and then another way to begin, or no start event at all; now and then activities that count tokens."""
        first = next(n for n in self.nodes.values() if n.kind == "start" and not n.level)
        beginning = next(f for f in self.flows.values() if f.source == first.id)
        chance = self.draw.random()
        inside = [n.id for n in self.nodes.values() if n.kind in ACTIVITIES and not n.level and not n.undoes]
        if chance < 0.1 and inside:
            start = self.add("start", event=Event(*self.draw.choice([("message", "alpha"), ("signal", "dawn")])))
            self.join(start, self.draw.choice(inside))
        elif chance < 0.2 and sum(f.target == beginning.target for f in self.flows.values()) == 1:
            del self.nodes[first.id], self.flows[beginning.id]
        entered = [n for n in inside if any(f.target == n for f in self.flows.values())]
        if entered and self.draw.random() < 0.15:
            node = self.draw.choice(entered)
            takes, gives = self.draw.choice([(2, 1), (1, 2), (2, 2)])
            self.nodes[node] = replace(self.nodes[node], takes=takes, gives=gives)

    def handler(self, depth: int) -> None:
        event = self.caught() if self.draw.random() < 0.5 else Event("escalation", self.draw.choice((*CODES, "")))
        if self.draw.random() < 0.3:
            event = Event("error", self.draw.choice((*CODES, "")))
        interrupting = event.kind == "error" or self.draw.random() < 0.5
        self.repeating += 1  # what a handler did is not compensated here: the standard leaves open in which order
        self.level(self.add("handler"), min(depth, 1), event, interrupting=interrupting)
        self.repeating -= 1

    def stray(self) -> None:
        """A flow between any two nodes of one level."""
        sources = [n for n in self.nodes.values() if n.kind in SOURCES and not n.undoes and _flows_on(n)]
        if not sources:
            return
        source = self.draw.choice(sources)
        behind = {f.target for f in self.flows.values() if self.nodes[f.source].kind == "choice"}
        fitting = [
            n
            for n in self.nodes.values()
            if n.kind in TARGETS
            and n.level == source.level
            and n.id not in behind
            and not n.undoes
            and self.linkless(n)
        ]
        taken = {(f.source, f.target) for f in self.flows.values()}
        target = self.draw.choice(fitting)
        if (source.id, target.id) in taken:
            return
        guarded = source.kind in ("exclusive", "inclusive") or self.draw.random() < 0.3
        self.join(source.id, target.id, self.guard() if guarded and source.kind not in ("parallel", "throw") else None)
        if source.kind == "exclusive":
            self.decide(source.id)

    # Pieces.

    def linkless(self, node: Node) -> bool:
        return node.event is None or node.event.kind != "link" or node.kind != "catch"

    def add(
        self,
        kind: str,
        *,
        event: Event | None = None,
        host: str = "",
        interrupting: bool = True,
        sets: tuple[str, str, int] | None = None,
        result: str = "now",
    ) -> str:
        node = f"N{max((int(n[1:]) for n in self.nodes), default=0) + 1}"
        self.nodes[node] = Node(
            node, kind, self.here, event=event, host=host, interrupting=interrupting, sets=sets, result=result
        )
        return node

    def join(self, source: str, target: str, guard: Guard | None = None) -> None:
        event = self.nodes[source].event
        if self.nodes[source].kind == "throw" and event is not None and event.kind == "link":
            raise AssertionError("nothing leaves a link that is thrown")
        flow = f"F_{source}_{target}"
        self.flows[flow] = Flow(flow, source, target, guard)

    def decide(self, node: str) -> None:
        """Conditions on the exits, and nearly always a default."""
        flows = [f for f in self.flows.values() if f.source == node]
        default = self.draw.choice(flows) if self.draw.random() < 0.9 else None
        for flow in flows:
            self.flows[flow.id] = replace(flow, guard=None if flow is default else flow.guard or self.guard())
        self.nodes[node] = replace(self.nodes[node], default=default.id if default else "")

    def guard(self) -> Guard:
        return Guard(self.draw.choice(VARIABLES), self.draw.choice(("=", "<", ">=")), self.draw.randint(0, 3))

    def caught(self) -> Event:
        kinds = ["message", "signal", "timer"] if self.plain else ["message", "signal", "timer", "conditional"]
        kind = self.draw.choice(kinds)
        if kind == "conditional":
            return Event(kind, guard=self.guard())
        return Event(kind, {"message": self.draw.choice(MESSAGES), "signal": self.draw.choice(SIGNALS)}.get(kind, ""))

    def thrown(self) -> Event | None:
        undone = sum(bool(n.undo) and n.level == self.here for n in self.nodes.values())
        kind = self.draw.choice(["none", "signal", "escalation", *["compensate"] * (1 + 2 * min(undone, 3))])
        if kind == "none":
            return None
        if kind == "compensate":
            named = [n.id for n in self.nodes.values() if n.undo and n.level == self.here]
            return Event(kind, self.draw.choice([*named, "", ""]))
        return Event(kind, self.draw.choice(SIGNALS if kind == "signal" else CODES))


def _flows_on(node: Node) -> bool:
    return node.event is None or node.event.kind != "link"
