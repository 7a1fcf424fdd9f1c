"""Repeating times of ISO 8601: R3/PT10M, R/2026-01-01T08:00:00+07:00/P1D, R5/PT1H/2026-02-01T00:00:00Z."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.bpmn.moments import later, moment
from rules.feel import YearsMonths, compile_expression, from_feel

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?"
_SPAN = r"P(?=[0-9T])[0-9YMWDTHS.]+"
REPETITION = re.compile(rf"R(\d{{0,6}})/(?:({_MOMENT})/)?({_SPAN})(?:/({_MOMENT}))?")
MAX_SKIPPED = 100_000


@dataclass(frozen=True, slots=True)
class Repeat:
    """When a repeating timer fires next.

    due    the moment, aware
    left   how often it fires from then on, that time included; None: for ever
    every  the distance between two times
    until  no time after this moment
    """

    due: datetime
    left: int | None
    every: timedelta | YearsMonths
    until: datetime | None

    def following(self) -> Repeat | None:
        """The time after this one; None when this was the last."""
        left = None if self.left is None else self.left - 1
        due = later(self.due, self.every)
        over = left == 0 or (self.until is not None and due > self.until)
        return None if over else Repeat(due, left, self.every, self.until)

    def stored(self) -> dict[str, Any]:
        """As a token keeps it."""
        return {"due": self.due, "left": self.left, "every": self.every, "until": self.until}


def repetition(text: str, now: datetime) -> Repeat | None:
    """The first time at or after `now` that a repetition names.

    Returns  None when it names no time from now on
    Raises   ValueError when the text is no repetition, or its steps lead nowhere
    """
    match = REPETITION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text[:60]}” is no ISO 8601 repetition")
    count, start, span, end = match.groups()
    every = from_feel(compile_expression(f'duration("{span}")').evaluate({}))
    if not isinstance(every, (timedelta, YearsMonths)) or later(now, every) <= now:
        raise ValueError(f"“{span}” is no positive duration")
    left = int(count) if count else None
    until = moment(_read(end), now) if end else None
    first = moment(_read(start), now) if start else later(now, every)
    repeat: Repeat | None = Repeat(first, left, every, until)
    if left == 0 or (until is not None and first > until):
        return None
    for _ in range(MAX_SKIPPED):
        if repeat is None or repeat.due >= now:
            return repeat
        repeat = repeat.following()
    raise ValueError(f"“{text[:60]}” lies too far back")


def _read(text: str) -> Any:
    name = "date and time" if "T" in text else "date"
    return from_feel(compile_expression(f'{name}("{text}")').evaluate({}))
