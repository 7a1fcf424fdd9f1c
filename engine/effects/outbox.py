"""The outbox: effects leave after commit, at least once; the key of the row makes them once for the receiver.

A worker takes a row by moving its due time beyond the lease, commits, runs the effect outside any transaction, and then
settles the row together with the step of the instance. A worker that dies leaves a row that is due again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from engine import clock, steps
from engine.bpmn.codec import clean, dumps, loads
from engine.bpmn.outcome import Happened
from engine.effects.registry import OperationContext, OperationFailed, find
from engine.errors import NotFound, NotOpen
from engine.faults import fault
from engine.ids import new_id
from engine.log import stored_state
from engine.models import Event, Incident, Instance
from engine.store import repo
from engine.store.sql import EFFECTS
from engine.types import SYSTEM, StepResult

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any effect may take; a dead worker's rows come back after it
MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=15)  # doubles with each attempt: 15 s ... 32 min, about an hour in all


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of the outbox, as taken."""

    id: UUID
    instance_id: UUID | None
    business_key: str
    token: int | None
    node: str
    name: str
    payload: str
    key: str
    actor: str
    attempts: int


def run_outbox(*, limit: int = 50) -> int:
    """Run at most `limit` effects that are due. Returns how many were tried. Safe to call from many workers at once."""
    tried = 0
    while tried < limit:
        taken = _take(1)
        if not taken:
            break
        fault("outbox.taken")
        for row in taken:
            _run(row)
        tried += len(taken)
    return tried


def retry_incident(incident_id: UUID, *, actor: str) -> StepResult | None:
    """An operator tries again what failed.

    Returns the step, or None when a parked effect was put back into the outbox.
    Raises  NotFound; NotOpen when the incident is closed already
    """
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None:
        raise NotFound("incident", incident_id)
    if incident.closed_at is not None:
        raise NotOpen("DONE")
    instance_id, token = incident.instance_id, incident.token
    if incident.outbox_id is not None or instance_id is None:
        _unpark(incident, actor)
        return None
    act = steps.Act(f"retry:{incident_id}", actor, "")
    return steps.advance(lambda key: repo.read_instance(instance_id, key), act, lambda run, row: run.retry(token))


def _take(limit: int) -> list[Taken]:
    at = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EFFECTS["take"], {"at": at, "lease": at + LEASE, "limit": limit})
        return [Taken(*row) for row in cursor.fetchall()]


def _run(row: Taken) -> None:
    """Run one effect and settle it. The worker loop: nothing an effect raises may stop the other effects."""
    try:
        result = _call(row)
    except Exception as failure:
        logger.warning("effect %s failed, attempt %s, key %s", row.name, row.attempts, row.key, exc_info=failure)
        _failed(row, failure)
        return
    fault("outbox.sent")
    _settle(row, result)
    fault("outbox.settled")


def _call(row: Taken) -> Any:
    entry = find(row.name)
    variables: Mapping[str, Any] = {}
    if row.token is not None and row.instance_id is not None:
        variables = stored_state(row.instance_id).variables
    context = OperationContext(
        instance_id=row.instance_id,
        business_key=row.business_key,
        node_id=row.node,
        key=row.key,
        actor=row.actor,
        now=clock.now(),
        variables=MappingProxyType(variables),
    )
    return clean(entry.function(context, **loads(row.payload)) or {})


def _settle(row: Taken, result: Any) -> None:
    """Mark the row done and, in the same transaction, let the waiting token go on."""
    with transaction.atomic():
        if row.token is not None and row.instance_id is not None:
            token, instance_id = row.token, row.instance_id
            act = steps.Act(f"effect:{row.id}", SYSTEM, "")
            try:
                steps.advance(
                    lambda key: repo.read_instance(instance_id, key),
                    act,
                    lambda run, found: run.effect_done(token, result),
                    frozen=True,
                )
            except NotOpen:
                logger.info("effect %s came back to an instance that no longer waits, key %s", row.name, row.key)
        _execute("done", {"id": row.id, "at": clock.now()})


def _failed(row: Taken, failure: Exception) -> None:
    """Try again later, or park the row and open an incident."""
    text = str(failure)[:2000]
    with transaction.atomic():
        if row.attempts < MAX_ATTEMPTS:
            pause = FIRST_PAUSE * 2 ** (row.attempts - 1)
            _execute("again", {"id": row.id, "due": clock.now() + pause, "error": text})
        elif _execute("park", {"id": row.id, "error": text}):
            code = failure.code if isinstance(failure, OperationFailed) else type(failure).__name__
            _open_incident(row, code[:80], text)


def _open_incident(row: Taken, code: str, text: str) -> None:
    at = clock.now()
    Incident.objects.create(
        id=new_id(),
        instance_id=row.instance_id,
        business_key=row.business_key,
        token=row.token or 0,
        node=row.node,
        outbox_id=row.id,
        code=code,
        text=text,
        opened_at=at,
    )
    _log(row.instance_id, "INCIDENT_OPENED", row.node, row.token or 0, SYSTEM, at, {"code": code, "text": text})


def _unpark(incident: Incident, actor: str) -> None:
    at = clock.now()
    with transaction.atomic():
        _execute("unpark", {"id": incident.outbox_id, "at": at})
        still_open = Incident.objects.filter(pk=incident.pk, closed_at__isnull=True)
        if not still_open.update(closed_at=at, closed_by=actor):
            raise NotOpen("DONE")
        _log(incident.instance_id, "INCIDENT_RETRIED", incident.node, incident.token, actor, at, {})


def _log(
    instance_id: UUID | None, kind: str, node: str, token: int, actor: str, at: datetime, data: dict[str, Any]
) -> None:
    """A line outside the state: the token went on waiting all the while."""
    if instance_id is None:
        return
    happened = Happened(kind, node, token, data)
    rev = Instance.objects.values_list("rev", flat=True).get(pk=instance_id)
    Event.objects.create(
        instance_id=instance_id,
        rev=rev,
        seq=-1,
        kind=happened.kind,
        node=happened.node,
        token=happened.token,
        actor=actor,
        at=at,
        data=dumps(happened.data),
    )


def _execute(name: str, parameters: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(EFFECTS[name], parameters)
        return int(cursor.rowcount)
