"""How fast is one durable step? `python3 -m portal bench step`

Three peers run the same process in one run, on a database of their own, with the same SQL and the same FEEL: our public
API, stock SpiffWorkflow with its whole-JSON serializer, and a hand-written machine for this one process as the bound.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import fields
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from benchmarks._database import own_database

TARGET_STOCK, TARGET_BOUND, TARGET_QUEUE_MS, TARGET_FLAT = 2.5, 0.6, 5.0, 1.25


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print the table. Returns 0 when every target holds, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python3 -m portal bench step")
    parser.add_argument("--instances", type=int, default=150, help="whole instances per peer and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stored", type=int, default=100_000, help="stored instances for the flatness figure")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    import django

    django.setup()
    _engine_alone()
    with own_database("bench", "engine"):
        return _run(options.instances, options.rounds, options.stored)


def _engine_alone() -> None:
    """Take the office away from the engine: no calendar, no dossiers, as for the peers."""
    from engine.ports import Ports, ports

    for port in fields(Ports):
        setattr(ports, port.name, getattr(Ports(), port.name))


def _run(instances: int, rounds: int, stored: int) -> int:
    from benchmarks.stepping.bound import Bound
    from benchmarks.stepping.fill import fill
    from benchmarks.stepping.ours import Ours
    from benchmarks.stepping.stock import Stock
    from benchmarks.stepping.workload import FIELDS, diagram
    from engine import api
    from engine.bpmn.catalogue import Catalogue, FormShape
    from rules.feel import Text

    text = Text(vi="Đo", en="Bench")
    catalogue = Catalogue(
        forms={f"F-{n}": FormShape(text) for n in ("OFFICER", "REVIEWA", "REVIEWB", "LEADER")},
        roles=dict.fromkeys(("OFFICER", "REVIEWER", "DIRECTOR"), text),
        start_variables=frozenset(FIELDS),
    )
    version = api.publish(diagram(), catalogue=catalogue, published_by="bench", references={}).pk
    ours, bound = Ours(), Bound(version)
    peers = (ours, Stock(version, orm=True), Stock(version, orm=False), bound)
    numbers = iter(range(10_000_000))
    for peer in peers:
        _whole(peer, [next(numbers) for _ in range(10)])
    ours.start(-1)  # the one that `fill` copies
    fill(1_000)
    whole: dict[str, list[float]] = {p.name: [] for p in peers}
    step: dict[str, list[float]] = {p.name: [] for p in peers}
    for _ in range(rounds):  # interleaved, so that a noisy neighbour hits all alike
        for peer in peers:
            count = instances // 4 if isinstance(peer, Stock) else instances
            whole[peer.name].append(_whole(peer, [next(numbers) for _ in range(count)]))
            step[peer.name] += _single(peer, [next(numbers) for _ in range(count)])
    parts = _where(ours, [next(numbers) for _ in range(instances)])
    fill(stored - 1_000)
    flat = _single(ours, [next(numbers) for _ in range(instances * rounds)])
    return _report(whole, step, flat, parts, _queue_ms(), stored)


def _whole(peer: Any, numbers: Sequence[int]) -> float:
    """Whole instances per second, one after the other."""
    from benchmarks.stepping.workload import ORDER

    began = perf_counter()
    for number in numbers:
        items = peer.start(number)
        for node in ORDER:
            items |= peer.complete(items[node], node, number)
    return len(numbers) / (perf_counter() - began)


def _single(peer: Any, numbers: Sequence[int]) -> list[float]:
    """Milliseconds of "load, complete one user task, save", the officer's, which opens two items."""
    items = [(number, peer.start(number)["Officer"]) for number in numbers]
    return [_timed(lambda n=number, i=item: peer.complete(i, "Officer", n)) for number, item in items]


def _timed(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1_000


def _where(peer: Any, numbers: Sequence[int]) -> dict[str, float]:
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
    total = sum(_timed(lambda n=number, i=item: peer.complete(i, "Officer", n)) for number, item in items)
    for restore in undo:
        restore()
    spent["begin, commit and the rest"] = total - sum(spent.values())
    return {label: value / len(numbers) for label, value in spent.items()}


def _queue_ms() -> float:
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


def _report(
    whole: dict[str, list[float]],
    step: dict[str, list[float]],
    flat: list[float],
    parts: dict[str, float],
    queue_ms: float,
    stored: int,
) -> int:
    """Print the table and say which targets hold."""
    print(f"{'':24}{'instances/s':>12}{'step p50 ms':>13}{'step p99 ms':>13}")
    for name, rates in whole.items():
        print(f"{name:24}{median(rates):12.0f}{median(step[name]):13.2f}{quantiles(step[name], n=100)[98]:13.2f}")
    print("\nwhere a step of engine.api spends its time, ms")
    for label, spent in parts.items():
        print(f"  {label:32}{spent:7.3f}")
    ours, stock, same_sql, bound = (median(whole[name]) for name in whole)
    few, many = median(step["engine.api"]), median(flat)
    targets = (
        (f"engine.api / stock, instances/s      {ours / stock:7.2f}  >= {TARGET_STOCK}", ours / stock >= TARGET_STOCK),
        (f"  ... if stock also had our SQL       {ours / same_sql:7.2f}  (no target)", True),
        (f"engine.api / bound, instances/s      {ours / bound:7.2f}  >= {TARGET_BOUND}", ours / bound >= TARGET_BOUND),
        (f"step p50 at {stored:,} / at 1,000   {many / few:7.2f}  <= {TARGET_FLAT}", many / few <= TARGET_FLAT),
        (f"queue page of 50, ms in SQL          {queue_ms:7.2f}  <= {TARGET_QUEUE_MS}", queue_ms <= TARGET_QUEUE_MS),
    )
    print()
    for line, holds in targets:
        print(f"  {'ok  ' if holds else 'MISS'} {line}")
    return 0 if all(holds for _, holds in targets) else 1


if __name__ == "__main__":
    raise SystemExit(main())
