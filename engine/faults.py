"""Named places where a test may kill the process. Empty outside tests: one look-up in an empty dictionary."""

from __future__ import annotations

from collections.abc import Callable

_planted: dict[str, Callable[[], None]] = {}

POINTS = (
    "step.read",
    "step.run",
    "step.operated",
    "step.saved",
    "step.told",
    "outbox.taken",
    "outbox.sent",
    "outbox.settled",
    "timer.taken",
    "signal.sent",
)


def fault(point: str) -> None:
    """Pass a place where the process may die. `point` is one of POINTS."""
    if _planted:
        planted = _planted.get(point)
        if planted is not None:
            planted()


def plant(point: str, act: Callable[[], None]) -> None:
    """Run `act` whenever `point` is passed. For tests. Raises KeyError for an unknown point."""
    if point not in POINTS:
        raise KeyError(point)
    _planted[point] = act


def clear() -> None:
    """Take all planted faults away."""
    _planted.clear()
