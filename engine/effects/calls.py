"""Processes that call processes: the called one begins, answers and is cancelled in steps of its own."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from engine import steps
from engine.bpmn.codec import decode
from engine.effects.registry import OperationContext, OperationFailed, effect
from engine.errors import NotFound, NotOpen
from engine.models import Outbox
from engine.store import repo
from engine.types import Values

logger = logging.getLogger(__name__)


@effect("process.call")
def begin(
    ctx: OperationContext,
    *,
    process: str,
    version: str | None,
    moment: datetime | None,
    variables: Values,
    child: str,
    parent: str,
    token: int,
) -> None:
    """Begin the called process, unless its caller was interrupted meanwhile. The caller is locked, so that a cancel
    that comes later finds the new instance. Raises NotPublished, which is tried again and becomes an incident."""
    called = steps.Called(UUID(child), UUID(parent), token, moment)
    act = steps.Act(f"start:{process}:{ctx.business_key}"[:200], ctx.actor, ctx.key)
    with transaction.atomic():
        waiting = decode(repo.read_instance(called.parent, "").state).tokens.get(token)
        if waiting is None or (waiting.data or {}).get("child") != child:
            return
        steps.start(process, ctx.business_key, variables, act, UUID(version) if version else None, called=called)


@effect("process.uncall")
def cancel(ctx: OperationContext, *, child: str) -> None:
    """Cancel a called process that nobody waits for any more."""
    act = steps.Act(f"cancel:{child}", ctx.actor, ctx.key)
    try:
        steps.advance(
            lambda key: repo.read_instance(UUID(child), key),
            act,
            lambda run, row: run.cancel("the call was interrupted"),
            frozen=True,
            status="CANCELLED",
        )
    except NotOpen:
        logger.info("the called process %s was over already", child)
    except NotFound:
        logger.info("the called process %s has not begun, and finds that nobody waits for it", child)


@effect("process.answer")
def answer(ctx: OperationContext, *, parent: str, token: int, kind: str, code: str, variables: Values) -> None:
    """Tell the caller what became of the process that it called. Raises OperationFailed EARLIER_FIRST, tried again
    later, while an earlier answer (an escalation) has not arrived: the caller would be gone when it does."""
    own = Outbox.objects.get(key=ctx.key)
    open_ = (Outbox.Status.PENDING, Outbox.Status.PARKED)
    before = Outbox.objects.filter(instance=own.instance_id, name=own.name, id__lt=own.id, status__in=open_)
    if before.exists():
        raise OperationFailed("EARLIER_FIRST", f"an earlier answer to {parent} has not arrived")
    act = steps.Act(f"answer:{parent}:{token}", ctx.actor, ctx.key)
    try:
        steps.advance(
            lambda key: repo.read_instance(UUID(parent), key),
            act,
            lambda run, row: run.answered(token, kind, code, variables),
        )
    except NotOpen:
        logger.info("instance %s no longer waits for what it called", parent)
