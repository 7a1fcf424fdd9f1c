"""What the engine tells its callers: frozen facts about one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]  # variables and answers: JSON values plus Decimal, date, datetime, time, timedelta

SYSTEM = "SYSTEM"  # the actor of timers, effects and migrations


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history of an instance. It is never changed or deleted.

    kind   STARTED, ITEM_OPENED, ITEM_CLAIMED, ITEM_UNCLAIMED, ITEM_ASSIGNED, ITEM_COMPLETED, ITEM_CANCELLED,
           OPERATED, DECIDED, EFFECT_QUEUED, EFFECT_DONE, OPERATION_FAILED, INCIDENT_OPENED, INCIDENT_RETRIED,
           TIMER_FIRED, MESSAGE_SENT, MESSAGE_RECEIVED, SIGNAL_RECEIVED, SIGNAL_THROWN, ERROR_THROWN, ESCALATION_THROWN,
           CALLED, CALL_ANSWERED, COMPENSATION_THROWN, COMPENSATED, CANCEL_THROWN, TOKEN_MOVED, ENDED (an end
           event was reached), COMPLETED, SUSPENDED, RESUMED, CANCELLED, FAILED (nothing caught an error)
    rev    revision of the instance that the step made (for claims: the revision at that time)
    seq    place inside the step; -1 for what does not change the state (claims)
    node   BPMN id, "" for the instance as a whole
    token  number of the token, 0 for the instance as a whole
    data   facts of the kind, e.g. {"answers": ...}, {"result": ...}
    """

    kind: str
    rev: int
    seq: int
    node: str
    token: int
    actor: str
    at: datetime
    data: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """A work item that the step opened. `due_at` is None when the diagram sets no deadline."""

    id: UUID
    node: str
    task_key: int
    role: str
    assignee: str
    form: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosedItem:
    """A work item that the step closed. status: DONE or CANCELLED."""

    id: UUID
    node: str
    status: str


@dataclass(frozen=True, slots=True)
class RaisedIncident:
    """An automatic node that could not run. The instance waits there until an operator retries."""

    id: UUID
    node: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step did.

    rev      revision of the instance after the step, grows by one each step
    status   RUNNING, SUSPENDED, COMPLETED, CANCELLED or FAILED
    queued   number of effects put into the outbox
    repeated True when the same key was used before and this is the answer of that first call
    """

    instance_id: UUID
    business_key: str
    version_id: UUID
    rev: int
    status: str
    actor: str
    opened: tuple[OpenedItem, ...] = ()
    closed: tuple[ClosedItem, ...] = ()
    events: tuple[Event, ...] = ()
    incidents: tuple[RaisedIncident, ...] = ()
    queued: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A work item as it stands after claim, unclaim or assign. status: READY, CLAIMED, DONE, CANCELLED."""

    id: UUID
    instance_id: UUID
    node: str
    status: str
    claimed_by: str
