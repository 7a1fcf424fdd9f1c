"""durable-rules used naively, a rule for each row: `python -m benchmarks.ruling.peer_durable ROWS`."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any

from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, delete_state, m, ruleset, when_all

from benchmarks.ruling.workload import Asked, Case, report, rows


def make(table: list[Asked]) -> Callable[[Case], object]:
    """One case as one fact in a session of its own; the lowest row that fires is the answer."""
    fired: list[int] = []
    numbers = itertools.count()
    with ruleset("table"):
        for row in table:
            when_all(_condition(row))(_action(row.out, fired))

    def decide(case: Case) -> object:
        fired.clear()
        sid = str(next(numbers))
        try:
            assert_fact("table", {"sid": sid, **case._asdict()})
        except MessageNotHandledException:
            return None
        finally:
            delete_state("table", sid)
        return min(fired, default=None)

    return decide


def _action(out: int, fired: list[int]) -> Callable[[Any], None]:
    return lambda c: fired.append(out)


def _condition(row: Asked) -> Any:
    found = (m.line == row.line) & (m.kind == row.kind) & (m.cost >= row.cost_from) & (m.cost < row.cost_to)
    found = found & (m.units >= row.units_from) & (m.units < row.units_to)
    if row.flag is not None:
        found = found & (m.flag == row.flag)
    return found if row.filed_from is None else found & (m.filed >= row.filed_from)


if __name__ == "__main__":
    drawn = rows(int(sys.argv[1]))
    report("durable-rules, naively", drawn, lambda: make(drawn))
