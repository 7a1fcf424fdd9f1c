"""The bulk path: the answers of `decide`, without a trace, for many cases. Replays of a year's dossiers use it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rules.evaluate.columns import NO_INPUTS
from rules.evaluate.decide import outputs_of
from rules.evaluate.errors import EvaluationFailed
from rules.evaluate.indexed import CompiledTable
from rules.evaluate.making import Making
from rules.evaluate.result import Finding
from rules.evaluate.values import Read, Values, reader
from rules.feel import BudgetExceeded, TypeRef
from rules.feel.types import fitted
from rules.packs.model import Decision, InputData, Kind, Pack, Table


class Answer(NamedTuple):
    """What a decision says of one case; `failed` instead of outputs where it refuses to guess."""

    outputs: Mapping[str, Any]
    findings: tuple[Finding, ...]
    failed: EvaluationFailed | BudgetExceeded | None


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """A decision of a pack with all that it needs, ready for many cases. May be shared by threads."""

    pack: Pack
    decision: str
    steps: tuple[tuple[str, CompiledTable | None, TypeRef | None], ...]
    inputs: Mapping[str, Read]

    def answer(self, facts: Mapping[str, Any], *, now: datetime) -> Answer:
        """The answer that `decide` gives on these facts, with its findings; what decide would raise is `failed`.

        facts  as `decide` takes them
        now    aware moment: the clock of FEEL, and the day on which rows with dates are valid
        """
        values, day = Values(facts, self.inputs), _day(now)
        findings: list[Finding] = []
        try:
            for name, table, kind in self.steps:
                if table is None:
                    _Bulk(self.pack, values, findings, now).make(name)
                else:
                    value = table.evaluate(values, now, day, findings)
                    values[name] = value if kind is None else fitted(value, kind)
        except (EvaluationFailed, BudgetExceeded) as failed:
            return Answer({}, (), failed)
        return Answer(outputs_of(self.pack, self.decision, values[self.decision]), tuple(findings), None)


class _Bulk(Making):
    """A decision that is no indexed table, made as `decide` makes it from the values that are known."""

    def __init__(self, pack: Pack, values: Values, findings: list[Finding], now: datetime) -> None:
        self.pack = pack
        self.now = now
        self.day = _day(now)
        self.values = values.filled()
        self.findings = findings
        self.traces = []


@lru_cache(maxsize=1024)
def _day(now: datetime) -> date:
    return now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def compile_table(table: Table, *, name: str = "", inputs: Mapping[str, InputData] = NO_INPUTS) -> CompiledTable:
    """The index of a table.

    name    of its decision, for errors
    inputs  the input data that its columns may read straight from the facts
    """
    return CompiledTable(name, table, inputs)


def compile_pack(pack: Pack, decision: str) -> CompiledPack:
    """A decision of a pack ready for many cases. Raises KeyError for an unknown decision."""
    steps = tuple((step.name, _indexed(pack, step), step.type) for step in pack.closure(decision))
    return CompiledPack(pack, decision, steps, {key: reader(data) for key, data in pack.data.items()})


def _indexed(pack: Pack, step: Decision) -> CompiledTable | None:
    """The index of a decision; None for what has to be made as `decide` makes it."""
    if not isinstance(step.logic, Table) or not _reads_values_only(pack, step.name, step.logic):
        return None
    return compile_table(step.logic, name=step.name, inputs=pack.data)


def evaluate_many(pack: Pack, decision: str, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Iterator[Answer]:
    """The answers for many cases, in order.

    rows  the facts of each case, as `decide` takes them
    now   aware moment, the same for all
    Raises KeyError for an unknown decision.
    """
    compiled = compile_pack(pack, decision)
    for facts in rows:
        yield compiled.answer(facts, now=now)


def _reads_values_only(pack: Pack, name: str, table: Table) -> bool:
    """Whether all that a table reads stands as it is under its own name: no functions, no imports, no conversions."""
    needs = pack.decisions[name].needs
    if any(column.kind for column in table.columns) or any(output.kind for output in table.outputs):
        return False
    plain = all(need.kind in {Kind.INPUT, Kind.DECISION} and not need.path and need.name == need.key for need in needs)
    return plain and _variables(table) <= {*pack.inputs, *(need.name for need in needs)}


def _variables(table: Table) -> set[str]:
    """The names that a table reads."""
    parts: list[Any] = [column.expression for column in table.columns]
    parts += [column.allowed for column in table.columns]
    parts += [part for output in table.outputs for part in (output.allowed, output.default)]
    parts += [part for row in table.rows for part in (*row.cells, *row.values)]
    return set().union(*(part.variables for part in parts if part is not None))
