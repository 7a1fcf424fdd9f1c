"""DMN 1.3 to 1.5 XML to decisions. What this product does not run is refused by name; nothing is silently left out.

Our own attributes (namespace `urn:haidang:dmn:1`) on a rule say where it stands in the law: `ruleId`, `articleVi`,
`articleEn`, `confidence`, `severity`, `messageVi`, `messageEn`, `validFrom`, `validTo`, `note`. On a decision table
`missing="MANUAL"` makes a row that asks for a missing fact a finding for a person; on an input `optional="true"`
takes the column out of that.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lxml import etree

from rules.feel import (
    EvaluationContext,
    Expression,
    FeelSyntaxError,
    Text,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from rules.packs.errors import PackError, Problem
from rules.packs.model import Column, Confidence, Decision, HitPolicy, Output, Row, Severity, Table
from rules.packs.xml import parse

NAMESPACES = frozenset(
    f"https://www.omg.org/spec/DMN/{version}/MODEL/" for version in ("20191111", "20211108", "20230324")
)
OURS = "urn:haidang:dmn:1"
PASSED_OVER = frozenset(
    {
        "description",
        "extensionElements",
        "itemDefinition",
        "knowledgeSource",
        "textAnnotation",
        "association",
        "DMNDI",
        "inputData",
        "decision",
    }
)
AGGREGATIONS = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})


def read_decisions(xml: bytes) -> tuple[tuple[str, ...], dict[str, Decision]]:
    """(names of the input data, decisions by name). Raises PackError with every problem."""
    return _Reader(parse(xml)).read()


class _Reader:
    """One file being read; collects problems instead of stopping at the first."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.names: frozenset[str] = frozenset()

    def read(self) -> tuple[tuple[str, ...], dict[str, Decision]]:
        space = etree.QName(self.root).namespace
        if etree.QName(self.root).localname != "definitions" or space not in NAMESPACES:
            self._problem(self.root, "Không phải tệp DMN 1.3–1.5", "Not a DMN 1.3 to 1.5 file")
            raise PackError(self.problems)
        for child in _elements(self.root):
            if _local(child) not in PASSED_OVER:
                self._problem(child, f"Chưa hỗ trợ: {_local(child)}", f"Not supported: {_local(child)}")
        inputs = {str(e.get("id")): str(e.get("name")) for e in _children(self.root, "inputData")}
        nodes = list(_children(self.root, "decision"))
        by_id = {str(e.get("id")): str(e.get("name")) for e in nodes}
        self.names = frozenset(inputs.values()) | frozenset(by_id.values())
        if len(set(by_id.values())) != len(nodes):
            self._problem(self.root, "Trùng tên quyết định", "Two decisions have one name")
        decisions = {str(e.get("name")): self._decision(e, inputs, by_id) for e in nodes}
        if not self.problems:
            self._refuse_circles(decisions)
        if self.problems:
            raise PackError(self.problems)
        return tuple(inputs.values()), decisions

    def _decision(self, node: etree._Element, inputs: dict[str, str], by_id: dict[str, str]) -> Decision:
        requires: list[str] = []
        for requirement in _children(node, "informationRequirement"):
            for needed in _elements(requirement):
                target = str(needed.get("href", "")).lstrip("#")
                if target not in by_id and target not in inputs:
                    self._problem(needed, f"Không có {target}", f"There is no {target}")
                elif target in by_id:
                    requires.append(by_id[target])
        for wrong in _children(node, "knowledgeRequirement"):
            self._problem(wrong, "Chưa hỗ trợ mô hình tri thức", "Business knowledge models are not supported")
        return Decision(
            str(node.get("name")),
            _text(node, "label", str(node.get("label") or node.get("name"))),
            tuple(requires),
            self._logic(node),
            _line(node),
        )

    def _logic(self, node: etree._Element) -> Table | Expression:
        for child in _elements(node):
            if _local(child) == "decisionTable":
                return self._table(child)
            if _local(child) == "literalExpression":
                return self._expression(child, _inner_text(child))
        self._problem(node, "Quyết định phải là bảng hoặc biểu thức", "A decision must be a table or an expression")
        return compile_expression("null")

    def _table(self, node: etree._Element) -> Table:
        policy = self._word(node, HitPolicy, node.get("hitPolicy", "UNIQUE"), HitPolicy.UNIQUE)
        aggregation = node.get("aggregation", "")
        if aggregation not in AGGREGATIONS or (aggregation and policy is not HitPolicy.COLLECT):
            self._problem(node, f"Phép gộp sai: {aggregation}", f"Wrong aggregation: {aggregation}")
        columns = tuple(self._column(child) for child in _children(node, "input"))
        outputs = tuple(self._output(child) for child in _children(node, "output"))
        if not outputs or (aggregation and len(outputs) > 1):
            self._problem(node, "Số cột kết quả sai", "Wrong number of outputs")
        if policy in {HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER} and not any(o.order for o in outputs):
            self._problem(node, "Thiếu thứ tự ưu tiên của kết quả", "The priority of the outputs is missing")
        rows = tuple(self._row(child, columns, outputs) for child in _children(node, "rule"))
        if len({row.id for row in rows}) != len(rows):
            self._problem(node, "Trùng mã dòng", "Two rows have one id")
        return Table(policy, aggregation, columns, outputs, rows, _own(node, "missing") == "MANUAL")

    def _column(self, node: etree._Element) -> Column:
        inner = next(_children(node, "inputExpression"), None)
        if inner is None:
            self._problem(node, "Cột thiếu biểu thức", "The input lacks its expression")
        expression = self._expression(node, _inner_text(inner) if inner is not None else "null")
        kind = inner.get("typeRef", "") if inner is not None else ""
        return Column(
            str(node.get("id")),
            _text(node, "label", node.get("label") or expression.text),
            expression,
            kind,
            _own(node, "optional") == "true",
            self._allowed(node, "inputValues"),
        )

    def _output(self, node: etree._Element) -> Output:
        default = next(_children(node, "defaultOutputEntry"), None)
        allowed = self._allowed(node, "outputValues")
        order = self._order(node) if allowed is not None else ()
        return Output(
            str(node.get("id")),
            node.get("name") or "",
            _text(node, "label", node.get("label") or ""),
            node.get("typeRef", ""),
            order,
            allowed,
            self._expression(default, _inner_text(default)) if default is not None else None,
        )

    def _allowed(self, node: etree._Element, name: str) -> UnaryTests | None:
        found = next(_children(node, name), None)
        return self._tests(found, _inner_text(found)) if found is not None else None

    def _order(self, node: etree._Element) -> tuple[Any, ...]:
        text = _inner_text(next(_children(node, "outputValues")))
        try:
            values = compile_expression(f"[{text}]").evaluate({}, EvaluationContext())
        except FeelSyntaxError:
            return ()
        return tuple(values or ())

    def _row(self, node: etree._Element, columns: tuple[Column, ...], outputs: tuple[Output, ...]) -> Row:
        cells = tuple(self._tests(entry, _inner_text(entry) or "-") for entry in _children(node, "inputEntry"))
        values = tuple(
            self._expression(entry, _inner_text(entry) or "null") for entry in _children(node, "outputEntry")
        )
        if len(cells) != len(columns) or len(values) != len(outputs):
            self._problem(node, "Số ô khác số cột", "The row has not as many cells as the table has columns")
        severity, message = _own(node, "severity"), _text(node, "message", "")
        return Row(
            id=str(node.get("id")),
            line=_line(node),
            cells=cells,
            values=values,
            rule_id=_own(node, "ruleId") or str(node.get("id")),
            article=_text(node, "article", ""),
            confidence=self._word(node, Confidence, _own(node, "confidence"), Confidence.ILLUSTRATIVE),
            severity=self._word(node, Severity, severity, None) if severity else None,
            message=message if message.vi else None,
            valid_from=self._date(node, "validFrom"),
            valid_to=self._date(node, "validTo"),
            note=_own(node, "note"),
        )

    def _expression(self, node: etree._Element, text: str) -> Expression:
        language = node.get("expressionLanguage")
        if language and "feel" not in language.lower():
            self._problem(node, f"Ngôn ngữ {language} không được dùng", f"The language {language} is not allowed")
        try:
            return compile_expression(text or "null", names=self.names)
        except FeelSyntaxError as wrong:
            self._problem(node, f"{wrong.text.vi} (cột {wrong.column})", f"{wrong.text.en} (column {wrong.column})")
            return compile_expression("null")

    def _tests(self, node: etree._Element, text: str) -> UnaryTests:
        try:
            return compile_unary_tests(text, names=self.names)
        except FeelSyntaxError as wrong:
            self._problem(node, f"{wrong.text.vi} (cột {wrong.column})", f"{wrong.text.en} (column {wrong.column})")
            return compile_unary_tests("-")

    def _word(self, node: etree._Element, words: Any, given: str, otherwise: Any) -> Any:
        try:
            return words(given) if given else otherwise
        except ValueError:
            self._problem(node, f"Giá trị lạ: {given}", f"Unknown value: {given}")
            return otherwise

    def _date(self, node: etree._Element, name: str) -> date | None:
        given = _own(node, name)
        try:
            return date.fromisoformat(given) if given else None
        except ValueError:
            self._problem(node, f"Ngày sai: {given}", f"Wrong date: {given}")
            return None

    def _refuse_circles(self, decisions: dict[str, Decision]) -> None:
        done: set[str] = set()

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                circle = " → ".join((*path[path.index(name) :], name))
                self.problems.append(
                    Problem(
                        Text(f"Quyết định vòng tròn: {circle}", f"Circular decisions: {circle}"),
                        decisions[name].line,
                        name,
                    )
                )
            elif name not in done:
                for needed in decisions[name].requires:
                    visit(needed, (*path, name))
                done.add(name)

        for name in decisions:
            visit(name, ())

    def _problem(self, node: etree._Element, vi: str, en: str) -> None:
        self.problems.append(
            Problem(Text(vi, en), _line(node), str(node.get("id") or node.get("name") or _local(node)))
        )


def _elements(node: etree._Element) -> Iterable[etree._Element]:
    return (child for child in node if isinstance(child.tag, str))


def _children(node: etree._Element, name: str) -> Any:
    return (child for child in _elements(node) if _local(child) == name)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _line(node: etree._Element) -> int:
    line = node.sourceline
    return line if isinstance(line, int) else 0


def _own(node: etree._Element, name: str) -> str:
    return str(node.get(f"{{{OURS}}}{name}") or "")


def _text(node: etree._Element, name: str, otherwise: str) -> Text:
    return Text(_own(node, f"{name}Vi") or otherwise, _own(node, f"{name}En"))


def _inner_text(node: etree._Element) -> str:
    inner = next(_children(node, "text"), None)
    return (inner.text or "").strip() if inner is not None else ""
