"""Decision tables (DMN 1.5 chapter 8) with our own attributes on rows: see `rules.packs.reader`."""

from typing import Any

from lxml import etree

from rules.feel import EvaluationContext, FeelSyntaxError, TypeRef, UnaryTests, compile_expression
from rules.packs.elements import child, children, inner_text, line, own, own_text
from rules.packs.model import Column, Confidence, HitPolicy, Output, Row, Severity, Table
from rules.packs.scope import Scope

AGGREGATIONS = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})


def read_table(node: etree._Element, scope: Scope) -> Table:
    """A `decisionTable`. What is wrong with it becomes a problem of the scope."""
    policy = scope.word(node, HitPolicy, node.get("hitPolicy", "UNIQUE"), HitPolicy.UNIQUE)
    aggregation = node.get("aggregation", "")
    if aggregation not in AGGREGATIONS or (aggregation and policy is not HitPolicy.COLLECT):
        scope.problem(node, f"Phép gộp sai: {aggregation}", f"Wrong aggregation: {aggregation}")
    if node.get("preferredOrientation") == "CrossTable" and child(node, "rule") is None:
        scope.problem(node, "Bảng chéo phải ghi ra từng dòng", "A crosstab table must be written out as rules")
    columns = tuple(_column(part, scope) for part in children(node, "input"))
    outputs = tuple(_output(part, scope) for part in children(node, "output"))
    if not outputs:
        scope.problem(node, "Số cột kết quả sai", "Wrong number of outputs")
    if aggregation and len(outputs) > 1:
        scope.problem(
            node, f"Chỉ gộp {aggregation} được một cột kết quả", f"{aggregation} aggregates one output, not several"
        )
    if policy in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER} and not any(o.order for o in outputs):
        scope.problem(node, "Thiếu thứ tự ưu tiên của kết quả", "The priority of the outputs is missing")
    rows = tuple(_row(part, columns, outputs, scope) for part in children(node, "rule"))
    named = [row.id for row in rows if row.id]
    if len(set(named)) != len(named):
        scope.problem(node, "Trùng mã dòng", "Two rows have one id")
    return Table(policy, aggregation, columns, outputs, rows, own(node, "missing") == "MANUAL")


def _column(node: etree._Element, scope: Scope) -> Column:
    inner = child(node, "inputExpression")
    if inner is None:
        scope.problem(node, "Cột thiếu biểu thức", "The input lacks its expression")
    expression = scope.expression(node, inner_text(inner) if inner is not None else "null")
    return Column(
        str(node.get("id")),
        own_text(node, "label", node.get("label") or expression.text),
        expression,
        inner.get("typeRef", "") if inner is not None else "",
        own(node, "optional") == "true",
        _allowed(node, "inputValues", scope),
        _kind(inner, scope) if inner is not None else None,
    )


def _output(node: etree._Element, scope: Scope) -> Output:
    default = child(node, "defaultOutputEntry")
    allowed = _allowed(node, "outputValues", scope)
    return Output(
        str(node.get("id")),
        node.get("name") or "",
        own_text(node, "label", node.get("label") or ""),
        node.get("typeRef", ""),
        _order(node) if allowed is not None else (),
        allowed,
        scope.expression(default, inner_text(default)) if default is not None else None,
        _kind(node, scope),
    )


def _kind(node: etree._Element, scope: Scope) -> TypeRef | None:
    """What values are converted to in a model of another tool. A type that nobody defines is a problem in any case."""
    kind = scope.type(node, node.get("typeRef"))
    return None if scope.strict else kind


def _allowed(node: etree._Element, name: str, scope: Scope) -> UnaryTests | None:
    found = child(node, name)
    return scope.tests(found, inner_text(found)) if found is not None and inner_text(found) else None


def _order(node: etree._Element) -> tuple[Any, ...]:
    """The allowed values one by one, best first; empty where they are no list of values."""
    text = inner_text(next(children(node, "outputValues")))
    try:
        values = compile_expression(f"[{text}]").evaluate({}, EvaluationContext())
    except FeelSyntaxError:
        return ()
    return tuple(values or ())


def _row(node: etree._Element, columns: tuple[Column, ...], outputs: tuple[Output, ...], scope: Scope) -> Row:
    cells = tuple(scope.tests(entry, inner_text(entry) or "-") for entry in children(node, "inputEntry"))
    values = tuple(scope.expression(entry, inner_text(entry)) for entry in children(node, "outputEntry"))
    if len(cells) != len(columns) or len(values) != len(outputs):
        scope.problem(node, "Số ô khác số cột", "The row has not as many cells as the table has columns")
    severity, message = own(node, "severity"), own_text(node, "message", "")
    return Row(
        id=str(node.get("id") or ""),
        line=line(node),
        cells=cells,
        values=values,
        rule_id=own(node, "ruleId") or str(node.get("id") or ""),
        article=own_text(node, "article", ""),
        confidence=scope.word(node, Confidence, own(node, "confidence"), Confidence.ILLUSTRATIVE),
        severity=scope.word(node, Severity, severity, None) if severity else None,
        message=message if message.vi else None,
        valid_from=scope.date(node, "validFrom"),
        valid_to=scope.date(node, "validTo"),
        note=own(node, "note"),
    )
