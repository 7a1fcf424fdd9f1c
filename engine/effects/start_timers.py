"""Processes that begin by the clock: a row for each timer start event of a version, gone when it fired for the last
time or when another version is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from engine import clock, steps
from engine.bpmn.codec import dumps, loads
from engine.bpmn.due import Due, due, following
from engine.bpmn.evaluator import Evaluator
from engine.bpmn.program import Program
from engine.errors import EngineError
from engine.ids import new_id
from engine.models import ProcessVersion, StartTimer
from engine.ports import ports
from engine.selectors import version_in_force
from engine.types import SYSTEM


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What a timer asks before there is an instance."""

    now: datetime

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """See engine.bpmn.outcome.Host."""
        return ports.add_working_days(start, days)


def arm_starts(version: ProcessVersion, program: Program) -> None:
    """Begin to wait for the timer start events of a new version. Raises Failure when one gives no moment."""
    calendar = _Calendar(version.effective_at)
    evaluator = Evaluator({}, version.effective_at)
    for node in program.entrances:
        if program.steps[node].node.kind == "startEvent":
            for wait in program.steps[node].waits:
                _put(StartTimer(id=new_id(), version=version, node=node), due(wait, evaluator, calendar))


def begin_due(*, limit: int) -> int:
    """Begin at most `limit` instances whose moment has come, each in its own transaction. Returns how many began."""
    begun = 0
    passed: list[UUID] = []
    for _ in range(limit):
        with transaction.atomic():
            waiting = StartTimer.objects.select_for_update(skip_locked=True, of=("self",)).select_related("version")
            row = waiting.filter(due_at__lte=clock.now()).exclude(pk__in=passed).order_by("due_at", "id").first()
            if row is None:
                break
            if _begin(row):
                begun += 1
            else:
                passed.append(row.pk)
    return begun


def _begin(row: StartTimer) -> bool:
    key, at = row.version.key, row.due_at
    live = version_in_force(key)
    if live is None or live.pk != row.version_id:
        row.delete()
        return False
    business_key = f"{key} {at:%Y-%m-%d %H:%M:%S}"[:80]
    act = steps.Act(f"start:{key}:{business_key}"[:200], SYSTEM, f"timer:{row.pk}:{at.isoformat()}")
    try:
        steps.start(key, business_key, {}, act, row.version_id, row.node)
    except EngineError:
        return False
    when = following(loads(row.repeat)) if row.repeat else None
    row.delete() if when is None else _put(row, when)
    return True


def _put(row: StartTimer, when: Due) -> None:
    if when.moment is not None:
        row.due_at = when.moment
        row.repeat = dumps(when.repeat.stored()) if when.repeat else ""
        row.save()
