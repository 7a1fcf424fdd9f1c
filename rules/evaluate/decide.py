"""The door: decide(pack, decision, facts)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.evaluate import inference
from rules.evaluate.result import NO_LEGAL_BASIS, DecisionResult, DecisionTrace, Finding
from rules.evaluate.table import TableResult, evaluate_table
from rules.feel import EvaluationContext, Text, to_feel
from rules.packs.model import Pack, PackKind, Row, Severity, Table

Chain = Callable[[Mapping[str, Sequence[str]], Callable[[str], None]], list[str]]
MISSING = Text("Thiếu thông tin để xét điều kiện này, cần người xem xét", "A fact for this condition is missing")


def decide(
    pack: Pack, decision: str, facts: Mapping[str, Any], *, now: datetime, chain: Chain = inference.chain
) -> DecisionResult:
    """Make a decision of a pack, with all that it needs.

    facts  by the names of the pack's input data; a fact left out is null. Python int, str, bool, date, Decimal
    now    aware moment: the clock of FEEL, and the day on which rows with dates are valid
    chain  runs the decisions in order; the default is the inference library, tests bring an oracle
    Raises KeyError for an unknown decision, EvaluationFailed for what may not be guessed, BudgetExceeded.
    """
    making = _Making(pack, facts, now)
    steps = pack.closure(decision)
    chain({step.name: step.requires for step in steps}, making.make)
    value = making.values[decision]
    outputs = dict(value) if isinstance(value, dict) else {decision: value}
    if "status" in outputs or outputs.get(decision) == NO_LEGAL_BASIS:
        outputs["decision_allowed"] = pack.kind is PackKind.CITY_DECISION and outputs.get("status") == "OK"
    return DecisionResult(
        outputs,
        tuple(making.findings),
        tuple(making.traces),
        pack.key,
        pack.version,
        pack.sha256,
        pack.kind,
        pack.sample,
    )


class _Making:
    """The values that are known so far, and what was found on the way."""

    def __init__(self, pack: Pack, facts: Mapping[str, Any], now: datetime) -> None:
        self.pack = pack
        self.now = now
        self.day: date = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        self.values: dict[str, Any] = {name: to_feel(facts.get(name)) for name in pack.inputs}
        self.findings: list[Finding] = []
        self.traces: list[DecisionTrace] = []

    def make(self, name: str) -> None:
        """Make one decision from what is known."""
        decision = self.pack.decisions[name]
        context = EvaluationContext(now=self.now)
        if isinstance(decision.logic, Table):
            result = evaluate_table(name, decision.logic, self.values, context, self.day)
            self.findings += self._findings(decision.logic, result)
            value, inputs, rows = result.value, result.inputs, result.traces
        else:
            value = decision.logic.evaluate(self.values, context)
            inputs, rows = {used: self.values.get(used) for used in sorted(decision.logic.variables)}, ()
        self.values[name] = value
        warnings = tuple(warning.text for warning in context.warnings)
        self.traces.append(DecisionTrace(name, decision.label, inputs, rows, value, warnings))

    def _findings(self, table: Table, result: TableResult) -> list[Finding]:
        found = [_finding(row, row.severity, row.message) for row in result.matched if row.severity and row.message]
        if table.manual_when_missing:
            found += [_finding(row, Severity.MANUAL, MISSING) for row in result.undecided]
        return found


def _finding(row: Row, severity: Severity, message: Text) -> Finding:
    return Finding(row.rule_id, row.id, message, severity, row.article, row.confidence)
