"""The event log: reading it, and running it again. What the log replays to must equal what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from engine import models
from engine.answers import stored_event
from engine.bpmn.codec import decode
from engine.bpmn.evaluator import Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import QUEUED
from engine.bpmn.program import Program
from engine.bpmn.run import Run
from engine.bpmn.state import State
from engine.errors import NotFound
from engine.types import Event
from engine.versions.load import load
from engine.versions.migration import rename

OUTSIDE = frozenset({"CALLED", "OPERATED", "DECIDED", "EFFECT_QUEUED", "OPERATION_FAILED"})


def history(instance_id: UUID) -> list[Event]:
    """Everything that happened to an instance, oldest first, claims included."""
    return [stored_event(row) for row in models.Event.objects.filter(instance_id=instance_id).order_by("id")]


def stored_state(instance_id: UUID) -> State:
    """The state as stored. Raises NotFound."""
    row = models.Instance.objects.filter(pk=instance_id).values_list("state", flat=True).first()
    if row is None:
        raise NotFound("instance", instance_id)
    return decode(row)


def replay(instance_id: UUID) -> State:
    """The state that the log gives when every step is made again. Raises NotFound."""
    version = models.Instance.objects.filter(pk=instance_id).values_list("version_id", flat=True).first()
    if version is None:
        raise NotFound("instance", instance_id)
    events = [e for e in history(instance_id) if e.seq >= 0]
    moves = [event for event in events if event.kind == "MIGRATED"]
    first = UUID(moves[0].data["from"]) if moves else version
    return replayed(load(first).program, events, lambda there: load(there).program)


def replayed(program: Program, events: Iterable[Event], other: Callable[[UUID], Program] | None = None) -> State:
    """Run a log again. Results of operations and rules come from the log, everything else is worked out anew.

    program  of the version that the instance began with
    events   with seq >= 0, oldest first
    other    the program of another version, for a log of an instance that was moved to it
    """
    state = State()
    for _, step in groupby(events, key=lambda event: event.rev):
        first, *rest = step
        if first.kind == "MIGRATED" and other is not None:
            program = other(UUID(first.data["version"]))
            rename(state, first.data["mapped"])
            continue
        host = _RecordedHost(first.at, [event for event in rest if event.kind in OUTSIDE])
        _again(Run(program, state, host), first)
    return state


def _again(run: Run, event: Event) -> None:
    """Make the outside act of one step again."""
    match event.kind:
        case "STARTED":
            run.start(event.data["variables"], event.data.get("at", ""), _parent(event.data.get("parent")))
        case "CALL_ANSWERED":
            run.answered(event.token, event.data["kind"], event.data["code"], event.data["variables"])
        case "ITEM_COMPLETED":
            run.complete(event.token, event.data["answers"], event.actor)
        case "MESSAGE_RECEIVED":
            run.message(event.data["name"], event.data["payload"])
        case "SIGNAL_RECEIVED":
            run.signal(event.data["name"], event.data["payload"], event.data["tokens"])
        case "TIMER_FIRED":
            run.fire(event.token)
        case "EFFECT_DONE":
            run.effect_done(event.token, event.data["result"])
        case "INCIDENT_RETRIED":
            run.retry(event.token)
        case "TOKEN_MOVED":
            run.move(event.token, event.data["to"])
        case "CANCELLED":
            run.cancel(event.data["reason"])
        case "SUSPENDED" | "RESUMED":
            pass
        case _:
            raise ValueError(f"a step cannot begin with {event.kind}")


def _parent(logged: list[Any] | None) -> tuple[str, int] | None:
    return (logged[0], logged[1]) if logged else None


@dataclass(slots=True)
class _RecordedHost:
    """Answers as the outside answered then, in the same order."""

    now: datetime
    answers: list[Event] = field(default_factory=list)

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        return self._next(token)

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        return self._next(token)

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        """Notices were sent when it happened."""

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        """Others were told when it happened."""

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        """It was sent when it happened."""

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        """The instance that was begun then."""
        return str(self._next(token))

    def uncall(self, child: str) -> None:
        """It was cancelled when it happened."""

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        """The caller was told when it happened."""

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """Due dates live in rows, not in the state; any moment does."""
        return start + timedelta(days=days)

    def _next(self, token: int) -> Any:
        answer = self.answers.pop(0)
        if answer.token != token:
            raise ValueError(f"the log has {answer.kind} of token {answer.token}, the replay is at token {token}")
        if answer.kind == "OPERATION_FAILED":
            raise Failure(answer.data["code"], answer.data["text"])
        return QUEUED if answer.kind == "EFFECT_QUEUED" else answer.data["result"]
