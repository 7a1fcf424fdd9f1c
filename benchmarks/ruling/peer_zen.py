"""zen-engine, in a Python of its own: `python -m benchmarks.ruling.peer_zen ROWS`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import zen

from benchmarks.ruling.workload import Asked, Case, report, rows

FIELDS = ("line", "kind", "cost", "units", "flag", "filed")


def _rule(row: Asked) -> dict[str, str]:
    cells = (
        f'"{row.line}"',
        f'"{row.kind}"',
        f"[{row.cost_from}..{row.cost_to})",
        f"[{row.units_from}..{row.units_to})",
        "" if row.flag is None else str(row.flag).lower(),
        "" if row.filed_from is None else f">= {row.filed_from}",
    )
    return {"_id": f"r{row.out}", **{f"c{n}": cell for n, cell in enumerate(cells)}, "o": str(row.out)}


def model(table: list[Asked]) -> str:
    """The table as zen's JSON."""
    inputs = [{"id": f"c{n}", "name": name, "field": name} for n, name in enumerate(FIELDS)]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "out", "field": "out"}],
        "rules": [_rule(row) for row in table],
    }
    spot = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": spot},
        {"id": "t", "type": "decisionTableNode", "name": "t", "position": spot, "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "position": spot},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "t"), ("t", "out"))]
    return json.dumps({"nodes": nodes, "edges": edges})


def make(table: list[Asked]) -> Callable[[Case], object]:
    """One case through a decision that is compiled once."""
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(model(table)))

    def decide(case: Case) -> object:
        return decision.evaluate(case._asdict())["result"].get("out")

    return decide


if __name__ == "__main__":
    drawn = rows(int(sys.argv[1]))
    report("zen-engine", drawn, lambda: make(drawn))
