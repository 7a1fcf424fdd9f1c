"""The oracle: tokens on flows, as chapter 13 of BPMN 2.0.2 tells it. Slow, small, without a line of the engine.

Tokens stand on flows; activities and events that last are held by the level they run in; an open sub-process holds a
level of its own. `moves` lists everything that could happen next by itself; any order is right. `settle` takes the
order that an engine with a queue would take, `outcomes` takes all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.model import ACTIVITIES, OUTWARD, UNDOING, WAITS_FOR_ALL, Event, Flow, Node, Process

MAX_STEPS = 200
MAX_TOKENS = 30


class TooLong(Exception):
    """It runs on by itself."""


class TooMany(Exception):
    """There are too many orders to try them all."""


@dataclass(eq=False)
class Token:
    """One token that has come to a node, on a flow ("" where a level begins)."""

    node: str
    flow: str
    born: int


@dataclass(eq=False)
class Watch:
    """An event that is waited for. `held`: its condition was true when last looked at; `left`: times it may happen."""

    event: str
    born: int
    left: int
    held: bool = False


@dataclass(eq=False)
class Lasting:
    """A node where something goes on.

    at      item, effect, event, choice, inside, loop (its instances run inside), undoing (what compensates runs
            inside), failed (to be run again), stuck (done, but no way out was open)
    rounds  instances done so far
    queue   what is still to be compensated; what was done inside an activity that is stuck
    """

    node: str
    at: str
    watches: list[Watch] = field(default_factory=list)
    inside: Level | None = None
    rounds: int = 0
    queue: list[Finished] = field(default_factory=list)


@dataclass(eq=False)
class Finished:
    """An activity that is over and may be compensated, with what was done inside it."""

    node: str
    inside: list[Finished]


@dataclass(eq=False)
class Level:
    """What runs in the process or in one open sub-process. `owner` is None at the top.

    role  "" for a level of the diagram, "loop" for the instances of an activity, "undoing" for what compensates
    """

    node: str
    above: Level | None = None
    owner: Lasting | None = None
    tokens: list[Token] = field(default_factory=list)
    lasting: list[Lasting] = field(default_factory=list)
    listening: list[Watch] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)
    role: str = ""


Move = tuple[str, Level, Any]  # what kind of move, where, and of what
Found = tuple[Level, Lasting | None, Watch]


class Oracle:
    """One instance. `at` is the start event that happened, "" for the plain one."""

    def __init__(self, process: Process, variables: Mapping[str, int], at: str = "") -> None:
        self.process = process
        self.variables = dict(variables)
        self.done: Counter[str] = Counter()
        self.clock = 0
        self.ended = False
        self.crashed = False
        self.top = Level("")
        self._begin(self.top, at)

    def __deepcopy__(self, memo: dict[int, Any]) -> Oracle:
        twin = object.__new__(Oracle)
        memo[id(self)] = twin
        twin.__dict__ = {k: v if k == "process" else deepcopy(v, memo) for k, v in self.__dict__.items()}
        return twin

    # What the outside can do, and what is seen from there.

    def acts(self) -> list[tuple[str, str]]:
        """Every act that something waits for: (what, node or name)."""
        found: dict[tuple[str, str], None] = {}
        for level in self._levels():
            for lasting in level.lasting:
                act = {"item": "complete", "effect": "effect", "failed": "retry", "stuck": "retry"}.get(lasting.at)
                if act:
                    found[act, lasting.node] = None
        for _, _, watch in self._watches():
            event = self._event(watch.event)
            if event.kind == "timer":
                found["fire", watch.event] = None
            elif event.kind in ("message", "signal"):
                found[event.kind, event.name] = None
        return list(found)

    def act(self, what: str, name: str, answers: Mapping[str, int], which: int = 0) -> bool:
        """Do it; equal things at one node are told apart by `which`. False when there is no such one."""
        if what in ("message", "signal"):
            self._heard(what, name)
            return which == 0
        if what == "fire":
            due = [f for f in self._watches() if f[2].event == name]
            if which < len(due):
                self._happen(*due[which])
            return which < len(due)
        at = {"complete": ("item",), "effect": ("effect",), "retry": ("failed", "stuck")}[what]
        there = [(lv, x) for lv in self._levels() for x in lv.lasting if x.node == name and x.at in at]
        if which >= len(there):
            return False
        level, lasting = there[which]
        level.lasting.remove(lasting)
        self.variables.update(answers)
        node = self.process.nodes[name]
        if lasting.at == "failed":
            self._run(level, node)
        elif lasting.at == "stuck":
            self._take_exits(level, node, lasting.queue)
        else:
            self._leave(level, node)
        return True

    def seen(self) -> Any:
        """Everything that can be seen from outside, in an order that does not depend on time."""
        variables = tuple(sorted(self.variables.items()))
        return self._seen(self.top), variables, tuple(sorted(self.done.items())), self.ended, self.crashed

    def _seen(self, level: Level) -> Any:
        several = {n.id for n in self.process.nodes.values() if n.takes > 1}
        found: list[Any] = [("token", "" if t.node in several else t.flow, (), ()) for t in level.tokens]
        found += [("listens", w.event, (), ()) for w in level.listening]
        found += [_seen_finished(f) for f in level.finished]
        for lasting in level.lasting:
            watches = sorted(w.event for w in lasting.watches if w.event != lasting.node)
            at = {"stuck": "failed", "loop": f"loop {lasting.rounds}"}.get(lasting.at, lasting.at)
            found.append((at, lasting.node, tuple(watches), self._seen(lasting.inside) if lasting.inside else ()))
        return tuple(sorted(found))

    # What happens by itself.

    def moves(self) -> list[Move]:
        """Everything that could happen next, first what has waited longest. A condition that has become true is noticed
        before anything else."""
        for level, lasting, watch in self._watches():
            guard = self._event(watch.event).guard
            if guard is not None:
                holds = guard.holds(self.variables)
                if holds and not watch.held:
                    return [("condition", level, (lasting, watch))]
                watch.held = holds and watch.held
        found: list[tuple[int, int, Move]] = []
        for level in self._levels():
            for token in level.tokens:
                node = self.process.nodes[token.node]
                mine = [t for t in level.tokens if t.node == node.id]
                if node.takes > 1 and not level.role:
                    if token is mine[0] and len(mine) >= node.takes:
                        found.append((0, mine[node.takes - 1].born, ("several", level, mine[: node.takes])))
                elif node.kind in WAITS_FOR_ALL and len(self.process.into[node.id]) > 1:
                    if token is mine[0] and self._complete(level, node):
                        born = max(self._first(level, f.id) for f in self.process.into[node.id])
                        found.append((int(node.kind == "inclusive"), born, ("gateway", level, node)))
                else:
                    late = 2 * (node.kind in ("throw", "end") and self._kind(node) == "signal")
                    found.append((late, token.born, ("token", level, token)))
        return [move for _, _, move in sorted(found, key=lambda entry: entry[:2])]

    def take(self, move: Move) -> None:
        """Take one of the moves."""
        what, level, of = move
        if what == "condition":
            lasting, watch = of
            self._happen(level, lasting, watch)
        elif what == "token":
            level.tokens.remove(of)
            self._run(level, self.process.nodes[of.node])
        elif what == "several":
            for token in of:
                level.tokens.remove(token)
            self._run(level, self.process.nodes[of[0].node])
        else:
            for flow in self.process.into[of.id]:
                waiting = [t for t in level.tokens if t.flow == flow.id]
                if waiting:
                    level.tokens.remove(waiting[0])
            self._run(level, of)

    def settle(self) -> Oracle:
        """Run until nothing moves by itself. Raises TooLong."""
        for _ in range(MAX_STEPS):
            moves = self.moves()
            if not moves:
                return self
            self.take(moves[0])
            if len(self.top.tokens) > MAX_TOKENS:
                break
        raise TooLong

    def outcomes(self, limit: int) -> Iterator[Oracle]:
        """All states in which it may come to rest, whatever the order. Raises TooMany beyond `limit` states."""
        seen: set[Any] = set()
        stack = [deepcopy(self)]
        while stack:
            state = stack.pop()
            moves = len(state.moves())
            if not moves:
                yield state
            for number in range(moves):
                twin = deepcopy(state)
                twin.take(twin.moves()[number])
                key = twin.seen()
                if key not in seen:
                    seen.add(key)
                    stack.append(twin)
            if len(seen) > limit:
                raise TooMany

    def _complete(self, level: Level, gateway: Node) -> bool:
        """Whether a gateway that waits has all that it waits for. Source: BPMN 2.0.2, tables 13.2 and 13.3."""
        entries = {f.id for f in self.process.into[gateway.id]}
        filled = {t.flow for t in level.tokens if t.node == gateway.id}
        empty = entries - filled
        if gateway.kind == "parallel" or not empty:
            return not empty
        elsewhere = [t.node for t in level.tokens if t.node != gateway.id] + [x.node for x in level.lasting]
        ways = [self.process.reachable_flows(node, gateway.id) for node in elsewhere]
        return not any(way & empty and not way & filled for way in ways)

    def _first(self, level: Level, flow: str) -> int:
        return min((t.born for t in level.tokens if t.flow == flow), default=0)

    # What each kind of node does.

    def _run(self, level: Level, node: Node) -> None:
        """A token has come to a node and is used up."""
        if node.repeat and level.role != "loop":
            self._repeat(level, node)
            return
        lasting = {"person": "item", "receive": "event", "choice": "choice", "sub": "inside"}.get(node.kind)
        if node.kind == "catch" and self._kind(node) != "link":
            lasting = "event"
        if node.kind == "service" and node.result == "later":
            lasting = "effect"
        if lasting:
            self._last(level, node, lasting)
        elif node.kind in ("throw", "end"):
            self._throw(level, node)
        elif node.kind == "service" and node.result != "now":
            if not self._outward("error", node.result, level, node):
                level.lasting.append(Lasting(node.id, "failed"))
        elif node.kind in ("exclusive", "inclusive"):
            self._gateway(level, node)
        else:
            if node.sets:
                name, base, number = node.sets
                self.variables[name] = (self.variables[base] if base else 0) + number
            self._leave(level, node)

    def _last(self, level: Level, node: Node, at: str) -> None:
        lasting = Lasting(node.id, at)
        level.lasting.append(lasting)
        if node.kind in ("receive", "catch"):
            lasting.watches.append(self._watch(node))
        targets = [self.process.nodes[f.target] for f in self.process.out[node.id]] if node.kind == "choice" else []
        self._guard(level, lasting, targets)
        if at == "inside":
            lasting.inside = Level(node.id, level, lasting)
            self._begin(lasting.inside)

    def _guard(self, level: Level, lasting: Lasting, more: list[Node]) -> None:
        """Arm what may end or accompany it; what repeats is guarded as a whole."""
        edge = [] if level.role == "loop" else self.process.boundaries[lasting.node]
        lasting.watches += [self._watch(e) for e in (*more, *edge) if self._kind(e) not in OUTWARD | UNDOING]

    def _repeat(self, level: Level, node: Node) -> None:
        """An activity that repeats begins. Source: BPMN 2.0.2, 13.3.5 and 13.3.6."""
        repeat = node.repeat
        assert repeat is not None
        if repeat.number == 0 or (repeat.before and repeat.guard and not repeat.guard.holds(self.variables)):
            self._leave(level, node)
            return
        whole = Lasting(node.id, "loop")
        level.lasting.append(whole)
        self._guard(level, whole, [])
        whole.inside = Level(node.id, level, whole, role="loop")
        for _ in range(repeat.number if repeat.kind == "parallel" else 1):
            whole.inside.tokens.append(Token(node.id, "", self._tick()))

    def _round(self, level: Level, node: Node) -> None:
        """One instance is done: the next one begins, or the others end and the activity is done."""
        repeat, whole, above = node.repeat, level.owner, level.above
        assert repeat is not None
        assert whole is not None
        assert above is not None
        whole.rounds += 1
        holds = repeat.guard is not None and repeat.guard.holds(self.variables)
        on = (holds or not repeat.guard) if repeat.kind == "standard" else not holds
        if not on or whole.rounds == repeat.number:
            above.lasting.remove(whole)
            self._leave(above, node)
        elif repeat.kind != "parallel":
            level.tokens.append(Token(node.id, "", self._tick()))

    def _gateway(self, level: Level, node: Node) -> None:
        """It goes on only when there is an exit to take."""
        exits = self._chosen(node)
        if not exits:
            level.lasting.append(Lasting(node.id, "failed"))
            return
        self.done[node.id] += 1
        self._put(level, exits)

    def _leave(self, level: Level, node: Node, inside: Sequence[Finished] = ()) -> None:
        """The node is done."""
        if level.role == "loop" and node.repeat:
            self._round(level, node)
            return
        self.done[node.id] += 1
        self._take_exits(level, node, inside)

    def _take_exits(self, level: Level, node: Node, inside: Sequence[Finished] = ()) -> None:
        exits = self.process.out[node.id]
        if node.kind in ACTIVITIES and any(f.guard for f in exits):
            exits = self._chosen(node)
            if not exits:
                level.lasting.append(Lasting(node.id, "stuck", queue=list(inside)))
                return
        if node.undo or inside:
            level.finished.append(Finished(node.id, list(inside)))
        self._put(level, list(exits) * node.gives)

    def _chosen(self, node: Node) -> list[Flow]:
        """Exits by condition: the first, or for an inclusive split and activities all; the default when none holds."""
        flows = [f for f in self.process.out[node.id] if f.id != node.default]
        true = [f for f in flows if f.guard is None or f.guard.holds(self.variables)]
        if node.kind == "exclusive":
            true = true[:1]
        if not any(f.guard for f in true) and not (node.kind == "exclusive" and true) and node.default:
            true.append(self.process.flows[node.default])
        return true

    def _put(self, level: Level, flows: list[Flow]) -> None:
        for flow in flows:
            level.tokens.append(Token(flow.target, flow.id, self._tick()))
        if not flows:
            self._look_whether_over(level)

    def _look_whether_over(self, level: Level) -> None:
        """A level without tokens is over; what it was the inside of is done."""
        if level.tokens or level.lasting or self.ended:
            return
        level.listening.clear()
        if level.above is None or level.owner is None:
            level.finished.clear()
            self.ended = True
        elif level.role == "undoing":
            self._undo_next(level.above, level.owner)
        elif level.owner in level.above.lasting:
            level.above.lasting.remove(level.owner)
            self._leave(level.above, self.process.nodes[level.node], level.finished)

    # Events.

    def _throw(self, level: Level, node: Node) -> None:
        kind = self._kind(node)
        event = node.event or Event("none")
        if kind == "link":
            self.done[node.id] += 1
            level.tokens.append(Token(self.process.link_of(node).id, "", self._tick()))
            return
        if kind in UNDOING:
            self._undo(level, node, event)
            return
        thrower = Lasting(node.id, "throwing")
        level.lasting.append(thrower)
        if kind == "signal":
            self._heard("signal", event.name)
        elif kind in OUTWARD and not self._outward(kind, event.name, level, None) and kind == "error":
            self.top = Level("")
            self.ended = self.crashed = True
        elif kind == "terminate":
            level.tokens.clear()
            level.finished.clear()
            level.lasting[:] = [thrower]
        if any(thrower in other.lasting for other in self._levels()):  # what it threw may have ended its own branch
            level.lasting.remove(thrower)
            self._leave(level, node)

    def _undo(self, level: Level, node: Node, event: Event) -> None:
        """Compensate what was done, the last thing first. Source: BPMN 2.0.2, 10.7 and 13.5.5."""
        if event.kind == "cancel":
            level.tokens.clear()
            level.lasting.clear()
            level.listening.clear()
        where = level
        while self._is_handler(where.node) and where.above is not None:
            where = where.above
        lasting = Lasting(node.id, "undoing")
        level.lasting.append(lasting)
        lasting.queue = [f for f in reversed(where.finished) if event.name in ("", f.node)]
        lasting.inside = Level(node.id, level, lasting, role="undoing")
        self._undo_next(level, lasting)

    def _undo_next(self, level: Level, lasting: Lasting) -> None:
        """The next thing is compensated: by what undoes it, or else by what undoes the things done inside it."""
        while lasting.queue:
            finished = lasting.queue.pop(0)
            holder = next((lv for lv in self._levels() if finished in lv.finished), None)
            if holder is None:
                continue
            undo = self.process.nodes[finished.node].undo
            if undo:
                assert lasting.inside is not None
                holder.finished.remove(finished)
                lasting.inside.tokens.append(Token(undo, "", self._tick()))
                return
            lasting.queue = [*reversed(finished.inside), *lasting.queue]
            place = holder.finished.index(finished)
            holder.finished[place : place + 1] = finished.inside
        level.lasting.remove(lasting)
        node = self.process.nodes[lasting.node]
        if self._kind(node) == "cancel":
            assert level.above is not None
            assert level.owner is not None
            edge = next(b for b in self.process.boundaries[level.node] if self._kind(b) == "cancel")
            level.above.lasting.remove(level.owner)
            self._leave(level.above, edge)
        else:
            self._leave(level, node)

    def _is_handler(self, node: str) -> bool:
        return bool(node) and self.process.nodes[node].kind == "handler"

    def _heard(self, kind: str, name: str) -> None:
        """Everything that waits for it now has it, unless an earlier one took it away."""
        for found in self._watches():
            event = self._event(found[2].event)
            if event.kind == kind and event.name == name and self._waits(found):
                self._happen(*found)

    def _outward(self, kind: str, code: str, level: Level, own: Node | None) -> bool:
        """Give it to the nearest that catches it; the exact code before any code. Returns whether one did."""
        here: Level | None = level
        failing = Lasting(own.id, "failed") if own else None
        while here is not None:
            if failing is not None and here.role != "loop":
                on_edge = self._fitting(self.process.boundaries[failing.node], kind, code)
                if on_edge:
                    if on_edge.interrupting and failing in here.lasting:
                        here.lasting.remove(failing)
                    self._leave(here, on_edge)
                    return True
            event = self._fitting([self.process.nodes[w.event] for w in here.listening], kind, code)
            if event:
                self._happen(here, None, next(w for w in here.listening if w.event == event.id))
                return True
            failing = here.owner
            here = here.above
        return False

    def _fitting(self, events: list[Node], kind: str, code: str) -> Node | None:
        mine = [e for e in events if e.event is not None and e.event.kind == kind]
        exact = [e for e in mine if e.event is not None and e.event.name == code]
        return next(iter([*exact, *(e for e in mine if e.event is not None and not e.event.name)]), None)

    def _happen(self, level: Level, lasting: Lasting | None, watch: Watch) -> None:
        """What is waited for has come: for a handler of the level, or for `lasting` or the activity it is."""
        node = self.process.nodes[watch.event]
        watch.left -= 1
        watch.held = True
        stays = not node.interrupting and (self._kind(node) != "timer" or watch.left > 0)
        if lasting is None:
            if node.interrupting:
                level.tokens.clear()
                level.lasting.clear()
                level.listening.clear()
            elif not stays:
                level.listening.remove(watch)
            running = Lasting(node.level, "inside")
            running.inside = Level(node.level, level, running)
            level.lasting.append(running)
            self._begin(running.inside)
            return
        if node.kind != "boundary" or node.interrupting:
            level.lasting.remove(lasting)
        elif not stays:
            lasting.watches.remove(watch)
        self._leave(level, node)

    def _begin(self, level: Level, at: str = "") -> None:
        """A level begins, at the event that happened if there is one, and its handlers listen."""
        level.listening = [self._watch(start) for start in self.process.handler_starts.get(level.node, [])]
        for node in [self.process.nodes[at]] if at else self.process.start_of(level.node):
            level.tokens.append(Token(node.id, "", self._tick()))

    def _watch(self, node: Node) -> Watch:
        return Watch(node.id, self._tick(), node.event.times if node.event else 1)

    # Looking around.

    def _tick(self) -> int:
        self.clock += 1
        return self.clock

    def _kind(self, node: Node) -> str:
        return node.event.kind if node.event else "none"

    def _event(self, node_id: str) -> Event:
        event = self.process.nodes[node_id].event
        assert event is not None, node_id
        return event

    def _levels(self) -> Iterator[Level]:
        stack = [self.top]
        while stack:
            level = stack.pop()
            yield level
            stack.extend(x.inside for x in reversed(level.lasting) if x.inside)

    def _watches(self) -> list[Found]:
        """Everything that is waited for, oldest first."""
        found: list[Found] = []
        for level in self._levels():
            found += [(level, None, watch) for watch in level.listening]
            found += [(level, lasting, watch) for lasting in level.lasting for watch in lasting.watches]
        return sorted(found, key=lambda entry: entry[2].born)

    def _waits(self, found: Found) -> bool:
        return any(watch is found[2] for _, _, watch in self._watches())


def _seen_finished(finished: Finished) -> Any:
    return "done", finished.node, (), tuple(sorted(_seen_finished(f) for f in finished.inside))
