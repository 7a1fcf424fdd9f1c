"""How fast is the engine? `python3 -m portal bench engine`

All run the same process in one run, on a database of their own, with the same FEEL: our public API, SpiffWorkflow with
its whole-JSON serializer (through Django's ORM, and with our SQL), bpmn-engine where it is installed, and a machine
written by hand for this one process with our SQL as the bound.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from benchmarks._database import own_database

SHORT, LONG = 2, 20  # rounds: 11 and 101 activities
NPM = "bpmn-engine (npm)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print the table. Returns 0 when every target holds, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python3 -m portal bench engine")
    parser.add_argument("--instances", type=int, default=40, help="whole instances per peer and round")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--stored", type=int, default=100_000, help="stored instances for the flatness figure")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    import django

    django.setup()
    from benchmarks.stepping.measure import engine_alone

    engine_alone()
    with own_database("bench", "engine"):
        return _report(_run(options.instances, options.rounds, options.stored))


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run measured.

    whole, step    instances a second and milliseconds of one step, by peer
    per_step       milliseconds of a step in a process of 11 and of 101 activities, by peer
    workers        instances a second of one and of two worker processes, by peer
    state          bytes of the state of a running instance of 11 activities, after each step
    flat           milliseconds of one step among all `stored` instances, of ours and of the bound
    parts          milliseconds of each part of our step
    """

    whole: dict[str, list[float]]
    step: dict[str, list[float]]
    per_step: dict[str, tuple[float, float]]
    workers: dict[str, tuple[float, float]]
    state: list[int]
    flat: dict[str, list[float]]
    stored: int
    parts: dict[str, float]
    queue_ms: float


def _publish(rounds: int) -> UUID:
    from benchmarks.stepping.workload import FIELDS, PEOPLE, diagram, form, order
    from engine import api
    from engine.bpmn.catalogue import Catalogue, FormShape
    from rules.feel import Text

    text = Text(vi="Đo", en="Bench")
    catalogue = Catalogue(
        forms={form(node): FormShape(text) for node, _ in order(rounds)},
        roles=dict.fromkeys(PEOPLE.values(), text),
        start_variables=frozenset(FIELDS),
    )
    return api.publish(diagram(rounds), catalogue=catalogue, published_by="bench", references={}).pk


