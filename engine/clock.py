"""The time of the engine: the only place that asks the machine what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_shift: ContextVar[timedelta | None] = ContextVar("clock_shift", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    shift = _shift.get()
    moment = datetime.now(UTC)
    return moment if shift is None else moment + shift


@contextmanager
def running_from(moment: datetime) -> Iterator[None]:
    """Within the block, and in this thread only, the clock runs on from `moment` (aware)."""
    token = _shift.set(moment - datetime.now(UTC))
    try:
        yield
    finally:
        _shift.reset(token)
