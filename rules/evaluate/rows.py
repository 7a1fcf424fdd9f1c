"""The rows of a table on given inputs, each with the answer that its trace tells.

A small table is tested row by row. A large one that is asked again gets an index: the rows that a column turns away are
known in one step, and only rows with cells that no index can tell are tested. Both ways give the same trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.evaluate.columns import Columns
from rules.evaluate.constants import is_constant
from rules.evaluate.finders import NotIndexed
from rules.evaluate.masks import bits
from rules.evaluate.result import RowTrace
from rules.feel import BudgetExceeded, EvaluationContext, UnaryTests, syntax
from rules.feel.compiler import compile_node
from rules.feel.environment import Environment
from rules.packs.model import Row, Table

INDEXED_FROM = 16  # rows; below, testing them all is as fast
ASKED_BEFORE = 2  # times; an index costs as much as some evaluations
MANY_DAYS = 256  # days whose rows an index remembers
UNDECIDED = -2
MATCHED = -1


@dataclass(frozen=True, slots=True)
class Tested:
    """The rows that matched, those that wait for a fact, and the trace of every row that is valid on the day."""

    matched: tuple[Row, ...]
    undecided: tuple[Row, ...]
    traces: tuple[RowTrace, ...]


def tested_rows(
    table: Table, inputs: Sequence[Any], facts: Mapping[str, Any], context: EvaluationContext, day: date
) -> Tested:
    """Test every row that is valid on `day`. inputs: the values of the columns, in order."""
    if len(table.rows) >= INDEXED_FROM:
        asked = table.kept["asked"] = table.kept.get("asked", 0) + 1
        if asked > ASKED_BEFORE:
            if "index" not in table.kept:
                table.kept["index"] = _Index(table)
            index: _Index = table.kept["index"]
            try:
                return index.test(inputs, facts, context, day)
            except NotIndexed:  # a value that the index does not know
                pass
    return _one_by_one(table, inputs, facts, context, day)


def _one_by_one(
    table: Table, inputs: Sequence[Any], facts: Mapping[str, Any], context: EvaluationContext, day: date
) -> Tested:
    matched: list[Row] = []
    undecided: list[Row] = []
    traces: list[RowTrace] = []
    for row in table.rows:
        if not is_valid(row, day):
            continue
        answer, failed_at = tested(table, row, inputs, facts, context)
        traces.append(RowTrace(row.id, row.rule_id, answer, failed_at, row.article, row.confidence))
        if answer:
            matched.append(row)
        elif answer is None:
            undecided.append(row)
    return Tested(tuple(matched), tuple(undecided), tuple(traces))


def is_valid(row: Row, day: date) -> bool:
    """Whether the row counts on the day."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def tested(
    table: Table, row: Row, inputs: Sequence[Any], facts: Mapping[str, Any], context: EvaluationContext
) -> tuple[bool | None, str]:
    """(matches, first column that said no). Null: no column said no, but a fact that the row asks for is missing."""
    answer: bool | None = True
    for column, cell, value in zip(table.columns, row.cells, inputs, strict=True):
        if cell.accepts_everything:
            continue
        if value is None and table.manual_when_missing and "null" not in cell.text:
            if column.optional:
                return False, column.label.vi
            answer = None
            continue
        if cell.matches(value, facts, context) is not True:
            return False, column.label.vi
    return answer, ""


class _Index:
    """Finds the column at which each row of a table fails. Holds no state of an evaluation."""

    def __init__(self, table: Table) -> None:
        self._table = table
        found = Columns(table)
        self._columns, self._asks = found.columns, found.asks
        noisy = sum(1 << place for place, row in enumerate(table.rows) if not all(map(_is_silent, row.cells)))
        self._as_they_are = found.residual | noisy
        self._traces: list[dict[int, RowTrace]] = [{} for _ in table.rows]
        self._days: dict[date, int] = {}

    def test(self, inputs: Sequence[Any], facts: Mapping[str, Any], context: EvaluationContext, day: date) -> Tested:
        """As `tested_rows`. Raises NotIndexed for a value that no place of its column has."""
        valid = self._valid_on(day)
        yes = may = valid & ~self._as_they_are
        at: dict[int, int] = {}  # row -> the column that turned it away, or what became of it
        for place, (column, value) in enumerate(zip(self._columns, inputs, strict=True)):
            found = column.null if value is None else column.find(value)
            said_yes, said_may = found if self._asks else (found, found)
            at.update(dict.fromkeys(bits(may & ~said_may), place))
            yes, may = yes & said_yes, may & said_may
        at.update(dict.fromkeys(bits(yes), MATCHED))
        at.update(dict.fromkeys(bits(may & ~yes), UNDECIDED))
        for row in bits(valid & self._as_they_are):
            answer, label = tested(self._table, self._table.rows[row], inputs, facts, context)
            at[row] = MATCHED if answer else UNDECIDED if answer is None else self._place(label)
        rows, order = self._table.rows, sorted(at)
        return Tested(
            tuple(rows[row] for row in order if at[row] == MATCHED),
            tuple(rows[row] for row in order if at[row] == UNDECIDED),
            tuple(self._traces[row].get(at[row]) or self._trace(row, at[row]) for row in order),
        )

    def _place(self, label: str) -> int:
        """The first column of this label: traces tell columns by their labels."""
        return next(place for place, column in enumerate(self._table.columns) if column.label.vi == label)

    def _trace(self, place: int, at: int) -> RowTrace:
        """The trace of a row, made when it is first told."""
        row = self._table.rows[place]
        answer = True if at == MATCHED else None if at == UNDECIDED else False
        label = self._table.columns[at].label.vi if at >= 0 else ""
        made = RowTrace(row.id, row.rule_id, answer, label, row.article, row.confidence)
        self._traces[place][at] = made
        return made

    def _valid_on(self, day: date) -> int:
        if day not in self._days:
            rows = sum(1 << place for place, row in enumerate(self._table.rows) if is_valid(row, day))
            if len(self._days) >= MANY_DAYS:
                return rows
            self._days[day] = rows
        return self._days[day]


def _is_silent(cell: UnaryTests) -> bool:
    """Whether a cell never warns: comparisons with constants that are made without a warning."""
    return all(isinstance(node, syntax.Test) and _is_quiet_constant(node.operand) for node in cell.nodes)


def _is_quiet_constant(node: syntax.Node) -> bool:
    if not is_constant(node):
        return False
    context = EvaluationContext()
    try:
        compile_node(node)(Environment({}, context))
    except BudgetExceeded:
        return False
    return not context.warnings
