"""Making the elements of a decision requirements graph from what is known (DMN 1.5 sections 6.3 and 10.4)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.evaluate.errors import EvaluationFailed
from rules.evaluate.result import DecisionTrace, Finding
from rules.evaluate.table import TableResult, evaluate_table
from rules.feel import EvaluationContext, FeelFunction, Text, to_feel
from rules.feel.errors import NullResult
from rules.feel.inferred import function_types
from rules.feel.syntax import FunctionNode
from rules.feel.types import fitted
from rules.packs.model import InputData, Kind, Knowledge, Need, Pack, Row, Service, Severity, Table

MISSING = Text("Thiếu thông tin để xét điều kiện này, cần người xem xét", "A fact for this condition is missing")
NOT_OF_TYPE = Text("Giá trị không thuộc kiểu đã khai", "The value is not of the declared type")


class Making:
    """The values that are known so far, and what was found on the way.

    facts   by the names of the input data; those of an imported model in a context by the import's name, or flat
    caller  what calls a service: the work of the service counts as its own
    """

    caller: EvaluationContext | None = None

    def __init__(
        self, pack: Pack, facts: Mapping[str, Any], now: datetime, caller: EvaluationContext | None = None
    ) -> None:
        self.pack = pack
        self.now = now
        self.caller = caller
        self.day: date = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        self.values: dict[str, Any] = {
            key: fitted(to_feel(given(data, facts)), data.type) for key, data in pack.data.items()
        }
        self.findings: list[Finding] = []
        self.traces: list[DecisionTrace] = []

    def make(self, name: str) -> None:
        """Make one decision from what is known."""
        decision = self.pack.decisions[name]
        making = _Logic(self, self._context())
        scope = making.scope(decision.needs, self._own_inputs(name))
        value, inputs = making.run(name, decision.logic, scope)
        if self.caller is not None:
            self.caller.spend(making.context.spent)
        converted = fitted(value, decision.type)
        if converted is None and value is not None:
            making.context.warn(NOT_OF_TYPE, 0)
        self.values[name] = converted
        warnings = tuple(warning.text for warning in making.context.warnings)
        self.traces.append(DecisionTrace(name, decision.label, inputs, tuple(making.rows), converted, warnings))

    def invoke(self, name: str, facts: Mapping[str, Any]) -> None:
        """Call a decision service or a business knowledge model with facts by the names of its parameters."""
        kind = Kind.SERVICE if name in self.pack.services else Kind.KNOWLEDGE
        making = _Logic(self, EvaluationContext(now=self.now))
        function = making.value_of(Need(kind, name, name))
        given = {parameter: to_feel(facts.get(parameter)) for parameter in function.parameters}
        try:
            value = function.call(*given.values())
        except NullResult as reason:
            making.context.warn(reason.text, 0)
            value = None
        self.values[name] = value
        warnings = tuple(warning.text for warning in making.context.warnings)
        self.traces.append(DecisionTrace(name, Text(name), given, tuple(making.rows), value, warnings))

    def _context(self) -> EvaluationContext:
        if self.caller is None:
            return EvaluationContext(now=self.now)
        return EvaluationContext(now=self.now, step_budget=self.caller.step_budget - self.caller.spent)

    def _own_inputs(self, name: str) -> dict[str, Any]:
        """A decision of the pack's own model may read all its input data, required or not."""
        own = not self.pack.decisions[name].imported
        return {key: self.values[key] for key in self.pack.inputs} if own else {}


