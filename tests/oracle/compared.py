"""The engine and the oracle under the same random schedule: after every act both must show the same."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.bpmn.codec import decode, encode
from engine.bpmn.definition import read_definition
from engine.bpmn.evaluator import Failure
from engine.bpmn.outcome import QUEUED
from engine.bpmn.program import compile_program
from engine.bpmn.run import Run
from engine.bpmn.state import At, State, Token
from tests.oracle.drawn import VARIABLES
from tests.oracle.model import Process
from tests.oracle.tokens import Oracle, TooLong, TooMany
from tests.oracle.written import written
from tests.unit.engine.runs import YesHost

MAX_ORDERS = 400
SEEN = {
    At.ITEM: "item",
    At.EVENT: "event",
    At.EFFECT: "effect",
    At.CHOICE: "choice",
    At.INSIDE: "inside",
    At.LOOP: "loop",
    At.UNDOING: "undoing",
    At.DONE: "done",
}
GATEWAYS = ("exclusive", "inclusive", "parallel", "choice")
HOLDING = (At.INSIDE, At.LOOP, At.UNDOING, At.DONE)


@dataclass
class Difference:
    """Where the two disagree: the acts that led there, and what each shows."""

    acts: list[tuple[Any, ...]]
    ours: Any
    theirs: Any


@dataclass
class Figures:
    """What was tried.

    reordered  acts after which the two agreed only in another order than the usual
    endless    schedules left because the process runs on by itself
    undecided  schedules left because there were too many orders to try
    """

    processes: int = 0
    schedules: int = 0
    acts: int = 0
    reordered: int = 0
    endless: int = 0
    undecided: int = 0


class Engine:
    """The engine as the oracle is: acts by node, and what can be seen. Its state is stored and read after every act."""

    def __init__(self, process: Process, variables: dict[str, int], at: str) -> None:
        self.program = compile_program(read_definition(written(process)))
        results = {n.id: {"now": {}, "later": QUEUED}.get(n.result) for n in process.nodes.values()}
        self.host = YesHost({n: Failure(process.nodes[n].result, "") if r is None else r for n, r in results.items()})
        self.state = State()
        self.due: dict[int, Any] = {}
        self.crashed = False
        self._do(lambda run: run.start(variables, at))

    def act(self, what: str, name: str, answers: dict[str, int]) -> None:
        """Raises KeyError when nothing waits for it."""
        if what == "message":
            self._do(lambda run: run.message(name, {}))
        elif what == "signal":
            self._do(lambda run: run.signal(name, {}, tuple(self.state.tokens)))
        elif what == "fire":
            key = self._key(name, At.EVENT, At.ARMED)
            self.host.now = self.due.get(key, self.host.now)
            self._do(lambda run: run.fire(key))
        elif what == "complete":
            key = self._key(name, At.ITEM)
            self._do(lambda run: run.complete(key, answers, "somebody"))
        elif what == "effect":
            key = self._key(name, At.EFFECT)
            self._do(lambda run: run.effect_done(key, None))
        else:
            key = self._key(name, At.FAILED)
            self._do(lambda run: run.retry(key))

    def _key(self, node: str, *places: At) -> int:
        return min((t.key for t in self.state.tokens.values() if t.node == node and t.at in places), default=0)

    def _do(self, act: Any) -> None:
        outcome = act(Run(self.program, self.state, self.host))
        stored = decode(encode(self.state))
        assert stored == self.state, "what is stored is what was there"
        self.state = stored
        self.due |= outcome.timers
        self.crashed = self.crashed or bool(outcome.crashed)

    def seen(self) -> Any:
        """As `Oracle.seen`."""
        variables = tuple(sorted(self.state.variables.items()))
        done = tuple(sorted(Counter(self.host.notified).items()))
        lost = [t for t in self.state.tokens.values() if not {t.scope, t.host} <= {0, *self.state.tokens}]
        assert not lost, f"tokens of levels and activities that are over: {lost}"
        return self._level(0), variables, done, self.state.ended, self.crashed

    def _level(self, scope: int) -> Any:
        mine = [t for t in self.state.tokens.values() if t.scope == scope and not t.host]
        return tuple(sorted(self._one(token) for token in mine))

    def _one(self, token: Token) -> Any:
        if token.at is At.JOIN:
            return "token", token.via, (), ()
        if token.at is At.ARMED:
            return "listens", token.node, (), ()
        watches = tuple(sorted(t.node for t in self.state.tokens.values() if t.host == token.key))
        inside = self._level(token.key) if token.at in HOLDING else ()
        rounds = f" {(token.data or {})['done']}" if token.at is At.LOOP else ""
        return SEEN.get(token.at, "failed") + rounds, token.node, watches, inside


def compared(process: Process, seed: str, *, schedules: int, acts: int, figures: Figures) -> Difference | None:
    """Run random schedules on both. Returns the first difference."""
    figures.processes += 1
    for number in range(schedules):
        draw = Random(f"{seed}.{number}")
        figures.schedules += 1
        try:
            found = _schedule(process, draw, acts, figures)
        except TooLong:
            figures.endless += 1
            continue
        except TooMany:
            figures.undecided += 1
            continue
        if found is not None:
            return found
    return None


def _schedule(process: Process, draw: Random, acts: int, figures: Figures) -> Difference | None:
    variables = {name: draw.randint(0, 3) for name in VARIABLES}
    at = draw.choice(["", *(n.id for n in process.nodes.values() if n.kind == "start" and not n.level)])
    before = Oracle(process, variables, at)
    did: list[tuple[Any, ...]] = [("start", at, variables)]
    oracle = deepcopy(before).settle()
    engine = Engine(process, variables, at)
    agreed = _agree([before], oracle, engine.seen(), figures)
    while agreed is not None and len(did) <= acts and oracle.acts():
        oracle = agreed
        possible = oracle.acts()
        if not possible:
            return None
        what, name = draw.choice(possible)
        answers = {draw.choice(VARIABLES): draw.randint(0, 3)} if what == "complete" else {}
        did.append((what, name, answers))
        figures.acts += 1
        begun = _begun(oracle, what, name, answers)
        oracle = deepcopy(begun[0]).settle()
        engine.act(what, name, answers)
        agreed = _agree(begun, oracle, engine.seen(), figures)
    return None if agreed is not None else Difference(did, engine.seen(), oracle.seen())


def _begun(oracle: Oracle, what: str, name: str, answers: dict[str, int]) -> list[Oracle]:
    """The act done to each of the equal things that it could be done to."""
    found: list[Oracle] = []
    while True:
        twin = deepcopy(oracle)
        if not twin.act(what, name, answers, len(found)):
            return found
        found.append(twin)


def _agree(begun: list[Oracle], usual: Oracle, seen: Any, figures: Figures) -> Oracle | None:
    """The oracle's state that shows what the engine shows: in the usual order, else in any order at all."""
    if usual.seen() == seen:
        return usual
    for start in begun:
        for state in start.outcomes(MAX_ORDERS):
            if state.seen() == seen:
                figures.reordered += 1
                return state
    return None


