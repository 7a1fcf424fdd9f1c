"""Work after the answer: send what waits in the outbox, fire due timers, and sweep what was left over.

Three jobs. Each is enqueued inside the transaction that gives it something to do, so a rolled-back step leaves no job;
a lost job is made good by the sweep of the next minute.
"""

from collections.abc import Callable

from procrastinate.contrib.django import app

from engine import api

Sweeper = Callable[[], int]
EVERY_MINUTE = "* * * * *"
ROUNDS = 50

_sweepers: list[Sweeper] = []


def register_sweeper(sweeper: Sweeper) -> None:
    """Have `sweeper` called by every sweep. It returns how many objects it moved, and may be called at any time."""
    if sweeper not in _sweepers:
        _sweepers.append(sweeper)


@app.task(name="platform.drain_outbox", queue="effects")
def drain_outbox() -> int:
    """Run the effects that wait, until none is due. Returns how many ran."""
    return _until_still(api.run_outbox)


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="platform.fire_timers", queue="timers", queueing_lock="platform.fire_timers")
def fire_timers(timestamp: int = 0) -> int:
    """Fire the timers that are due. `timestamp` comes from the scheduler and is not used: the clock decides."""
    return _until_still(api.fire_due_timers)


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="platform.sweep", queue="sweep", queueing_lock="platform.sweep")
def sweep(timestamp: int = 0) -> int:
    """Run every registered sweeper, then what they and lost jobs left in the outbox."""
    return sweep_once() + _until_still(api.run_outbox)


def sweep_once() -> int:
    """Each registered sweeper once. Returns how many objects were moved."""
    return sum(sweeper() for sweeper in _sweepers)


def drain_soon() -> None:
    """Enqueue a drain in the caller's transaction."""
    drain_outbox.defer()


def run_pending() -> int:
    """Do here and now, in this process, what the worker would do. Returns how much moved.

    For tests and sample data. Raises RuntimeError when the work does not come to rest.
    """
    moved = 0
    for _ in range(ROUNDS):
        step = api.fire_due_timers() + api.run_outbox() + sweep_once()
        if not step:
            return moved
        moved += step
    raise RuntimeError(f"work still moving after {ROUNDS} rounds")


def _until_still(work: Callable[[], int]) -> int:
    """Repeat `work` until it finds nothing, at most ROUNDS times: the next minute goes on from there."""
    moved = 0
    for _ in range(ROUNDS):
        step = work()
        if not step:
            break
        moved += step
    return moved