def _run(instances: int, rounds: int, stored: int) -> Measured:
    from django.db import connection

    from benchmarks.stepping import measure, npm
    from benchmarks.stepping.bound import Bound
    from benchmarks.stepping.fill import fill
    from benchmarks.stepping.ours import Ours
    from benchmarks.stepping.stock import Stock

    version = _publish(1)
    ours, bound = Ours(), Bound(version)
    peers = (ours, Stock(version, orm=True), Stock(version, orm=False), bound)
    numbers = iter(range(1, 10_000_000))
    for peer in peers:
        measure.whole(peer, _some(numbers, 10))
    ours.start(-1)  # the one that `fill` copies
    fill(1_000)
    whole: dict[str, list[float]] = {p.name: [] for p in peers}
    step: dict[str, list[float]] = {p.name: [] for p in peers}
    for _ in range(rounds):  # interleaved, so that a noisy neighbour hits all alike
        for peer in peers:
            count = max(instances // 4, 1) if isinstance(peer, Stock) else instances
            whole[peer.name].append(measure.whole(peer, _some(numbers, count)))
            step[peer.name] += measure.single(peer, _some(numbers, count))
            if npm.installed() and peer is bound:
                count = max(instances // 4, 1)
                rate, times = npm.measured(count, connection.settings_dict, _some(numbers, count + 11)[0])
                whole.setdefault(NPM, []).append(rate)
                step.setdefault(NPM, []).extend(times)
    per_step, state = _long(instances, rounds, numbers)
    workers = {name: _workers(name, version, instances * 5, numbers) for name in (ours.name, bound.name)}
    parts = measure.where(ours, _some(numbers, instances))
    fill(stored - 1_000)
    flat: dict[str, list[float]] = {ours.name: [], bound.name: []}
    for _ in range(rounds):
        for peer in (ours, bound):
            flat[peer.name] += measure.single(peer, _some(numbers, instances))
    return Measured(whole, step, per_step, workers, state, flat, stored, parts, measure.queue_ms())


def _long(instances: int, rounds: int, numbers: Iterator[int]) -> tuple[dict[str, tuple[float, float]], list[int]]:
    """Milliseconds per step of a short and a long process, and the sizes of our state in the short one."""
    from benchmarks.stepping import measure
    from benchmarks.stepping.ours import Ours
    from benchmarks.stepping.stock import Stock
    from benchmarks.stepping.workload import order

    found: dict[str, list[list[float]]] = {}
    versions = {size: _publish(size) for size in (SHORT, LONG)}
    peers: list[tuple[Any, int, int]] = [(Ours(size), size, instances // size) for size in (SHORT, LONG)]
    peers += [
        (Stock(versions[size], orm=False, rounds=size), size, max(instances // 20 // size, 1)) for size in versions
    ]
    for peer, size, _ in peers:
        measure.whole(peer, _some(numbers, 1), size)
    for _ in range(rounds):
        for peer, size, count in peers:
            steps = len(order(size)) + 1
            rate = measure.whole(peer, _some(numbers, max(count, 1)), size)
            found.setdefault(peer.name, [[], []])[size == LONG].append(1_000 / rate / steps)
    sizes = measure.state_bytes(Ours(SHORT), next(numbers), SHORT)
    return {name: (median(short), median(long)) for name, (short, long) in found.items()}, sizes


def _some(numbers: Iterator[int], count: int) -> list[int]:
    return [next(numbers) for _ in range(count)]


def _workers(name: str, version: UUID, count: int, numbers: Iterator[int]) -> tuple[float, float]:
    """Instances a second of one and of two workers, in turns: the medians of five runs."""
    from benchmarks.stepping import measure

    runs = [[measure.at_once(name, version, workers, count, numbers) for workers in (1, 2)] for _ in range(5)]
    return median(one for one, _ in runs), median(two for _, two in runs)


def _report(m: Measured) -> int:
    """Print the tables and say which targets hold."""
    p99 = {name: quantiles(times, n=100)[98] for name, times in m.step.items()}
    print(f"{'':24}{'instances/s':>12}{'step p50 ms':>13}{'step p99 ms':>13}")
    for name, rates in m.whole.items():
        print(f"{name:24}{median(rates):12.0f}{median(m.step[name]):13.2f}{p99[name]:13.2f}")
    if NPM not in m.whole:
        print(f"{NPM:24}not installed, so not measured")
    print(f"{'Viewflow':24}not measured: its licence (AGPL) keeps it away from this code")
    print(f"\n{'ms per step, start included':32}{'11 activities':>14}{'101 activities':>15}")
    for name, (short, long) in m.per_step.items():
        print(f"{name:32}{short:14.2f}{long:15.2f}")
    print(f"\n{'instances/s':24}{'one worker':>12}{'two workers':>13}")
    for name, (one, two) in m.workers.items():
        print(f"{name:24}{one:12.0f}{two:13.0f}")
    print("\nwhere a step of engine.api spends its time, ms")
    for label, spent in m.parts.items():
        print(f"  {label:32}{spent:7.3f}")
    print(f"\nbytes of state of a running instance of 11 activities, step by step: {', '.join(map(str, m.state))}\n")
    holds = [_target(*target) for target in _targets(m, p99)]
    return 0 if all(holds) else 1


def _targets(m: Measured, p99: dict[str, float]) -> Iterator[tuple[str, float, str, float]]:
    """Label, figure, <= or >=, target."""
    through_orm, same_sql, bound = list(m.whole)[1:4]
    (short, long), *_ = m.per_step.values()
    (one, two), (bound_one, bound_two) = m.workers.values()
    p50 = median(m.step["engine.api"])
    yield "engine.api / bound, instances/s", _ratio(m, bound), ">=", 0.7
    yield "engine.api / naive SpiffWorkflow, instances/s", _ratio(m, through_orm), ">=", 3
    yield "  ... if SpiffWorkflow also had our SQL", _ratio(m, same_sql), ">=", 0
    if NPM in m.whole:
        yield f"engine.api / {NPM}, instances/s", _ratio(m, NPM), ">=", 13
    yield "two workers / one", two / one, ">=", 1.7
    yield "  ... of the bound on this machine", bound_two / bound_one, ">=", 0
    yield "p99 / p50 of one step", p99["engine.api"] / p50, "<=", 3
    yield "  ... of the bound on this machine", p99[bound] / median(m.step[bound]), ">=", 0
    yield "a step of 101 activities / of 11", long / short, "<=", 1.5
    yield "bytes of state, the largest", max(m.state), "<=", 2_500
    grown = {name: median(times) / median(m.step[name]) for name, times in m.flat.items()}
    yield f"step p50 at {m.stored:,} stored / at 1,000", grown["engine.api"], "<=", 1.25
    yield "  ... of the bound on this machine", grown[bound], ">=", 0
    yield f"queue page of 50 of {m.stored:,}, ms in SQL", m.queue_ms, "<=", 5


def _ratio(m: Measured, peer: str) -> float:
    """How many times the instances of a peer ours are: the median over the rounds, in each of which both took turns."""
    return median(ours / theirs for ours, theirs in zip(m.whole["engine.api"], m.whole[peer], strict=True))


def _target(label: str, figure: float, sign: str, target: float) -> bool:
    holds = figure >= target if sign == ">=" else figure <= target
    wanted = f"{sign} {target:g}" if target else "(no target)"
    print(f"  {'ok  ' if holds else 'MISS'} {label:50}{figure:10.2f}  {wanted}")
    return holds


if __name__ == "__main__":
    raise SystemExit(main())
