"""The tables and cases that all evaluators get: 6 columns of mixed types, seeded. Standard library only.

A row asks for a line and a kind, a half-open range of cost and of units, a flag or none, a first day or none; the first
row that matches gives its number. Evaluators without dates get days as numbers, which is the cheaper comparison.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

FIRST_DAY = date(2021, 1, 1).toordinal()
SECONDS = 1.0  # of each measurement
TRIED = 100  # cases whose answers are compared with the bound's


class Asked(NamedTuple):
    """One row."""

    line: str
    kind: str
    cost_from: int
    cost_to: int
    units_from: int
    units_to: int
    flag: bool | None
    filed_from: int | None
    out: int


class Case(NamedTuple):
    """One dossier. filed is a day number."""

    line: str
    kind: str
    cost: int
    units: int
    flag: bool
    filed: int


def rows(count: int) -> list[Asked]:
    """The table of so many rows."""
    draw = Random(count)  # noqa: S311  # a seeded workload, no secret
    return [_row(draw, number) for number in range(count)]


def _row(draw: Random, number: int) -> Asked:
    low, few = draw.randrange(0, 80) * 1_000_000, draw.randrange(1, 6)
    return Asked(
        f"LINE-{draw.randrange(5)}",
        f"KIND-{draw.randrange(6)}",
        low,
        low + draw.randrange(5, 30) * 1_000_000,
        few,
        few + draw.randrange(2, 6),
        draw.choice([None, True, False]),
        draw.choice([None, FIRST_DAY + draw.randrange(1500)]),
        number,
    )


def cases(table: Sequence[Asked], count: int = 500) -> list[Case]:
    """Dossiers: most fit some row, one in five is drawn freely."""
    draw = Random(len(table) + 1)  # noqa: S311  # a seeded workload, no secret
    return [_case(draw, draw.choice(table)) for _ in range(count)]


def _case(draw: Random, row: Asked) -> Case:
    if draw.random() < 0.2:
        row = _row(draw, 0)
    return Case(
        row.line,
        row.kind,
        draw.randrange(row.cost_from, row.cost_to),
        draw.randrange(row.units_from, row.units_to),
        draw.random() < 0.5 if row.flag is None else row.flag,
        draw.randrange(row.filed_from or FIRST_DAY, FIRST_DAY + 1600),
    )


def by_hand(table: Sequence[Asked], case: Case) -> int | None:
    """The bound: a loop written for exactly these columns."""
    a, b, c, u, f, d = case
    for line, kind, cost_from, cost_to, units_from, units_to, flag, filed_from, out in table:
        if (
            a == line
            and b == kind
            and cost_from <= c < cost_to
            and units_from <= u < units_to
            and (flag is None or flag is f)
            and (filed_from is None or filed_from <= d)
        ):
            return out
    return None


def rate(decide: Callable[[Any], object], inputs: Sequence[Any], seconds: float = SECONDS) -> float:
    """Cases per second, over whole rounds of the inputs where one round is short."""
    done, began = 0, perf_counter()
    while perf_counter() - began < seconds:
        for given in inputs if done else inputs[:20]:
            decide(given)
            done += 1
            if done % 20 == 0 and perf_counter() - began > 2 * seconds:
                break
    return done / (perf_counter() - began)


def report(name: str, table: Sequence[Asked], make: Callable[[], Callable[[Case], object]]) -> None:
    """Run one foreign evaluator and print {"rate", "wrong"} as JSON: the end of a child process."""
    asked = cases(table)
    decide = make()
    wrong = sum(decide(case) != by_hand(table, case) for case in asked[:TRIED])
    sys.stdout.write("\n" + json.dumps({"name": name, "rate": rate(decide, asked), "wrong": wrong}) + "\n")