class _Logic:
    """The logic of one decision under way, with all functions that it calls."""

    def __init__(self, making: Making, context: EvaluationContext) -> None:
        self.making = making
        self.pack = making.pack
        self.context = context
        self.rows: list[Any] = []
        self.functions: dict[str, FeelFunction] = {}
        context.embedded = self._embedded

    def run(self, name: str, logic: Any, scope: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        """(value, the inputs that it was made from)."""
        if isinstance(logic, Table):
            result = self._table(name, logic, scope)
            return result.value, result.inputs
        value = logic.evaluate(scope, self.context)
        return value, {used: scope.get(used) for used in sorted(logic.variables)}

    def scope(self, needs: tuple[Need, ...], known: Mapping[str, Any]) -> dict[str, Any]:
        """The names that a piece of logic sees: what it requires, behind the names of imports."""
        names = dict(known)
        for need in needs:
            inner = names
            for step in need.path:
                inner = inner.setdefault(step, {})
            inner[need.name] = self.value_of(need)
        return names

    def value_of(self, need: Need) -> Any:
        """What a required element is worth: a value, or a function."""
        if need.kind is Kind.KNOWLEDGE:
            return self._once(need.key, lambda: self._knowledge(self.pack.knowledge[need.key], need.name))
        if need.kind is Kind.SERVICE:
            return self._once(need.key, lambda: self._service(self.pack.services[need.key]))
        return self.making.values.get(need.key)

    def _once(self, key: str, make: Any) -> FeelFunction:
        if key not in self.functions:
            self.functions[key] = make()
        return self.functions[key]

    def _knowledge(self, model: Knowledge, own_name: str) -> FeelFunction:
        def call(*values: Any) -> Any:
            # It may call itself; what it requires is looked up at the call, so that models may require each other.
            scope = self.scope(model.needs, {own_name: self.functions[model.name]})
            function = model.logic.evaluate(scope, self.context)
            types = model.types or (None,) * (len(values) + 1)
            if len(values) == len(types) - 1:
                values = tuple(fitted(value, kind) for value, kind in zip(values, types[:-1], strict=True))
            return fitted(function.call(*values), types[-1])

        node = model.logic.node
        types = function_types(node) if isinstance(node, FunctionNode) else ()
        return FeelFunction(model.parameters, call, model.name, model.types or types)

    def _service(self, service: Service) -> FeelFunction:
        def call(*values: Any) -> Any:
            if len(values) != len(service.parameters):
                raise NullResult("Sai số lượng tham số", "Wrong number of arguments")
            self.context.spend()
            inner = Making(self.pack, {}, self.making.now, self.context)
            given = {need.key: value for need, value in zip(service.parameters, values, strict=True)}
            for need in service.parameters:
                given[need.key] = fitted(given[need.key], self._type_of(need))
            inner.values.update(given)
            for output in service.outputs:
                for step in self.pack.closure(output.key, frozenset(given)):
                    if step.name not in inner.values:
                        inner.make(step.name)
            self.making.findings += inner.findings
            return fitted(_outcome(service, inner.values), service.type)

        return FeelFunction(tuple(need.name for need in service.parameters), call, service.name)

    def _type_of(self, need: Need) -> Any:
        return (self.pack.data if need.kind is Kind.INPUT else self.pack.decisions)[need.key].type

    def _embedded(self, logic: Any, names: Mapping[str, Any]) -> Any:
        return self._table("", logic, names).value

    def _table(self, name: str, table: Table, scope: Mapping[str, Any]) -> TableResult:
        try:
            result = evaluate_table(name, table, scope, self.context, self.making.day)
        except EvaluationFailed as failed:
            if self.pack.strict:
                raise
            self.context.warn(Text(f"Bảng không có kết quả: {failed}", f"The table has no result: {failed}"), 0)
            return TableResult(None, (), (), {}, ())
        self.rows += result.traces
        self.making.findings += findings_of(table, result.matched, result.undecided)
        return result


def _outcome(service: Service, values: Mapping[str, Any]) -> Any:
    if len(service.outputs) == 1:
        return values[service.outputs[0].key]
    return {output.name: values[output.key] for output in service.outputs}


def given(data: InputData, facts: Mapping[str, Any]) -> Any:
    """What the facts say of one input."""
    inner: Any = facts
    for step in (*data.path, data.name):
        inner = inner.get(step) if isinstance(inner, Mapping) else None
    return facts.get(data.key, facts.get(data.name)) if inner is None else inner


def findings_of(table: Table, matched: Iterable[Row], undecided: Iterable[Row]) -> list[Finding]:
    """What the rows that matched say, and the rows that wait for a fact where a person is asked."""
    found = [finding_of(row, row.severity, row.message) for row in matched if row.severity and row.message]
    if table.manual_when_missing:
        found += [finding_of(row, Severity.MANUAL, MISSING) for row in undecided]
    return found


def finding_of(row: Row, severity: Severity, message: Text) -> Finding:
    """The finding of one row."""
    return Finding(row.rule_id, row.id, message, severity, row.article, row.confidence)
