"""The measurements of the engine benchmark, each of one kind of run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from time import perf_counter
from typing import Any
from uuid import UUID

from benchmarks.stepping.workload import ANSWERS, Peer, order


def engine_alone() -> None:
    """Take the office away from the engine: no calendar, no dossiers, as for the peers."""
    from engine.ports import Ports, ports

    for port in fields(Ports):
        setattr(ports, port.name, getattr(Ports(), port.name))


def whole(peer: Peer, numbers: Sequence[int], rounds: int = 1) -> float:
    """Whole instances per second, one after the other."""
    began = perf_counter()
    for number in numbers:
        items = peer.start(number)
        for node, alike in order(rounds):
            items |= peer.complete(items[node], node, number, ANSWERS[alike])
    return len(numbers) / (perf_counter() - began)


def single(peer: Peer, numbers: Sequence[int]) -> list[float]:
    """Milliseconds of "load, complete one user task, save", the officer's, which opens two items."""
    items = [(number, peer.start(number)["Officer"]) for number in numbers]
    return [_timed(lambda n=number, i=item: _officer(peer, i, n)) for number, item in items]


def _officer(peer: Peer, item: UUID, number: int) -> object:
    return peer.complete(item, "Officer", number, ANSWERS["Officer"])


def _timed(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1_000


def state_bytes(peer: Peer, number: int, rounds: int) -> list[int]:
    """Size of the stored state after each step of one instance while it runs."""
    from engine.models import Instance

    sizes = []
    items = peer.start(number)
    for node, alike in order(rounds):
        row = Instance.objects.filter(business_key=f"B-{number}").latest("created_at")
        sizes.append(len(bytes(row.state)))
        items |= peer.complete(items[node], node, number, ANSWERS[alike])
    return sizes


def where(peer: Peer, numbers: Sequence[int]) -> dict[str, float]:
    """Milliseconds of each part of our step, on average."""
    from engine import steps
    from engine.bpmn.run import Run
    from engine.store import repo

    spent: dict[str, float] = {}

    def watch(owner: Any, name: str, label: str) -> Callable[[], None]:
        original = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                spent[label] = spent.get(label, 0.0) + (perf_counter() - began) * 1_000

        setattr(owner, name, timed)
        return lambda: setattr(owner, name, original)

    items = [(number, peer.start(number)["Officer"]) for number in numbers]
    undo = [
        watch(repo, "read_item", "read and lock (SQL)"),
        watch(steps, "decode", "decode state"),
        watch(Run, "complete", "run tokens and FEEL"),
        watch(steps, "encode", "encode state"),
        watch(repo, "save", "write (one statement)"),
    ]
    total = sum(_timed(lambda n=number, i=item: _officer(peer, i, n)) for number, item in items)
    for restore in undo:
        restore()
    spent["begin, commit and the rest"] = total - sum(spent.values())
    return {label: value / len(numbers) for label, value in spent.items()}


def at_once(peer: str, version: UUID, workers: int, count: int, numbers: Iterator[int]) -> float:
    """Whole instances per second of several worker processes together, each with `count` of them."""
    from django.db import connection

    running = []
    for _ in range(workers):
        first = next(numbers)
        for _ in range(count + 20):
            next(numbers)
        command = [sys.executable, "-m", "benchmarks.stepping.worker", str(connection.settings_dict["NAME"]), peer]
        running.append(
            subprocess.Popen(  # noqa: S603 - our own module with our own arguments
                [*command, str(version), str(count), str(first)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for worker in running:
        _line(worker)
    began = perf_counter()
    for worker in running:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in running:
        _line(worker)
    seconds = perf_counter() - began
    for worker in running:
        worker.communicate()
    return workers * count / seconds


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError(f"a worker ended with code {worker.wait()}")
    return line


def queue_ms() -> float:
    """Milliseconds PostgreSQL needs for the first 50 of all open items of a role, as the queue page asks for them."""
    from django.db import connection

    from portal.accounts.actor import Actor
    from portal.casework.queue import waiting

    officer = Actor(user_id=1, roles=frozenset({"OFFICER"}))
    sql, parameters = waiting(officer, "roles")[:50].query.sql_with_params()
    with connection.cursor() as cursor:
        times = []
        for _ in range(5):
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
            plan = cursor.fetchone()[0][0]
            times.append(plan["Execution Time"] + plan["Planning Time"])
    return min(times)
