"""SpiffWorkflow's DMN engine: `python -m benchmarks.ruling.peer_spiff ROWS`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

from benchmarks.ruling.workload import Asked, Case, report, rows


def make(table: list[Asked]) -> Callable[[Case], object]:
    """Its UNIQUE stops at the first row that matches. Its cells are Python expressions."""
    made = DecisionTable("t", "t", "UNIQUE")
    made.inputs = [Input(f"i{n}", name, name, name, "Any") for n, name in enumerate(Case._fields)]
    made.outputs = [Output("o", "out", "out", "Any")]
    made.rules = [_rule(made, row) for row in table]
    engine, scripts = DMNEngine(made), SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(case: Case) -> object:
        return engine.result(SimpleNamespace(workflow=scripts, data=case._asdict())).get("out")

    return decide


def _rule(table: DecisionTable, row: Asked) -> Rule:
    cells = (
        repr(row.line),
        repr(row.kind),
        f"{row.cost_from} <= ? < {row.cost_to}",
        f"{row.units_from} <= ? < {row.units_to}",
        None if row.flag is None else repr(row.flag),
        None if row.filed_from is None else f">= {row.filed_from}",
    )
    rule = Rule(f"r{row.out}")
    rule.row_number = row.out
    for asked, cell in zip(table.inputs, cells, strict=True):
        entry = InputEntry(f"{rule.id}{asked.id}", asked)
        entry.lhs = [cell] if cell is not None else []
        rule.inputEntries.append(entry)
    out = OutputEntry(f"{rule.id}o", table.outputs[0])
    out.text = str(row.out)
    out.parsedRef = out.text
    rule.outputEntries.append(out)
    return rule


if __name__ == "__main__":
    drawn = rows(int(sys.argv[1]))
    report("SpiffWorkflow's DMN", drawn, lambda: make(drawn))
