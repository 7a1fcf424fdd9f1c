"""Rehearsal before publication: random schedules run by our executor and by SpiffWorkflow must wait at the same nodes.

Conditions are not evaluated but drawn: each has one truth value between two waits, so that all branches are met
whatever the data. The draw depends on the seed alone; the same diagram is rehearsed the same way for ever.

One thing is known to differ and is left out: in the second round of a loop SpiffWorkflow 3.2.0 counts branches of the
first round at a parallel join, and lets it pass too early. A schedule ends when such a join has been passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Node, Timer, Trigger
from engine.bpmn.outcome import QUEUED, Outcome
from engine.bpmn.program import Program, compile_program
from engine.bpmn.reference import Reference
from engine.bpmn.run import Run
from engine.bpmn.spec import Spec, parse_spec
from engine.bpmn.state import At, State, Token

SCHEDULES = 40
ACTS = 40
COMMON_KINDS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "exclusiveGateway",
        "parallelGateway",
        "eventBasedGateway",
        "subProcess",
    }
)
COMMON_TRIGGERS = frozenset({"message", "timer", "signal", "terminate"})
WAITING = (At.ITEM, At.EVENT, At.EFFECT)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two disagree. `acts` is the schedule up to there, as words."""

    acts: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def rehearse(
    xml: bytes, definition: Definition, *, seed: int, schedules: int = SCHEDULES, acts: int = ACTS
) -> Difference | None:
    """Run random schedules on both. Returns the first difference, None when there is none.

    xml, definition  the same checked diagram; one with constructs that SpiffWorkflow runs otherwise is not compared
    Raises           BpmnRefused when SpiffWorkflow cannot read it
    """
    if not comparable(definition):
        return None
    drawn, conditions = _drawn(definition)
    spec = parse_spec(xml, definition.process_id, conditions)
    program = compile_program(drawn)
    for number in range(schedules):
        draw = Random(seed * 1_000 + number)  # noqa: S311 - a schedule, not a secret
        schedule = _Schedule(drawn, program, spec, tuple(conditions.values()), draw)
        difference = schedule.run(acts)
        if difference is not None:
            return difference
    return None


def comparable(definition: Definition) -> bool:
    """Whether a diagram holds only what SpiffWorkflow 3.2.0 runs as the standard says."""
    begins = all(len(s) == 1 and definition.nodes[s[0]].kind == "startEvent" for s in definition.starts.values())
    alone = len(definition.entrances) == 1 and not any(definition.held.values())
    return begins and alone and all(_common(definition, node) for node in definition.nodes.values())


def _common(definition: Definition, node: Node) -> bool:
    if (
        node.kind not in COMMON_KINDS
        or node.by_event
        or len(node.triggers) > 1
        or (node.takes, node.gives) != (1, 1)
        or node.loop
        or node.data
    ):
        return False
    if node.kind == "startEvent" and node.event not in ("none", "message"):
        return False
    if not node.catches and node.event == "message":
        return False
    if any(t.kind not in COMMON_TRIGGERS or (t.timer and t.timer.cycle) for t in node.triggers):
        return False
    if len(node.outgoing) > 1 and not node.kind.endswith("Gateway"):
        return False  # its parser refuses some of them
    conditions = any(flow.condition for flow in definition.out(node.id))
    return bool(node.outgoing or node.kind == "endEvent") and (not conditions or node.kind == "exclusiveGateway")


def _drawn(definition: Definition) -> tuple[Definition, dict[str, str]]:
    """The definition with each condition replaced by a variable of its own, and those variables by flow id."""
    conditions = {flow.id: f"drawn{n}" for n, flow in enumerate(definition.flows.values()) if flow.condition}
    flows = {f.id: replace(f, condition=conditions.get(f.id)) for f in definition.flows.values()}
    nodes = {n.id: replace(n, assignee=None, triggers=_later(n.triggers)) for n in definition.nodes.values()}
    return replace(definition, flows=flows, nodes=nodes), conditions


def joins_in_loops(definition: Definition) -> frozenset[str]:
    """Parallel joins that a token can reach again after it has left them."""
    joins = (n for n in definition.nodes.values() if n.kind == "parallelGateway" and len(n.incoming) > 1)
    return frozenset(node.id for node in joins if node.id in _reachable(definition, node.id))


def _reachable(definition: Definition, start: str) -> set[str]:
    """Nodes behind `start`, boundary events of what is passed included."""
    found: set[str] = set()
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        following = [flow.target for flow in definition.out(here)]
        for beside in definition.boundary.get(here, ()):
            following += [flow.target for flow in definition.out(beside)]
        open_ends += [node for node in following if node not in found]
        found.update(following)
    return found


