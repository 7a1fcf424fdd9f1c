"""What the engine needs from above and must not know. The portal's wiring sets these once at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.bpmn.nodes import Notification
from engine.errors import UnknownOperation
from engine.types import StepResult, Values


@dataclass(frozen=True, slots=True)
class DecideContext:
    """Why a decision is asked for.

    key         unique per execution of the node
    version_id  the process version, to find the rule pack it is pinned to
    references  what the version was published with
    """

    instance_id: UUID
    business_key: str
    version_id: UUID
    references: Mapping[str, Any]
    node_id: str
    key: str
    actor: str
    now: datetime
    variables: Values


@dataclass(frozen=True, slots=True)
class NotifyContext:
    """Why a notice is sent. `enqueue(effect, payload, key)` puts a detached effect into the outbox of the step."""

    instance_id: UUID
    business_key: str
    node_id: str
    key: str
    actor: str
    now: datetime
    variables: Values
    enqueue: Callable[[str, Values, str], None]


Decide = Callable[[str, str, DecideContext], Values]
AddWorkingDays = Callable[[datetime, int], datetime]
TimeLimit = Callable[[str], int]
Notify = Callable[[tuple[Notification, ...], NotifyContext], None]
Listener = Callable[[StepResult], None]


def _no_rules(pack: str, decision: str, context: DecideContext) -> Values:
    raise UnknownOperation(f"{pack}/{decision}")


def _week_days(start: datetime, days: int) -> datetime:
    """Monday to Friday, without holidays: what is right until an office registers its own calendar."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _no_limits(name: str) -> int:
    raise UnknownOperation(name)


def _nobody(notifications: tuple[Notification, ...], context: NotifyContext) -> None:
    """Without a registered port, notices reach nobody."""


@dataclass(slots=True)
class Ports:
    """decide(pack, decision, context) -> outputs; add_working_days(start, n) -> moment; notify(notices, context);
    time_limit(name) -> working days as the office has them now;
    listeners: called with each StepResult inside the step's transaction, in order of registration. What a port or
    listener raises rolls the whole step back."""

    decide: Decide = _no_rules
    add_working_days: AddWorkingDays = _week_days
    time_limit: TimeLimit = _no_limits
    notify: Notify = _nobody
    listeners: list[Listener] = field(default_factory=list)


ports = Ports()


def on_step(listener: Listener) -> Listener:
    """Register a listener, once. Usable as a decorator."""
    if listener not in ports.listeners:
        ports.listeners.append(listener)
    return listener
