"""When the timer of an event fires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.bpmn.evaluator import Evaluator
from engine.bpmn.program import Wait
from engine.bpmn.repeat import Repeat


@dataclass(frozen=True, slots=True)
class Due:
    """A moment in UTC, and how a repeating timer goes on after it. No moment: it never fires."""

    moment: datetime | None
    repeat: Repeat | None = None

    @property
    def stored(self) -> dict[str, Any] | None:
        """What the token must keep."""
        return {"repeat": self.repeat.stored()} if self.repeat else None


class Calendar(Protocol):
    """What a timer asks besides FEEL; engine.bpmn.outcome.Host is one."""

    @property
    def now(self) -> datetime:
        """Moment from which it counts, aware."""

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """End of a deadline counted in working days."""


def due(wait: Wait, evaluator: Evaluator, host: Calendar) -> Due:
    """When a trigger that begins to be waited for now fires by itself. Raises Failure when its timer has no moment."""
    timer = wait.timer
    if timer is None:
        return Due(None)
    if timer.working_days is not None:
        return Due(host.working_days_after(host.now, timer.working_days))
    assert wait.expression is not None, "a timer counts working days or has an expression"
    if timer.cycle is not None:
        repeat = evaluator.repeat(wait.expression)
        return Due(repeat.due, repeat) if repeat else Due(None)
    return Due(evaluator.moment(wait.expression))


def following(stored: dict[str, Any]) -> Due | None:
    """The next time of a repeating timer that has just fired, from what its token kept; None when that was the last."""
    repeat = Repeat(**stored).following()
    return Due(repeat.due, repeat) if repeat else None
