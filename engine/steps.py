"""One step: read, run, write, tell. Every change of an instance, whoever causes it, goes through here.

A step is one transaction (a savepoint when the caller has one open). Nothing slow or remote happens inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from engine import clock
from engine.answers import opened_item, repeated, to_events
from engine.bpmn.codec import clean, decode, encode
from engine.bpmn.outcome import Outcome
from engine.bpmn.run import Run
from engine.bpmn.state import State
from engine.errors import EngineError, KeyReused, LostRace, NotOpen, NotPublished, Suspended
from engine.faults import fault
from engine.host import LiveHost
from engine.ids import new_id
from engine.ports import ports
from engine.store import repo
from engine.store.repo import Row, Seen, Write
from engine.types import ClosedItem, OpenedItem, RaisedIncident, StepResult, Values
from engine.versions.load import Loaded, load

ATTEMPTS = 3
OPEN = ("RUNNING", "SUSPENDED")

Read = Callable[[str], Row]
Check = Callable[[Row, State, Loaded], None]
Move = Callable[[Run, Row], Outcome]


@dataclass(frozen=True, slots=True)
class Act:
    """One outside act. `name` tells acts apart that use the same key by mistake; `key` "" means: cannot repeat."""

    name: str
    actor: str
    key: str


@dataclass(slots=True)
class _Step:
    """What belongs together while one step is made."""

    instance_id: UUID
    business_key: str
    version: Loaded
    state: State
    host: LiveHost
    rev: int


@dataclass(frozen=True, slots=True)
class Called:
    """A new instance that another one calls.

    id      that the new instance gets
    moment  whose version in force runs, None for now
    """

    id: UUID
    parent: UUID
    token: int
    moment: datetime | None = None


def start(
    process_key: str,
    business_key: str,
    variables: Values,
    act: Act,
    version_id: UUID | None,
    node: str = "",
    called: Called | None = None,
) -> StepResult:
    """Begin an instance, at `node` when something came that begins it there.

    called   by whom; a caller that no longer waits is answered in vain
    Raises   NotPublished (also for a node that the version does not begin with), KeyReused, BadValue
    """
    given = clean(dict(variables))
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                at = clock.now()
                version, seen = repo.version_in_force(
                    process_key, version_id, (called and called.moment) or at, act.key
                )
                if seen is not None:
                    return _again(seen, act)
                if version is None:
                    raise NotPublished(process_key)
                loaded = load(version)
                if node and node not in loaded.program.entrances:
                    raise NotPublished(f"{process_key} {node}")
                instance_id = called.id if called else new_id()
                parent = (str(called.parent), called.token) if called else None
                host = LiveHost(instance_id, business_key, loaded, act.actor, at)
                step = _Step(instance_id, business_key, loaded, State(), host, 1)
                outcome = Run(loaded.program, step.state, host).start(given, node, parent)
                return _finish(step, "begin", act, outcome, _status(step.state, outcome, "RUNNING"))
        except LostRace:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def advance(
    read: Read, act: Act, move: Move, *, check: Check | None = None, frozen: bool = False, status: str | None = None
) -> StepResult:
    """Make one step of an existing instance.

    read    reads and locks, given the key
    move    the act itself; a KeyError from it means that the token no longer waits
    check   refuses, before anything is written
    frozen  whether the act is allowed while the instance is suspended
    status  of the instance afterwards; None: as the tokens say
    Raises  what `check` and `move` raise, NotOpen, Suspended, KeyReused, LostRace
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _advance(read, act, move, check, frozen, status)
        except LostRace:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def mark(read: Read, act: Act, kind: str, status: str, allowed: tuple[str, ...], data: dict[str, Any]) -> StepResult:
    """A step that only changes the status of an instance (suspend, resume). Raises NotOpen, KeyReused."""

    def move(run: Run, row: Row) -> Outcome:
        run.note(kind, data)
        return run.outcome

    def check(row: Row, state: State, version: Loaded) -> None:
        if row.status not in allowed:
            raise NotOpen(row.status)

    return advance(read, act, move, check=check, frozen=True, status=status)


