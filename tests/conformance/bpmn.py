"""Plays a conformance case in memory: the processes of one file, their messages and signals, and a virtual clock.

The judge's rules are those of the kit: what counts is the multiset of tokens of the script tasks that were completed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.bpmn import behaviour
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import inspect_all
from engine.bpmn.findings import BpmnRefused, has_errors
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Outcome
from engine.bpmn.program import Program, compile_program
from engine.bpmn.run import Run
from engine.bpmn.state import At, State
from engine.bpmn.verify import check
from engine.bpmn.watching import listeners

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MAX_DELIVERIES = 1000


@dataclass
class Instance:
    """One running instance of the world; it is its own host."""

    world: World
    program: Program
    state: State = field(default_factory=State)
    due: dict[int, datetime] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.world.now

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        return {}

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        return {}

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        """Nobody is told."""

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        self.world.sent.append(("signal", name, dict(payload), self))

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        self.world.sent.append(("message", name, dict(payload), self))

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        child = f"child {len(self.world.called)}"
        self.world.called[child] = (node.called or "", dict(variables), (self, token))
        return child

    def uncall(self, child: str) -> None:
        self.world.answers.append((child, "uncall", "", {}))

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        self.world.answers.append((parent[0], kind, code, dict(variables)))

    def working_days_after(self, start: datetime, days: int) -> datetime:
        return start + timedelta(days=days)


class World:
    """All processes of one file. `ran` are the completed script tasks, `errors` what went wrong."""

    def __init__(self, xml: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        inspections = inspect_all(xml)
        findings = [f for i in inspections.values() for f in i.findings]
        if has_errors(findings):
            raise BpmnRefused(findings)
        definitions = [i.definition for i in inspections.values() if i.definition is not None]
        self.programs = {d.process_id: compile_program(d) for d in definitions}
        self.keys = {d.key: d.process_id for d in definitions}
        self.called: dict[str, tuple[str, dict[str, Any], tuple[Instance, int]]] = {}
        self.children: dict[str, Instance] = {}
        self.answers: list[tuple[str, str, str, dict[str, Any]]] = []
        self.now = START
        self.instances: list[Instance] = []
        self.sent: list[tuple[str, str, dict[str, Any], Instance]] = []
        self.ran: list[tuple[str, dict[str, Any]]] = []
        self.errors: list[str] = []
        script = behaviour.BEHAVIOUR["scriptTask"]

        def watched(run: Any, token: Any, step: Any) -> None:
            script(run, token, step)
            self.ran.append((token.node, dict(run.state.variables)))

        monkeypatch.setitem(behaviour.BEHAVIOUR, "scriptTask", watched)

    def start(self, process_id: str, variables: Mapping[str, Any], at: str = "") -> None:
        instance = Instance(self, self.programs[process_id])
        self.instances.append(instance)
        self._took(instance, Run(instance.program, instance.state, instance).start(variables, at))
        self._deliver()

    def wait(self, until: datetime) -> None:
        """Let every timer fire that is due until then, in order."""
        while True:
            waiting = [(when, n, key) for n, i in enumerate(self.instances) for key, when in i.due.items()]
            if not waiting or min(waiting)[0] > until:
                return
            self.now, number, key = min(waiting)
            instance = self.instances[number]
            del instance.due[key]
            self._took(instance, Run(instance.program, instance.state, instance).fire(key))
            self._deliver()

    def _call(self) -> None:
        """Begin what was called and hand over what it answers."""
        for child, (key, variables, (_, token)) in list(self.called.items()):
            if child not in self.children:
                instance = self.children[child] = Instance(self, self.programs[self.keys[key]])
                self.instances.append(instance)
                run = Run(instance.program, instance.state, instance)
                self._took(instance, run.start(variables, parent=(child, token)))
        while self.answers:
            child, kind, code, variables = self.answers.pop(0)
            caller, token = self.called[child][2]
            waits = caller.state.tokens.get(token)
            if kind == "uncall":
                instance = self.children[child]
                self._took(instance, Run(instance.program, instance.state, instance).cancel(""))
            elif waits is not None and waits.at is At.CALL:
                run = Run(caller.program, caller.state, caller)
                self._took(caller, run.answered(token, kind, code, variables))

    def _took(self, instance: Instance, outcome: Outcome) -> None:
        for key in outcome.idle:
            instance.due.pop(key, None)
        instance.due |= outcome.timers
        if outcome.failed:
            self.errors.append("ERROR_runtime")
        if outcome.crashed and instance.state.parent is None:
            self.errors.append("ERROR_thrownErrorEvent")

    def _deliver(self) -> None:
        for _ in range(MAX_DELIVERIES):
            if self.answers or self.called.keys() - self.children.keys():
                self._call()
            elif not self.sent:
                return
            else:
                self._send()
        else:
            raise AssertionError("messages without end")

    def _send(self) -> None:
        kind, name, payload, sender = self.sent.pop(0)
        waiting = [i for i in self.instances if i is not sender and self._listens(i, kind, name)]
        for instance in waiting[:1] if kind == "message" else waiting:
            run = Run(instance.program, instance.state, instance)
            acted = run.message(name, payload) if kind == "message" else run.signal(name, payload, run.state.tokens)
            self._took(instance, acted)
        if kind == "signal" or not waiting:
            for process_id, program in self.programs.items():
                for node in program.entrances:
                    if any((w.kind, w.name) == (kind, name) for w in program.steps[node].waits):
                        self.start(process_id, {}, node)

    @staticmethod
    def _listens(instance: Instance, kind: str, name: str) -> bool:
        return bool(listeners(Run(instance.program, instance.state, instance), kind, name))


def judged(
    model: Mapping[str, Any], case: Mapping[str, Any], xml: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str]:
    """passed, refused or wrong, and why."""
    expected = Counter(case["expected"])
    try:
        world = told(model, case, xml, monkeypatch)
    except BpmnRefused as refusal:
        ok = any(token in ("ERROR", "ERROR_deployment") for token in expected)
        return ("passed" if ok else "refused"), ", ".join(sorted({f.code for f in refusal.findings}))
    got = _tokens(model["marks"], world, expected)
    if "ERROR" in expected and world.errors:
        return "passed", ""
    places = [(t.node, At(t.at).name) for i in world.instances for t in i.state.tokens.values()]
    return ("passed", "") if got == expected else ("wrong", f"{sorted(got.elements())}, waiting {places}")


def told(model: Mapping[str, Any], case: Mapping[str, Any], xml: bytes, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world after a case. Raises BpmnRefused when its file may not be published."""
    catalogue = Catalogue(start_variables=frozenset({"dossier", "applicant", *case["inputs"]}))
    findings = check(xml, catalogue)
    if has_errors(findings):
        raise BpmnRefused(findings)
    with monkeypatch.context() as patch:
        world = World(xml, patch)
        if case["start_parallel"]:
            world.start("ParallelProcess", case["inputs"])
        world.start(model["process_id"], case["inputs"])
        world.wait(START + timedelta(milliseconds=case["delay_ms"]))
    return world


def _tokens(marks: Mapping[str, str], world: World, expected: Counter[str]) -> Counter[str]:
    got: Counter[str] = Counter(world.errors)
    for node, variables in world.ran:
        mark = marks.get(node, "")
        if mark.startswith("SCRIPT_"):
            got[mark] += 1
        elif mark == "CREATE_MARKER_FILE" and expected["MARKER_exists"]:
            got["MARKER_exists"] = 1
        elif mark == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
            got["INCREMENT_correct"] += 1
        elif mark == "LOG_DATA" and expected["DATA_correct"] and "String" in variables.values():
            got["DATA_correct"] += 1
    return got
