"""Runs small diagrams in memory: the pure executor with a host that says yes to everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn.codec import decode, encode
from engine.bpmn.definition import read_definition
from engine.bpmn.evaluator import Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Outcome
from engine.bpmn.program import compile_program
from engine.bpmn.run import Run
from engine.bpmn.state import At, State

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@dataclass
class YesHost:
    """Results by node id; a Failure is raised, everything else returned. `notified` are the completed nodes."""

    results: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    notified: list[str] = field(default_factory=list)
    inputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    uncalled: list[str] = field(default_factory=list)
    answers: list[tuple[int, str, str]] = field(default_factory=list)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    signals: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        self.inputs[node.id] = inputs
        return self.decide(node, token, variables)

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        result = self.results.get(node.id, {})
        if isinstance(result, Failure):
            raise result
        return result

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        self.notified.append(node.id)

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        self.signals.append((name, dict(payload)))

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        self.sent.append((name, dict(payload)))

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        self.calls.append((node.called or "", dict(variables)))
        return f"child-{len(self.calls)}"

    def uncall(self, child: str) -> None:
        self.uncalled.append(child)

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        self.answers.append((parent[1], kind, code))

    def working_days_after(self, start: datetime, days: int) -> datetime:
        return start + timedelta(days=days)


class Play:
    """One instance in memory. After each act its state goes through the codec, as it would through the database."""

    def __init__(self, xml: bytes, host: YesHost | None = None, at: str = "", **variables: Any) -> None:
        self.program = compile_program(read_definition(xml))
        self.host = host or YesHost()
        self.state = State()
        self.due: dict[int, datetime] = {}
        self.last = self._act(lambda run: run.start(variables, at))

    def complete(self, node: str, actor: str = "somebody", **answers: Any) -> Outcome:
        key = self.token(node, At.ITEM)
        return self._act(lambda run: run.complete(key, answers, actor))

    def message(self, name: str, **payload: Any) -> Outcome:
        return self._act(lambda run: run.message(name, payload))

    def signal(self, name: str, **payload: Any) -> Outcome:
        return self._act(lambda run: run.signal(name, payload, tuple(self.state.tokens)))

    def fire(self, node: str) -> Outcome:
        key = next(t.key for t in self.state.tokens.values() if t.node == node and t.at in (At.EVENT, At.ARMED))
        self.host.now = self.due.pop(key, self.host.now)
        return self._act(lambda run: run.fire(key))

    def effect_done(self, node: str, result: Any) -> Outcome:
        key = self.token(node, At.EFFECT)
        return self._act(lambda run: run.effect_done(key, result))

    def answered(self, node: str, kind: str = "COMPLETED", **variables: Any) -> Outcome:
        """What `node` called says what became of it."""
        key = self.token(node, At.CALL)
        return self._act(lambda run: run.answered(key, kind, "", variables))

    def retry(self, node: str) -> Outcome:
        key = self.token(node, At.FAILED)
        return self._act(lambda run: run.retry(key))

    def token(self, node: str, at: At) -> int:
        return next(t.key for t in self.state.tokens.values() if t.node == node and t.at is at)

    def set(self, **variables: Any) -> Outcome:
        """Change variables from outside, as a message with a payload does, and let conditions be looked at."""
        self.state.variables.update(variables)
        return self._act(lambda run: _looked(run))

    @property
    def ran(self) -> list[str]:
        """Marked tasks that were completed so far, sorted."""
        return sorted(self.host.notified)

    @property
    def failure(self) -> str:
        """Code of the incident that the last act opened."""
        return next(iter(self.last.failed.values()))[0] if self.last.failed else ""

    @property
    def waiting(self) -> list[str]:
        """Nodes where people are waited for."""
        return sorted(t.node for t in self.state.tokens.values() if t.at is At.ITEM)

    def _act(self, act: Any) -> Outcome:
        outcome: Outcome = act(Run(self.program, self.state, self.host))
        stored = decode(encode(self.state))
        assert stored == self.state
        self.state = stored
        self.last = outcome
        for key in outcome.idle:
            self.due.pop(key, None)
        self.due |= outcome.timers
        return outcome


def _looked(run: Run) -> Outcome:
    run.changed = True
    return run._drive()
