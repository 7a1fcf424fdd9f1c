"""Timers that are due: one step each, many workers at once, no timer held in a broker."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from engine import clock, steps
from engine.effects.start_timers import begin_due
from engine.errors import EngineError
from engine.faults import fault
from engine.store import repo
from engine.types import SYSTEM


def fire_due_timers(*, limit: int = 100) -> int:
    """Fire at most `limit` timers that are due, and begin as many instances that the clock begins, each in its own
    transaction. Returns how many fired.

    Instances that somebody else holds at this moment are passed over, and suspended ones wait.
    """
    fired = 0
    passed: list[UUID] = []
    while len(passed) < limit:
        timer = _fire_next(passed)
        if timer is None:
            break
        passed.append(timer[0])
        fired += timer[1]
    return fired + begin_due(limit=limit)


def _fire_next(passed: list[UUID]) -> tuple[UUID, bool] | None:
    with transaction.atomic():
        due = repo.due_timer(clock.now(), passed)
        if due is None:
            return None
        fault("timer.taken")
        timer_id, instance_id, token = due
        act = steps.Act(f"timer:{timer_id}", SYSTEM, "")
        try:
            steps.advance(lambda key: repo.read_instance(instance_id, key), act, lambda run, row: run.fire(token))
        except EngineError:
            return timer_id, False
    return timer_id, True
