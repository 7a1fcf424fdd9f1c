"""The analysis of a table by trying every combination of values: the truth that the real one is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from rules.analysis import Analysis, Case, Region, analyse
from rules.analysis.model import DAY_COLUMN, GapKind
from rules.evaluate.table import SINGLE, evaluate_table
from rules.feel import EvaluationContext
from rules.feel.comparison import contains
from rules.packs.model import HitPolicy, Table
from tests.properties.tables import COLUMNS, DAYS, FIRST_DAY

DEFAULT, NO_ANSWER, EMPTY_LIST = GapKind.DEFAULT_APPLIES, GapKind.NO_ANSWER, GapKind.EMPTY_LIST
Point = dict[str, Any]


def disagreements(table: Table, *, whole_period: bool) -> list[str]:
    """Everything in which the analysis differs from trying all values; empty when it is exact."""
    found = analyse(table, decision="t", day=None if whole_period else FIRST_DAY, limit=10_000)
    tried = _try_all(table, whole_period=whole_period)
    if not found.exact:
        return [f"not exact: {found.undecided} {found.stopped}"]
    return [*_gaps(table, found, tried), *_overlaps(table, found, tried), *_subsumed(table, found, tried)]


def answers(table: Table, point: Mapping[str, Any]) -> dict[str, bool | None]:
    """Row id -> whether it matches at a point; rows that are not valid on the day are left out."""
    listing = replace(table, hit_policy=HitPolicy.COLLECT, aggregation="")
    result = evaluate_table("t", listing, point, EvaluationContext(), point[DAY_COLUMN])
    return {trace.row_id: trace.matched for trace in result.traces}


def _try_all(table: Table, *, whole_period: bool) -> list[tuple[Point, dict[str, bool | None]]]:
    days: list[date] = DAYS if whole_period else [FIRST_DAY]
    names = [column.id for column in table.columns]
    points = [
        {**dict(zip(names, values, strict=True)), DAY_COLUMN: day}
        for values in product(*(COLUMNS[name][2] for name in names))
        for day in days
    ]
    return [(point, answers(table, point)) for point in points]


def inside(case: Case, point: Mapping[str, Any]) -> bool:
    """Whether a point lies in the box of a counter-example."""
    return all(_within(region, point[name]) for name, region in case.box.items())


def _within(region: Region, value: Any) -> bool:
    if value is None:
        return region.null
    if region.every_text_but is not None:
        return value not in region.every_text_but
    return value in region.values or any(contains(found, value) is True for found in region.ranges)


def _at(case: Case) -> Point:
    return {DAY_COLUMN: FIRST_DAY, **case.values}


def _gaps(table: Table, found: Analysis, tried: list[tuple[Point, dict[str, bool | None]]]) -> list[str]:
    wrong = []
    for point, said in tried:
        open_here = not any(answer in (True, None) for answer in said.values())
        boxes = sum(inside(gap.case, point) for gap in found.gaps)
        if boxes != open_here:
            wrong.append(f"gap at {point}: {open_here}, in {boxes} boxes")
    for gap in found.gaps:
        if any(answer in (True, None) for answer in answers(table, _at(gap.case)).values()):
            wrong.append(f"no gap at its own example {gap}")
        if not inside(gap.case, _at(gap.case)):
            wrong.append(f"the example is outside its box {gap}")
        single = table.hit_policy in SINGLE
        if gap.kind is not (DEFAULT if table.outputs[0].default else NO_ANSWER if single else EMPTY_LIST):
            wrong.append(f"wrong kind {gap}")
    return wrong


def _overlaps(table: Table, found: Analysis, tried: list[tuple[Point, dict[str, bool | None]]]) -> list[str]:
    pairs = set()
    for _, said in tried:
        yes = [row for row, answer in said.items() if answer]
        pairs |= {(a, b) for place, a in enumerate(yes) for b in yes[place + 1 :]}
    told = {(overlap.row_a, overlap.row_b) for overlap in found.overlaps}
    wrong = [f"overlap {pair}: tried {pair in pairs}, told {pair in told}" for pair in pairs ^ told]
    if found.overlap_count != len(pairs):
        wrong.append(f"{found.overlap_count} overlaps counted of {len(pairs)}")
    values = {row.id: row.values[0].evaluate({}) for row in table.rows}
    for overlap in found.overlaps:
        at = answers(table, _at(overlap.case))
        if not (at[overlap.row_a] and at[overlap.row_b]):
            wrong.append(f"no overlap at its own example {overlap}")
        same = values[overlap.row_a] == values[overlap.row_b]
        bad = table.hit_policy is HitPolicy.UNIQUE or (table.hit_policy is HitPolicy.ANY and not same)
        if overlap.agree is not same or overlap.forbidden is not bad:
            wrong.append(f"wrongly judged {overlap}")
    return wrong


def _subsumed(table: Table, found: Analysis, tried: list[tuple[Point, dict[str, bool | None]]]) -> list[str]:
    seen: dict[str, set[int]] = {row: set() for _, said in tried for row in said}
    for number, (_, said) in enumerate(tried):
        for row, answer in said.items():
            if answer:
                seen[row].add(number)
    rows = [row.id for row in table.rows if row.id in seen]
    told = {row.row: row for row in found.subsumed}
    wrong = []
    for place, row in enumerate(rows):
        expected = not seen[row] or _superfluous(table, rows, place, seen)
        if expected != (row in told):
            wrong.append(f"row {row}: superfluous {expected}, told {told.get(row)}")
        elif row in told and not seen[row] <= set().union(*(seen[by] for by in told[row].by)):
            wrong.append(f"row {row} is not covered by {told[row].by}")
    return wrong


def _superfluous(table: Table, rows: list[str], place: int, seen: dict[str, set[int]]) -> bool:
    mine = seen[rows[place]]
    if table.hit_policy is HitPolicy.FIRST:
        return mine <= set().union(*(seen[row] for row in rows[:place]))
    values = {row.id: row.values[0].evaluate({}) for row in table.rows}
    for other, row in enumerate(rows):
        if other == place or not mine <= seen[row]:
            continue
        if table.hit_policy is HitPolicy.PRIORITY:
            mine_rank, its_rank = -values[rows[place]], -values[row]
            if its_rank < mine_rank or (its_rank == mine_rank and other < place):
                return True
        elif other < place or mine != seen[row]:
            return True
    return False
