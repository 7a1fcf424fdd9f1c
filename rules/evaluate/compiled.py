"""The bulk path: the same answers as `decide`, without a trace, for many cases.

A table is compiled once: each column into the places of its values (see `axis`), each place into the set of rows that
accept it. A case costs one look-up and one intersection for each column, however many rows there are. What cannot be
indexed exactly is left to the evaluator that writes traces.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rules.evaluate.axis import Axis, NoAxis, build_axis
from rules.evaluate.constants import NotConstant, constant
from rules.evaluate.decide import outputs_of
from rules.evaluate.errors import EvaluationFailed
from rules.evaluate.making import MISSING, Making, finding_of, given
from rules.evaluate.masks import bits, rows_by_place
from rules.evaluate.result import Finding
from rules.evaluate.table import combine, evaluate_table, is_valid, output_of, tested
from rules.feel import BudgetExceeded, EvaluationContext, UnaryTests, syntax, to_feel
from rules.feel.types import fitted
from rules.packs.model import Column, HitPolicy, InputData, Kind, Pack, Row, Severity, Table

Scope = Mapping[str, Any]
SCALARS = (Decimal, str, bool, date, type(None))
EXACT_TYPES: Mapping[str, type] = {"number": Decimal, "string": str, "boolean": bool, "date": date}


class Answer(NamedTuple):
    """What a decision says of one case; `failed` instead of outputs where it refuses to guess."""

    outputs: Mapping[str, Any]
    findings: tuple[Finding, ...]
    failed: EvaluationFailed | BudgetExceeded | None


class _NotIndexed(Exception):  # noqa: N818  # no error: a value outside what the index knows
    """The evaluator with a trace must look at this case."""


class _Index:
    """One column: which rows accept a value (`yes`), and which do not say no to it (`may`), null included."""

    def __init__(self, axis: Axis, yes: list[int], may: list[int], allowed: int) -> None:
        self._axis = axis
        self._pairs = list(zip(yes, may, strict=True))
        for place in range(axis.size):
            if not allowed >> place & 1:
                self._pairs[place] = (-1, -1)
        self.null = self._pairs[-1]
        self._points = axis.points
        self._known = {} if axis.line else {p: self._pairs[place] for place, p in enumerate(axis.points)}
        self.find: Callable[[Any], tuple[int, int]] = self._in_line if axis.line else self._in_list
        self._plain = EXACT_TYPES.get(axis.kind)

    def _in_line(self, value: Any) -> tuple[int, int]:
        if type(value) is not self._plain:
            return self._slowly(value)
        at = bisect_left(self._points, value)
        place = 2 * at + 1 if at < len(self._points) and self._points[at] == value else 2 * at
        return self._pairs[place]

    def _in_list(self, value: Any) -> tuple[int, int]:
        if type(value) is self._plain and value in self._known:
            return self._known[value]
        return self._slowly(value)

    def _slowly(self, value: Any) -> tuple[int, int]:
        place = self._axis.place_of(value)
        if place is None:
            raise _NotIndexed
        return self._pairs[place]


class CompiledTable:
    """A table with its index. Holds no state of an evaluation; `rows_on` remembers days."""

    def __init__(self, name: str, table: Table) -> None:
        self.name = name
        self.table = table
        self._residual = 0
        self._columns = [self._column(place, column) for place, column in enumerate(table.columns)]
        self._values = [self._constant(row) for row in table.rows]
        self._findings = [
            finding_of(r, r.severity, r.message) if r.severity and r.message else None for r in table.rows
        ]
        self._waiting = [finding_of(row, Severity.MANUAL, MISSING) for row in table.rows]
        self._days: dict[date, int] = {}
        self._takes_lowest = table.hit_policy is HitPolicy.FIRST

    def evaluate(self, scope: Scope, context: EvaluationContext, day: date, findings: list[Finding]) -> Any:
        """The value of the table; findings are added to the list. Raises what `evaluate_table` raises."""
        table = self.table
        inputs = [
            scope.get(name) if name is not None else column.expression.evaluate(scope, context)
            for column, (name, _) in zip(table.columns, self._columns, strict=True)
        ]
        try:
            yes, may = self._rows(inputs, scope, context, day)
        except _NotIndexed:
            result = evaluate_table(self.name, table, scope, context, day)
            places = {row.id: place for place, row in enumerate(table.rows)}
            yes = sum(1 << places[row.id] for row in result.matched)
            self._tell(yes, sum(1 << places[row.id] for row in result.undecided), findings)
            return result.value
        value = self._combined(yes, scope, context)
        self._tell(yes, may & ~yes, findings)
        return value

    def _rows(self, inputs: list[Any], scope: Scope, context: EvaluationContext, day: date) -> tuple[int, int]:
        """(rows that match, rows that match or wait for a fact)."""
        yes = may = self._days[day] if day in self._days else self._rows_on(day)
        for value, (_, index) in zip(inputs, self._columns, strict=True):
            if index is not None:
                accepting, open_to = index.null if value is None else index.find(value)
                if accepting < 0:
                    raise _NotIndexed
                yes &= accepting
                may &= open_to
        if may & self._residual:
            yes, may = self._try_the_rest(inputs, scope, context, yes, may)
        return yes, may

    def _try_the_rest(
        self, inputs: list[Any], scope: Scope, context: EvaluationContext, yes: int, may: int
    ) -> tuple[int, int]:
        """Rows with a cell that could not be indexed are tested as they are."""
        for row in bits(may & self._residual):
            answer, _ = tested(self.table, self.table.rows[row], inputs, scope, context)
            yes = yes | 1 << row if answer else yes & ~(1 << row)
            may = may & ~(1 << row) if answer is False else may
        return yes, may

    def _combined(self, yes: int, scope: Scope, context: EvaluationContext) -> Any:
        if self._takes_lowest:
            # FIRST evaluates the outputs of every row that matches, and one of them may be refused.
            constants = not any(self._values[row] is None for row in bits(yes))
            yes = yes & -yes if constants else yes
        places = list(bits(yes))
        rows = [self.table.rows[place] for place in places]
        values = []
        for place, row in zip(places, rows, strict=True):
            known = self._values[place]
            values.append(known() if known else output_of(self.name, self.table, row, scope, context))
        return combine(self.name, self.table, rows, values, scope, context)

    def _tell(self, yes: int, waiting: int, findings: list[Finding]) -> None:
        findings += [found for row in bits(yes) if (found := self._findings[row])]
        if self.table.manual_when_missing:
            findings += [self._waiting[row] for row in bits(waiting)]

    def _rows_on(self, day: date) -> int:
        rows = sum(1 << place for place, row in enumerate(self.table.rows) if is_valid(row, day))
        if len(self._days) < 4096:
            self._days[day] = rows
        return rows

    def _constant(self, row: Row) -> Callable[[], Any] | None:
        """What makes the output of a row, when it is constant and allowed; a context is made anew each time."""
        try:
            values = [constant(expression.node) for expression in row.values]
        except NotConstant:
            return None
        if not all(isinstance(value, SCALARS) for value in values):
            return None
        for output, value in zip(self.table.outputs, values, strict=True):
            if output.allowed and (output.allowed.variables or not output.allowed.matches(value, {})):
                return None
        if len(values) == 1:
            only = values[0]
            return lambda: only
        entries = dict(zip([output.name for output in self.table.outputs], values, strict=True))
        return entries.copy

    def _column(self, place: int, column: Column) -> tuple[str | None, _Index | None]:
        """(name of the fact that the column is, its index). Rows that the index cannot tell become residual."""
        node = column.expression.node
        name = node.name if isinstance(node, syntax.Name) and column.expression.variables == {node.name} else None
        cells = [row.cells[place] for row in self.table.rows]
        try:
            axis = build_axis(column, cells)
        except NoAxis:
            self._residual |= sum(1 << r for r, cell in enumerate(cells) if not cell.accepts_everything)
            return name, _Unchecked() if column.allowed else None
        allowed = axis.mask(column.allowed) if column.allowed else -1
        if allowed is None:
            return name, _Unchecked()
        masks = [self._masks(row, column, axis, cell) for row, cell in enumerate(cells)]
        size = axis.size + 1
        yes, may = (rows_by_place([mask[which] for mask in masks], size) for which in (0, 1))
        return name, _Index(axis, yes, may, allowed)

    def _masks(self, row: int, column: Column, axis: Axis, cell: UnaryTests) -> tuple[int, int]:
        found = axis.mask(cell)
        if found is None:
            self._residual |= 1 << row
            return (axis.null << 1) - 1, (axis.null << 1) - 1
        if not self.table.manual_when_missing or cell.accepts_everything or "null" in cell.text:
            return found, found
        found &= ~axis.null
        return found, found if column.optional else found | axis.null


class _Unchecked(_Index):
    """A column whose allowed values cannot be indexed: each case goes to the evaluator with a trace."""

    def __init__(self) -> None:
        self.null = (-1, -1)
        self.find = lambda value: self.null


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """A decision of a pack with all that it needs, ready for many cases. May be shared by threads."""

    pack: Pack
    decision: str
    steps: tuple[str, ...]
    tables: Mapping[str, CompiledTable]
    inputs: Mapping[str, Callable[[Mapping[str, Any]], Any]]

    def answer(self, facts: Mapping[str, Any], *, now: datetime) -> Answer:
        """The answer that `decide` gives on these facts, with its findings; what decide would raise is `failed`."""
        making = _Bulk(self, facts, now)
        try:
            for step in self.steps:
                making.make(step)
        except (EvaluationFailed, BudgetExceeded) as failed:
            return Answer({}, (), failed)
        outputs = outputs_of(self.pack, self.decision, making.values[self.decision])
        return Answer(outputs, tuple(making.findings), None)


class _Bulk(Making):
    """One case under way: indexed tables here, everything else as `decide` makes it."""

    def __init__(self, compiled: CompiledPack, facts: Mapping[str, Any], now: datetime) -> None:
        self.pack = compiled.pack
        self.now = now
        self.day = now.astimezone(ZONE).date()
        self.values = {key: read(facts) for key, read in compiled.inputs.items()}
        self.findings = []
        self.traces = []
        self._tables = compiled.tables

    def make(self, name: str) -> None:
        """See Making."""
        table = self._tables.get(name)
        if table is None:
            super().make(name)
            return
        value = table.evaluate(self.values, EvaluationContext(now=self.now), self.day, self.findings)
        kind = self.pack.decisions[name].type
        self.values[name] = value if kind is None else fitted(value, kind)


ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def compile_table(table: Table, *, name: str = "") -> CompiledTable:
    """The index of a table. name: of its decision, for errors."""
    return CompiledTable(name, table)


def compile_pack(pack: Pack, decision: str) -> CompiledPack:
    """A decision of a pack ready for many cases. Raises KeyError for an unknown decision."""
    steps = pack.closure(decision)
    tables = {
        step.name: compile_table(step.logic, name=step.name)
        for step in steps
        if isinstance(step.logic, Table) and _reads_values_only(pack, step.name)
    }
    inputs = {key: _reader(data) for key, data in pack.data.items()}
    return CompiledPack(pack, decision, tuple(step.name for step in steps), tables, inputs)


def evaluate_many(pack: Pack, decision: str, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Iterator[Answer]:
    """The answers for many cases, in order.

    rows  the facts of each case, as `decide` takes them
    now   aware moment, the same for all
    Raises KeyError for an unknown decision.
    """
    compiled = compile_pack(pack, decision)
    for facts in rows:
        yield compiled.answer(facts, now=now)


def _reads_values_only(pack: Pack, name: str) -> bool:
    """Whether all that a table reads stands under its own name among the values: no functions, no imports."""
    decision = pack.decisions[name]
    if not isinstance(decision.logic, Table):
        return False
    plain = all(
        need.kind in {Kind.INPUT, Kind.DECISION} and not need.path and need.name == need.key for need in decision.needs
    )
    known = {*pack.inputs, *(need.name for need in decision.needs)}
    return plain and _variables(decision.logic) <= known


def _variables(table: Table) -> set[str]:
    """The names that a table reads."""
    parts: list[Any] = [column.expression for column in table.columns]
    parts += [column.allowed for column in table.columns]
    parts += [part for output in table.outputs for part in (output.allowed, output.default)]
    parts += [part for row in table.rows for part in (*row.cells, *row.values)]
    return set().union(*(part.variables for part in parts if part is not None))


def _reader(data: InputData) -> Callable[[Mapping[str, Any]], Any]:
    """What reads one input from the facts, as Making does."""
    name, kind = data.name, data.type
    if data.path or data.key != data.name:
        return lambda facts: fitted(to_feel(given(data, facts)), kind)
    exact = EXACT_TYPES.get(kind.name) if kind is not None and kind.allowed is None else None

    def read(facts: Mapping[str, Any]) -> Any:
        value = facts.get(name)
        if value is None:
            return None
        value = Decimal(value) if type(value) is int else to_feel(value)
        return value if kind is None or type(value) is exact else fitted(value, kind)

    return read