def shrunk(process: Process, seed: str, *, schedules: int, acts: int) -> Process:
    """The process with every flow and node taken away that the disagreement does not need."""

    def differs(smaller: Process) -> bool:
        if any(n.kind in GATEWAYS and not smaller.out[n.id] for n in smaller.nodes.values()):
            return False
        try:
            return compared(smaller, seed, schedules=schedules, acts=acts, figures=Figures()) is not None
        except Exception:  # a smaller process need not be one that can be read or started
            return False

    again = True
    while again:
        again = False
        for node in list(process.nodes):
            gone = _inside(process, node)
            nodes = {n: v for n, v in process.nodes.items() if n not in gone}
            flows = {f: v for f, v in process.flows.items() if v.source in nodes and v.target in nodes}
            bridged = _bridged(process, node, flows)
            for candidate in (Process(nodes, flows), Process(nodes, bridged)):
                if node in process.nodes and differs(candidate):
                    process, again = candidate, True
                    break
        for flow in list(process.flows):
            flows = {f: v for f, v in process.flows.items() if f != flow}
            if differs(Process(process.nodes, flows)):
                process, again = Process(process.nodes, flows), True
    return process


def _inside(process: Process, node: str) -> set[str]:
    gone = {node}
    while True:
        more = {n.id for n in process.nodes.values() if n.level in gone or n.host in gone} - gone
        if not more:
            return gone
        gone |= more


def _bridged(process: Process, node: str, flows: dict[str, Any]) -> dict[str, Any]:
    from dataclasses import replace

    into = [f for f in process.flows.values() if f.target == node]
    out = [f for f in process.flows.values() if f.source == node]
    if len(into) == 1 and len(out) == 1 and into[0].source != node:
        return {**flows, into[0].id: replace(into[0], target=out[0].target)}
    return flows
