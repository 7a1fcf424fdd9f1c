"""When the timer of an event fires."""

from __future__ import annotations

from datetime import datetime

from engine.bpmn.evaluator import Evaluator
from engine.bpmn.outcome import Host
from engine.bpmn.program import Step


def due(step: Step, evaluator: Evaluator, host: Host) -> datetime | None:
    """The moment, in UTC, at which the timer of a node that begins to wait now fires; None without a timer.

    Raises Failure when its expression gives no moment.
    """
    timer = step.node.timer
    if timer is None:
        return None
    if timer.working_days is not None:
        return host.working_days_after(host.now, timer.working_days)
    return evaluator.moment(step.timer) if step.timer else None