def _advance(read: Read, act: Act, move: Move, check: Check | None, frozen: bool, status: str | None) -> StepResult:
    row = read(act.key)
    fault("step.read")
    if row.seen is not None:
        return _again(row.seen, act)
    version = load(row.version_id)
    state = decode(row.state)
    host = LiveHost(row.instance_id, row.business_key, version, act.actor, clock.now())
    try:
        if row.status not in OPEN:
            raise NotOpen(row.status)
        if row.status == "SUSPENDED" and not frozen:
            raise Suspended(row.instance_id)
        if check is not None:
            check(row, state, version)
        outcome = move(Run(version.program, state, host), row)
    except (EngineError, KeyError) as refusal:
        # The lock may have been waited for while the first of two equal requests was committed.
        seen = repo.seen_key(act.key) if act.key else None
        if seen is not None:
            return _again(seen, act)
        if isinstance(refusal, KeyError):
            raise NotOpen("DONE") from refusal
        raise
    fault("step.run")
    after = status or _status(state, outcome, row.status)
    step = _Step(row.instance_id, row.business_key, version, state, host, row.rev + 1)
    return _finish(step, "advance", act, outcome, after)


def _status(state: State, outcome: Outcome, running: str) -> str:
    """Status of an instance as its tokens say."""
    if outcome.crashed:
        return "FAILED"
    return "COMPLETED" if state.ended else running


def _again(seen: Seen, act: Act) -> StepResult:
    if seen.act != act.name or seen.instance_id is None:
        raise KeyReused(act.key)
    return repeated(seen.instance_id, seen.rev)


def _finish(step: _Step, base: str, act: Act, outcome: Outcome, status: str) -> StepResult:
    """Write the step and tell the listeners."""
    at = step.host.now
    opened = [_opened(step, token, assignee, at) for token, assignee in outcome.opened.items()]
    incidents = [
        RaisedIncident(new_id(), step.state.tokens[token].node, code, text)
        for token, (code, text) in outcome.failed.items()
    ]
    closed = repo.save(
        _write(step, base, act, outcome, status, opened, incidents), closes=bool(outcome.done or outcome.dropped)
    )
    fault("step.saved")
    result = StepResult(
        instance_id=step.instance_id,
        business_key=step.business_key,
        version_id=step.version.id,
        rev=step.rev,
        status=status,
        actor=act.actor,
        opened=tuple(opened),
        closed=tuple(ClosedItem(c.id, c.node, c.status) for c in closed),
        events=to_events(outcome.events, step.rev, act.actor, at),
        incidents=tuple(incidents),
        queued=len(step.host.outbox),
    )
    for listener in ports.listeners:
        listener(result)
    fault("step.told")
    return result


def _opened(step: _Step, token: int, assignee: str, at: datetime) -> OpenedItem:
    node = step.version.program.steps[step.state.tokens[token].node].node
    days = node.due_working_days if node.time_limit is None else ports.time_limit(node.time_limit)
    due = None if days is None else ports.add_working_days(at, days)
    return opened_item(new_id(), node, token, assignee, due)


def _write(
    step: _Step,
    base: str,
    act: Act,
    outcome: Outcome,
    status: str,
    opened: list[OpenedItem],
    incidents: list[RaisedIncident],
) -> Write:
    nodes = step.state.tokens
    write = Write(
        base,
        {
            "instance": step.instance_id,
            "version": step.version.id,
            "business_key": step.business_key,
            "status": status,
            "state": encode(step.state),
            "rev": step.rev - 1,
            "new_rev": step.rev,
            "actor": act.actor,
            "at": step.host.now,
        },
        [],
    )
    if act.key:
        write.key(act.key, act.name)
    write.events(outcome.events)
    write.tokens("done", outcome.done)
    write.tokens("dropped", outcome.dropped)
    write.rows(
        "opened",
        "o",
        ("id", "task_key", "node", "form", "role", "assignee", "due_at"),
        [(i.id, i.task_key, i.node, i.form, i.role, i.assignee, i.due_at) for i in opened],
    )
    timers = [(new_id(), token, nodes[token].node, due) for token, due in outcome.timers.items()]
    write.rows("timers", "t", ("id", "token", "node", "due_at"), timers)
    write.tokens("idle", outcome.idle)
    listening = [(new_id(), token, nodes[token].node, *what) for token, what in outcome.listening.items()]
    write.rows("listening", "l", ("id", "token", "node", "kind", "signal"), listening)
    write.tokens("deaf", outcome.deaf)
    write.rows("signals", "g", ("name", "payload", "key"), step.host.signals)
    write.rows("outbox", "q", ("id", "token", "node", "name", "payload", "key"), step.host.outbox)
    write.tokens("unwanted", outcome.unwanted)
    failed = [(i.id, token, i.node, i.code, i.text) for i, token in zip(incidents, outcome.failed, strict=True)]
    write.rows("incidents", "r", ("id", "token", "node", "code", "text"), failed)
    write.tokens("healed", [*outcome.healed, *outcome.unwanted])
    return write
