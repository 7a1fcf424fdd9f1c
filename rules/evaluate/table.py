"""One decision table on given facts, with every hit policy of DMN 1.5 section 8.2.10."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.evaluate.errors import OverlappingRows, ValueNotAllowed
from rules.evaluate.result import RowTrace
from rules.evaluate.rows import tested_rows
from rules.feel import EvaluationContext
from rules.feel.comparison import equal
from rules.feel.errors import NullResult
from rules.feel.functions import BUILTINS
from rules.feel.types import fitted
from rules.packs.model import HitPolicy, Row, Table

SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST})


@dataclass(frozen=True, slots=True)
class TableResult:
    """The value of the table, the rows that matched, the rows that wait for a fact, and the test of each row."""

    value: Any
    matched: tuple[Row, ...]
    undecided: tuple[Row, ...]
    inputs: Mapping[str, Any]
    traces: tuple[RowTrace, ...]


def evaluate_table(
    name: str, table: Table, facts: Mapping[str, Any], context: EvaluationContext, day: date
) -> TableResult:
    """Test every row that is valid on `day` and combine the matching ones by the hit policy.

    name   of the decision, for errors
    facts  FEEL values by name
    Raises OverlappingRows (UNIQUE, ANY) and ValueNotAllowed; no match gives the default output, else null.
    """
    inputs = [fitted(column.expression.evaluate(facts, context), column.kind) for column in table.columns]
    for column, value in zip(table.columns, inputs, strict=True):
        if column.allowed and value is not None and column.allowed.matches(value, facts, context) is not True:
            raise ValueNotAllowed(name, column.label.vi, value)
    rows = tested_rows(table, inputs, facts, context, day)
    values = [output_of(name, table, row, facts, context) for row in rows.matched]
    value = combine(name, table, rows.matched, values, facts, context)
    shown = {column.label.vi: given for column, given in zip(table.columns, inputs, strict=True)}
    return TableResult(value, rows.matched, rows.undecided, shown, rows.traces)


def combine(
    name: str,
    table: Table,
    matched: Sequence[Row],
    values: list[Any],
    facts: Mapping[str, Any],
    context: EvaluationContext,
) -> Any:
    """The value of the table from the rows that matched and their outputs. Raises OverlappingRows.

    No match is the default output, or null; a table of findings that finds nothing lists nothing.
    """
    policy = table.hit_policy
    if policy is HitPolicy.UNIQUE and len(values) > 1:
        raise OverlappingRows(name, tuple(row.id for row in matched))
    if policy is HitPolicy.ANY and any(equal(values[0], other) is not True for other in values[1:]):
        raise OverlappingRows(name, tuple(row.id for row in matched))
    if not values and (policy in SINGLE or any(output.default for output in table.outputs)):
        return _default(table, facts, context)
    if policy in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER}:
        if not any(output.order for output in table.outputs):
            raise OverlappingRows(name, tuple(row.id for row in matched))
        values.sort(key=lambda value: _rank(table, value))
    if policy in SINGLE:
        return values[0]
    if not values and not table.manual_when_missing:
        return None
    return _aggregate(table.aggregation, values, context) if table.aggregation else values


def output_of(name: str, table: Table, row: Row, facts: Mapping[str, Any], context: EvaluationContext) -> Any:
    """What a row gives. Raises ValueNotAllowed."""
    parts = zip(table.outputs, row.values, strict=True)
    values = [fitted(expression.evaluate(facts, context), output.kind) for output, expression in parts]
    for output, value in zip(table.outputs, values, strict=True):
        if output.allowed and output.allowed.matches(value, facts, context) is not True:
            raise ValueNotAllowed(name, output.name or name, value)
    if len(values) == 1:
        return values[0]
    return {output.name: value for output, value in zip(table.outputs, values, strict=True)}


def _default(table: Table, facts: Mapping[str, Any], context: EvaluationContext) -> Any:
    values = [output.default.evaluate(facts, context) if output.default else None for output in table.outputs]
    if all(output.default is None for output in table.outputs):
        return None
    if len(values) == 1:
        return values[0]
    return {output.name: value for output, value in zip(table.outputs, values, strict=True)}


def _rank(table: Table, value: Any) -> tuple[int, ...]:
    parts = [value[output.name] for output in table.outputs] if len(table.outputs) > 1 else [value]
    return tuple(
        next((place for place, wanted in enumerate(output.order) if equal(wanted, part) is True), len(output.order))
        for output, part in zip(table.outputs, parts, strict=True)
    )


def _aggregate(kind: str, values: list[Any], context: EvaluationContext) -> Any:
    if kind == "COUNT":
        return Decimal(len(values))
    if not values:
        return None
    try:
        return BUILTINS[kind.lower()].invoke(context, [values], {})
    except NullResult as reason:  # an output that is null, or that has no order among the others
        context.warn(reason.text, 0)
        return None
