"""Our evaluators on the bench's tables, written as DMN and loaded like any other pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.ruling.workload import Asked, Case
from rules.evaluate import decide
from rules.evaluate.compiled import compile_pack
from rules.packs import Pack, load_pack

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
COLUMNS = {"line": "string", "kind": "string", "cost": "number", "units": "number", "flag": "boolean", "filed": "date"}
MANIFEST = b"""
key = "bench"
version = "1"
kind = "REFERENCE"
territory = "bench"
valid_from = 2021-01-01
title = { vi = "bench", en = "bench" }
"""


def pack(table: Sequence[Asked]) -> Pack:
    """The table as a pack with one decision, `t`."""
    data = "".join(
        f'<inputData id="in_{n}" name="{n}"><variable name="{n}" typeRef="{k}"/></inputData>'
        for n, k in COLUMNS.items()
    )
    needs = "".join(
        f'<informationRequirement id="r_{name}"><requiredInput href="#in_{name}"/></informationRequirement>'
        for name in COLUMNS
    )
    inputs = "".join(
        f'<input id="c_{name}" label="{name}"><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression>'
        "</input>"
        for name, kind in COLUMNS.items()
    )
    rules = "".join(_rule(row) for row in table)
    xml = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:bench">'
        f'{data}<decision id="t" name="t"><variable name="t"/>{needs}<decisionTable id="tt" hitPolicy="FIRST">{inputs}'
        f'<output id="o" name="out" typeRef="number"/>{rules}</decisionTable></decision></definitions>'
    )
    return load_pack(xml.encode(), MANIFEST)


def _rule(row: Asked) -> str:
    cells = (
        f'"{row.line}"',
        f'"{row.kind}"',
        f"[{row.cost_from}..{row.cost_to})",
        f"[{row.units_from}..{row.units_to})",
        "-" if row.flag is None else str(row.flag).lower(),
        "-" if row.filed_from is None else f'>= date("{date.fromordinal(row.filed_from)}")',
    )
    entries = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
    return f'<rule id="r{row.out}">{entries}<outputEntry><text>{row.out}</text></outputEntry></rule>'


def facts(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The cases as facts, days as dates."""
    return [{**case._asdict(), "filed": date.fromordinal(case.filed)} for case in cases]


def bulk(table: Sequence[Asked]) -> Callable[[dict[str, Any]], Any]:
    """The replay path, without trace."""
    compiled = compile_pack(pack(table), "t")
    return lambda given: compiled.answer(given, now=NOW).outputs["t"]


def traced(table: Sequence[Asked]) -> Callable[[dict[str, Any]], Any]:
    """`decide` with chaining by the inference library and a trace of every row."""
    made = pack(table)
    return lambda given: decide(made, "t", given, now=NOW).outputs["t"]
