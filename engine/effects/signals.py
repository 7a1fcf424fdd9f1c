"""Signals: whoever waits hears them. Each instance that waited when a signal was sent gets it in a step of its own.

The statement that sends a signal reads who waits and writes one row of the outbox for each instance, so that exactly
those hear it that waited at that moment. A suspended instance gets it when it is resumed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from engine import clock, steps
from engine.bpmn.codec import clean, dumps
from engine.effects.registry import OperationContext, effect
from engine.errors import BadValue, KeyReused, NotOpen
from engine.faults import fault
from engine.ids import new_id
from engine.models import Outbox
from engine.store import repo
from engine.store.sql import EFFECTS
from engine.types import Values
from engine.versions.starts import beginnings

logger = logging.getLogger(__name__)


def send_signal(name: str, payload: Values, *, actor: str, key: str) -> int:
    """Send a signal to every instance that waits for it now; each one hears it after commit.

    payload  kept in the variable of the signal's name ("-" as "_") unless empty
    Returns  the number of instances that it was sent to; the same key again answers the same and sends nothing
    Raises   BadValue, KeyReused
    """
    given = clean(dict(payload))
    if not isinstance(given, dict):
        raise BadValue(type(given).__name__)
    act = f"signal:{name}"
    try:
        with transaction.atomic():
            at = clock.now()
            reached = _spread(name, dumps(given), act, actor, key, at)
            _begin(name, given, actor, key, at)
            fault("signal.sent")
            return reached
    except IntegrityError:
        seen = repo.seen_key(key)
        if seen is None or seen.act != act:
            raise KeyReused(key) from None
        return seen.rev


def _begin(name: str, given: Values, actor: str, key: str, at: datetime) -> None:
    """Processes in force that begin with the signal do so after commit."""
    for beginning in beginnings("signal", name, at):
        Outbox.objects.create(
            id=new_id(),
            business_key=key[:80],
            name="process.start",
            payload=dumps(beginning.payload(name, given)),
            key=f"{key[:100]}:{beginning.process_key}",
            actor=actor,
            status=Outbox.Status.PENDING,
            created_at=at,
            due_at=at,
        )


def _spread(name: str, payload: str, act: str, actor: str, key: str, at: datetime) -> int:
    parameters: dict[str, str | datetime] = {
        "name": name,
        "payload": payload,
        "act": act,
        "actor": actor,
        "key": key,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(EFFECTS["signal"], parameters)
        return int(cursor.fetchone()[0])


@effect("signal.deliver")
def deliver(ctx: OperationContext, *, name: str, payload: Values, tokens: Sequence[int]) -> None:
    """Let those of the tokens that still wait for the signal go on."""
    instance_id = ctx.instance_id
    if instance_id is None:
        raise ValueError("a signal is delivered to an instance")
    act = steps.Act(f"signal:{name}", ctx.actor, ctx.key)
    try:
        steps.advance(
            lambda key: repo.read_instance(instance_id, key), act, lambda run, row: run.signal(name, payload, tokens)
        )
    except NotOpen:
        logger.info("signal %s came to an instance that no longer waits, key %s", name, ctx.key)
