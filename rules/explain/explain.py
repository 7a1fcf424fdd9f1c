"""From the trace of a decision to its explanation. The trace says which rows; the pack says what they ask."""

from collections.abc import Mapping
from typing import Any

from rules.evaluate.constants import NotConstant, constant
from rules.evaluate.result import DecisionResult, DecisionTrace, RowTrace
from rules.explain.conditions import cell_said, names_values
from rules.explain.explanation import AppliedRow, Condition, Explanation, Line, Step, TurnedAway
from rules.explain.wording import EMPTY, NOTHING, Wording, bare, fact_of, said
from rules.feel import Expression, Text, to_feel
from rules.packs.model import Pack, Row, Table

HIDDEN = frozenset({"decision_allowed"})  # what the force of the pack says is told by the page, not as a result
FINDINGS = frozenset({"rule", "severity"})  # a row that gives only these is a finding: its message says it all


def explain(pack: Pack, result: DecisionResult, wording: Wording) -> Explanation:
    """Say in words why `result` came out of `pack`.

    result  of `rules.evaluate.decide` with the very same pack
    Raises ValueError when another version decided.
    """
    if result.pack_sha256 != pack.sha256:
        raise ValueError("another version decided")
    steps = tuple(_step(pack, trace, wording) for trace in result.trace)
    return Explanation(
        conclusion=_lines(result.outputs, wording)
        or tuple(Line(step.decision, step.label, EMPTY) for step in steps[-1:]),
        steps=steps,
        pack_key=pack.key,
        pack_version=pack.version,
        pack_title=pack.title,
        pack_kind=pack.kind,
        sample=pack.sample,
    )


def _step(pack: Pack, trace: DecisionTrace, wording: Wording) -> Step:
    logic = pack.decisions[trace.decision].logic
    label = trace.label if trace.label.vi else wording.fact(trace.decision)
    if not isinstance(logic, Table):
        return Step(trace.decision, label, 0, (), (), (), _outcome(trace, wording), trace.warnings)
    asked = _Asked(logic, trace, wording)
    applied = tuple(asked.row(one) for one in trace.rows if one.matched)
    return Step(
        decision=trace.decision,
        label=label,
        rows=len(trace.rows),
        applied=applied,
        waiting=tuple(asked.row(one) for one in trace.rows if one.matched is None),
        turned_away=tuple(asked.turned_away(one) for one in trace.rows if one.matched is False),
        outcome=() if applied or logic.manual_when_missing else _outcome(trace, wording),
        warnings=trace.warnings,
    )


class _Asked:
    """A table as it was asked: what its rows want, and what they were given."""

    def __init__(self, table: Table, trace: DecisionTrace, wording: Wording) -> None:
        self._table = table
        self._given = trace.inputs
        self._wording = wording
        self._rows = {row.id: row for row in table.rows}

    def row(self, trace: RowTrace) -> AppliedRow:
        """A row that applies, or that waits for a fact."""
        row = self._rows[trace.row_id]
        return AppliedRow(
            row_id=row.id,
            rule_id=row.rule_id,
            message=row.message or Text(""),
            severity=row.severity,
            article=row.article,
            confidence=row.confidence,
            conditions=tuple(
                self._condition(row, place) for place, cell in enumerate(row.cells) if not cell.accepts_everything
            ),
            outcome=self._outcome(row),
        )

    def turned_away(self, trace: RowTrace) -> TurnedAway:
        """A row that does not apply."""
        row = self._rows[trace.row_id]
        place = next(at for at, column in enumerate(self._table.columns) if column.label.vi == trace.failed_at)
        return TurnedAway(row.id, row.rule_id, self._condition(row, place))

    def _condition(self, row: Row, place: int) -> Condition:
        column, cell = self._table.columns[place], row.cells[place]
        fact, value = fact_of(column), to_feel(self._given.get(column.label.vi))
        wanted, given = cell_said(cell, fact, self._wording), said(value, fact, self._wording)
        return Condition(bare(column.label), wanted, given, names_values(cell), value is not None)

    def _outcome(self, row: Row) -> tuple[Line, ...]:
        """The constants that the row gives. What it calculates stands in the outcome of the decision."""
        lines = []
        for output, cell in zip(self._table.outputs, row.values, strict=True):
            if output.name not in FINDINGS:
                label = output.label if output.label.vi else self._wording.fact(output.name)
                lines.append(Line(output.name, bare(label), _constant_said(cell, output.name, self._wording)))
        return tuple(line for line in lines if line.value != NOTHING)


def _constant_said(cell: Expression, name: str, wording: Wording) -> Text:
    try:
        return said(constant(cell.node), name, wording)
    except NotConstant:
        return Text(cell.text)


def _outcome(trace: DecisionTrace, wording: Wording) -> tuple[Line, ...]:
    value = trace.output
    if isinstance(value, Mapping):
        return _lines(value, wording)
    label = trace.label if trace.label.vi else wording.fact(trace.decision)
    return (Line(trace.decision, label, said(value, trace.decision, wording)),)


def _lines(values: Mapping[str, Any], wording: Wording) -> tuple[Line, ...]:
    return tuple(
        Line(name, bare(wording.fact(name)), said(to_feel(value), name, wording))
        for name, value in values.items()
        if name not in HIDDEN and value is not None
    )
