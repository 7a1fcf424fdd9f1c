"""Graphs of random tables: the inference library against a walk of the same graph, one decision after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from rules.evaluate import EvaluationFailed, decide
from rules.evaluate.inference import chain
from rules.feel import Text, compile_expression, compile_unary_tests
from rules.packs.model import Column, Decision, Kind, Need, Pack, Table
from tests.properties.bulk import NOW, in_turn
from tests.properties.tables import COLUMNS, cell, pack_of, table, value

SHAPES = 60  # the library keeps every ruleset that it has met, one for each shape of a graph


def shape(number: int) -> dict[str, tuple[str, ...]]:
    """A graph of 2 to 9 decisions: what each needs among the earlier ones; the last needs what nobody else does."""
    draw = Random(number)
    names = [f"d{place}" for place in range(draw.randint(2, 9))]
    needs = {
        name: tuple(sorted(draw.sample(names[:place], min(place, draw.randint(0, 3)))))
        for place, name in enumerate(names)
    }
    needed = {other for others in needs.values() for other in others}
    open_ends = [name for name in names[:-1] if name not in needed]
    return {**needs, names[-1]: tuple(sorted({*needs[names[-1]], *open_ends}))}


def chained(seed: int) -> Pack:
    """A pack whose decisions are random tables, each with a column for every decision that it needs."""
    draw = Random(seed)
    decisions = {name: _decision(draw, name, others) for name, others in shape(seed % SHAPES).items()}
    return replace(pack_of(table(draw)), decisions=decisions)


def _decision(draw: Random, name: str, others: tuple[str, ...]) -> Decision:
    needs = [Need(Kind.INPUT, one, one) for one in COLUMNS] + [Need(Kind.DECISION, one, one) for one in others]
    logic = _joined(draw, table(draw, dates=draw.random() < 0.3, odd=draw.random() < 0.3), others)
    return Decision(name, Text(name), others, logic, 0, tuple(needs))


def _joined(draw: Random, made: Table, others: tuple[str, ...]) -> Table:
    columns = tuple(Column(name, Text(name), compile_expression(name), "number", True, None) for name in others)
    rows = tuple(
        replace(row, cells=(*row.cells, *(compile_unary_tests(cell(draw, "figure")) for _ in others)))
        for row in made.rows
    )
    return replace(made, columns=(*made.columns, *columns), rows=rows)


def disagreements(seed: int, inputs: int) -> list[Any]:
    """(facts, by inference, by the walk) for the random inputs on which the two do not say the same."""
    pack, draw = chained(seed), Random(-seed)
    goal = list(pack.decisions)[-1]
    found = []
    for _ in range(inputs):
        facts = {name: value(draw, name) for name in COLUMNS if draw.random() < 0.9}
        said, expected = _said(pack, goal, facts, chain), _said(pack, goal, facts, in_turn)
        if said != expected:
            found.append((facts, said, expected))
    return found


def _said(pack: Pack, goal: str, facts: Mapping[str, Any], by: Any) -> Any:
    """All that a decision says. Decisions that do not need each other may be made in any order, and fail in any."""
    try:
        told = decide(pack, goal, facts, now=NOW, chain=by).to_json()
    except EvaluationFailed:
        return "failed"
    told["findings"].sort(key=json.dumps)
    told["trace"].sort(key=lambda step: step["decision"])
    return json.dumps(told, sort_keys=True)