def _later(triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    """Timers wait for the schedule."""
    return tuple(replace(t, timer=_LATER) if t.timer else t for t in triggers)


_LATER = Timer(duration='duration("P1D")')


class _Schedule:
    """One random schedule, played on both at once."""

    def __init__(
        self, definition: Definition, program: Program, spec: Spec, conditions: tuple[str, ...], draw: Random
    ) -> None:
        self._definition = definition
        self._program = program
        self._conditions = conditions
        self._draw = draw
        self._queued = {n.id for n in definition.nodes.values() if n.kind == "serviceTask" and draw.random() < 0.4}
        self._state = State()
        self._host = _RehearsalHost(self._queued)
        self._reference = Reference(definition, spec, self._operate)
        self._again = joins_in_loops(definition)
        self._heard: set[int] = set()
        self._acts: list[str] = []

    def run(self, acts: int) -> Difference | None:
        """Play at most `acts` acts. Returns the first difference."""
        truths = self._truths()
        if self._ours(lambda run: run.start(truths)):
            return None
        self._reference.start(truths)
        for _ in range(acts):
            difference = self._difference()
            if difference is not None or self._state.ended:
                return difference
            parked = self._parked()
            if not self._act():
                return None
            if self._parked() < parked:
                break
        return self._difference()

    def _act(self) -> bool:
        """One outside act on both. False when nothing more can be compared."""
        choices = [token for token in self._state.tokens.values() if self._can_act(token)]
        if not choices:
            return False
        # What ends a whole branch at once comes seldom, or few schedules would get beyond the first task.
        weights = [1 if self._definition.nodes[token.node].attached_to else 12 for token in choices]
        token = self._draw.choices(choices, weights)[0]
        node = self._definition.nodes[token.node]
        truths = self._truths()
        self._state.variables.update(truths)
        self._reference.variables.update(truths)
        self._acts.append(f"{'' if token.at is At.ITEM else '@'}{node.id}")
        if token.at is At.ITEM:
            return self._both(
                lambda run: run.complete(token.key, {}, "somebody"), lambda other: other.complete(node.id, {})
            )
        if token.at is At.EFFECT:
            return self._both(lambda run: run.effect_done(token.key, {}), lambda other: other.effect_done(node.id, {}))
        if node.timer:
            return self._both(lambda run: run.fire(token.key), lambda other: other.fire(node.id))
        name, heard = node.message or "", [t.key for t in self._state.tokens.values() if self._hears(t, node)]
        self._heard.update(heard)
        if node.signal:
            return self._both(lambda run: run.signal(name, {}, heard), lambda other: other.hear("signal", name))
        return self._both(lambda run: run.message(name, {}), lambda other: other.hear("message", name))

    def _parked(self) -> int:
        """Tokens that wait at a join inside a loop."""
        return sum(t.at is At.JOIN and t.node in self._again for t in self._state.tokens.values())

    def _can_act(self, token: Token) -> bool:
        """A message or signal comes once to each token: SpiffWorkflow's non-interrupting events do not wait again."""
        if token.at not in WAITING:
            return False
        node = self._definition.nodes[token.node]
        if token.at is not At.EVENT or node.message is None:
            return True
        return not any(t.key in self._heard for t in self._state.tokens.values() if self._hears(t, node))

    def _hears(self, token: Token, event: Node) -> bool:
        node = self._definition.nodes[token.node]
        return token.at is At.EVENT and (node.event, node.message) == (event.event, event.message)

    def _both(self, ours: Callable[[Run], Outcome], theirs: Callable[[Reference], None]) -> bool:
        if self._ours(ours):
            return False  # an endless automatic loop under this draw: SpiffWorkflow would not come back
        theirs(self._reference)
        return True

    def _ours(self, act: Callable[[Run], Outcome]) -> bool:
        """Whether the comparison ends here: a node failed, or a signal was thrown that the two may hear differently."""
        known = self._state.last_key
        outcome = act(Run(self._program, self._state, self._host))
        return bool(outcome.failed) or self._unclear(outcome, known)

    def _unclear(self, outcome: Outcome, known: int) -> bool:
        """Whether a token heard a second signal (see `_can_act`), or a branch began or ceased to listen in the very
        step in which another one threw: which came first is free, so the two may differ. known: last token before."""
        thrown = [event.data for event in outcome.events if event.kind == "SIGNAL_THROWN"]
        reached = [key for data in thrown for key in data["tokens"]]
        heard = not self._heard.isdisjoint(reached) or len(set(reached)) < len(reached)
        self._heard.update(reached)
        listening = {("signal", data["name"]) for data in thrown} & set(outcome.listening.values())
        missed = set(outcome.deaf) - set(reached)
        return heard or bool(listening) or any(key > known for key in reached) or bool(thrown and missed)

    def _truths(self) -> dict[str, bool]:
        return {name: self._draw.random() < 0.5 for name in self._conditions}

    def _operate(self, node_id: str) -> Any:
        return QUEUED if node_id in self._queued else {}

    def _difference(self) -> Difference | None:
        ours = sorted(token.node for token in self._state.tokens.values() if token.at in WAITING)
        # A non-interrupting message event still waits here after its message; there it does not.
        deaf = [t.node for t in self._state.tokens.values() if t.key in self._heard and t.at is At.EVENT]
        for node_id in deaf:
            ours.remove(node_id)
        theirs = self._reference.waiting()
        if ours == theirs and self._state.ended == self._reference.ended:
            return None
        return Difference(tuple(self._acts), tuple(ours), tuple(theirs))


@dataclass(frozen=True, slots=True)
class _RehearsalHost:
    """Every operation succeeds and says nothing; those in `queued` run after commit."""

    queued: set[str]
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        return QUEUED if node.id in self.queued else {}

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        return {}

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        """Nobody is told of a rehearsal."""

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        """There are no other instances."""

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        """There are no other instances."""

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        """Diagrams with calls are not rehearsed."""
        raise NotImplementedError(node.id)

    def uncall(self, child: str) -> None:
        """Nothing is called."""

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        """Nobody called."""

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """See engine.bpmn.outcome.Host."""
        return start + timedelta(days=days)
