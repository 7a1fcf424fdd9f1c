"""A decision table with an index, for many cases without a trace: the same values as `evaluate_table` gives.

Each column is cut into the places of its values (see `axis`), each place has the set of rows that accept it. A case
costs one look-up and one intersection for each column. What cannot be indexed exactly is evaluated as ever.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rules.evaluate.columns import Columns
from rules.evaluate.constants import NotConstant, constant
from rules.evaluate.finders import NotIndexed
from rules.evaluate.making import MISSING, finding_of, findings_of
from rules.evaluate.masks import bits
from rules.evaluate.result import Finding
from rules.evaluate.rows import is_valid, tested
from rules.evaluate.table import SINGLE, combine, evaluate_table, output_of
from rules.evaluate.values import Values
from rules.feel import EvaluationContext
from rules.packs.model import HitPolicy, InputData, Row, Severity, Table

SCALARS = (Decimal, str, bool, date, type(None))
MANY_DAYS = 4096  # days whose rows a table remembers


class CompiledTable:
    """Holds no state of an evaluation but the rows of the days that it was asked for; may be shared by threads."""

    def __init__(self, name: str, table: Table, inputs: Mapping[str, InputData]) -> None:
        self.name = name
        self.table = table
        index = Columns(table, inputs)
        self._columns, self._asks, self._residual = index.columns, index.asks, index.residual
        self._flat = [(one.name, *one.fast, one.find, one.null) for one in index.columns]
        self._values = [_constant(table, row) for row in table.rows]
        self._constant_rows = sum(1 << place for place, value in enumerate(self._values) if value)
        said = [finding_of(r, r.severity, r.message) if r.severity and r.message else None for r in table.rows]
        self._findings = {place: found for place, found in enumerate(said) if found}
        self._speaking = sum(1 << place for place in self._findings)
        self._waiting = [finding_of(row, Severity.MANUAL, MISSING) for row in table.rows] if self._asks else []
        self._days: dict[date, int] = {}
        self._plain = not (self._asks or self._residual or any(column.expression for column in self._columns))
        self._nothing = table.hit_policy in SINGLE and all(output.default is None for output in table.outputs)
        self._first, self._single = table.hit_policy is HitPolicy.FIRST, table.hit_policy in SINGLE

    def evaluate(self, values: Values, now: datetime, day: date, findings: list[Finding]) -> Any:
        """The value of the table; findings are added to the list. Raises what `evaluate_table` raises."""
        work = None if self._plain else _Work(values, now)
        try:
            if work is None:
                yes = may = self._rows_of_facts(values, day)
            else:
                yes, may = self._rows(values, work, day)
        except NotIndexed:
            result = evaluate_table(self.name, self.table, values.filled(), EvaluationContext(now=now), day)
            findings += findings_of(self.table, result.matched, result.undecided)
            return result.value
        lowest = yes & -yes
        if not yes and self._nothing:
            value = None
        elif lowest and (self._first or (yes == lowest and self._single)) and not yes & ~self._constant_rows:
            value = self._values[lowest.bit_length() - 1]()  # type: ignore[misc]  # a constant row has one
        else:
            value = self._combined(yes, work or _Work(values, now))
        if yes & self._speaking or may != yes:
            findings += [self._findings[row] for row in bits(yes & self._speaking)]
            findings += [self._waiting[row] for row in bits(may & ~yes)] if self._asks else []
        return value

    def _rows_of_facts(self, values: Values, day: date) -> int:
        """As `_rows`, where every column is a fact and every cell was indexed."""
        rows = self._days[day] if day in self._days else self._rows_on(day)
        fact = values.facts.get
        for name, kind, steps, sets, find, null in self._flat:
            given = fact(name)
            if type(given) is kind:
                rows &= sets[given] if steps is None else sets[bisect_right(steps, given)]
            else:
                value = values[name]
                rows &= null if value is None else find(value)
        return rows

    def _rows(self, values: Values, work: "_Work", day: date) -> tuple[int, int]:
        """(rows that match, rows that match or wait for a fact)."""
        yes = may = self._days[day] if day in self._days else self._rows_on(day)
        asks = self._asks
        for name, _, find, null, expression in self._columns:
            value = values[name] if expression is None else expression.evaluate(values.filled(), work.context)
            found = null if value is None else find(value)
            if asks:
                yes, may = yes & found[0], may & found[1]
            else:
                yes &= found
        if not asks:
            may = yes
        return self._try_the_rest(work, yes, may) if may & self._residual else (yes, may)

    def _try_the_rest(self, work: "_Work", yes: int, may: int) -> tuple[int, int]:
        """Rows with a cell that could not be indexed are tested as they are."""
        scope, context = work.values.filled(), work.context
        inputs = [column.expression.evaluate(scope, context) for column in self.table.columns]
        for row in bits(may & self._residual):
            answer, _ = tested(self.table, self.table.rows[row], inputs, scope, context)
            yes = yes | 1 << row if answer else yes & ~(1 << row)
            may = may & ~(1 << row) if answer is False else may
        return yes, may

    def _combined(self, yes: int, work: "_Work") -> Any:
        scope, context = work.values.filled(), work.context
        rows = {place: self.table.rows[place] for place in bits(yes)}
        values = [
            known() if (known := self._values[place]) else output_of(self.name, self.table, row, scope, context)
            for place, row in rows.items()
        ]
        return combine(self.name, self.table, list(rows.values()), values, scope, context)

    def _rows_on(self, day: date) -> int:
        rows = sum(1 << place for place, row in enumerate(self.table.rows) if is_valid(row, day))
        if len(self._days) < MANY_DAYS:
            self._days[day] = rows
        return rows


class _Work:
    """What is needed only when something has to be evaluated, which is seldom: one context for the whole table."""

    __slots__ = ("_context", "_now", "values")

    def __init__(self, values: Values, now: datetime) -> None:
        self.values, self._now = values, now
        self._context: EvaluationContext | None = None

    @property
    def context(self) -> EvaluationContext:
        """The context of this evaluation."""
        if self._context is None:
            self._context = EvaluationContext(now=self._now)
        return self._context


def _constant(table: Table, row: Row) -> Callable[[], Any] | None:
    """What makes the output of a row, when it is constant and allowed; a context is made anew each time."""
    try:
        values = [constant(expression.node) for expression in row.values]
    except NotConstant:
        return None
    if not all(isinstance(value, SCALARS) for value in values):
        return None
    for output, value in zip(table.outputs, values, strict=True):
        if output.allowed and (output.allowed.variables or not output.allowed.matches(value, {})):
            return None
    if len(values) == 1:
        only = values[0]
        return lambda: only
    return dict(zip([output.name for output in table.outputs], values, strict=True)).copy
