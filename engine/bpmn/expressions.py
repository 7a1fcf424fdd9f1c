"""Every expression of a diagram is FEEL, compiles, and uses variables that some step sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import Definition
from engine.bpmn.looping import COUNTERS
from engine.bpmn.nodes import Flow, Node
from engine.bpmn.references import is_hostile
from engine.bpmn.report import Report, label
from rules.feel import FeelSyntaxError, compile_expression

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
NAME = re.compile(r"[^\W\d]\w*")
# `F_INTAKE.outcome`, optionally compared with a literal: `F_INTAKE.outcome = "ACCEPT"`
FIELD_USE = re.compile(r'\b([^\W\d]\w*)\.([^\W\d]\w*)(?:\s*!?=\s*"([^"\\]*)")?')


@dataclass(frozen=True, slots=True)
class Use:
    """One expression in its place. `what` names it in both languages."""

    at: Node | Flow
    text: str
    line: int
    vi: str
    en: str


def uses_of(definition: Definition) -> Iterator[Use]:
    """All expressions of a process: conditions, timers, inputs, script lines, assignees."""
    for flow in definition.flows.values():
        if flow.condition is not None:
            yield Use(flow, flow.condition, flow.line, "Điều kiện", "Condition")
    for node in definition.nodes.values():
        yield from _of_what_it_waits_for(node)
        if node.assignee:
            yield Use(node, node.assignee, node.line, "Người được giao", "Assignee")
        for argument in node.inputs:
            yield Use(node, argument.expression, argument.line, f"Tham số {argument.name}", f"Input {argument.name}")
        if node.binding_date:
            yield Use(node, node.binding_date, node.line, "Ngày chọn phiên bản", "Date of the version")
        for line in node.script:
            yield Use(node, line.expression, line.line, f"Phép gán {line.name}", f"Assignment {line.name}")


def _of_what_it_waits_for(node: Node) -> Iterator[Use]:
    for trigger in node.triggers:
        timer = trigger.timer
        for text in filter(None, (timer.duration, timer.date, timer.cycle) if timer else ()):
            yield Use(node, text, node.line, "Thời hạn", "Timer")
        if trigger.condition:
            yield Use(node, trigger.condition, node.line, "Điều kiện", "Condition")
    for text in node.loop.expressions if node.loop else ():
        yield Use(node, text, node.line, "Vòng lặp", "Loop")
    for transfer in (*node.data.takes, *node.data.gives) if node.data else ():
        yield Use(node, transfer.expression, transfer.line, "Dữ liệu", "Data")
    if node.ad_hoc and node.ad_hoc.condition:
        yield Use(node, node.ad_hoc.condition, node.line, "Điều kiện hoàn thành", "Completion condition")
    if node.activation:
        yield Use(node, node.activation, node.line, "Điều kiện kích hoạt", "Activation condition")


def variables_of(definition: Definition, catalogue: Catalogue) -> dict[str, Mapping[str, frozenset[str]] | None]:
    """Variables that can exist while the process runs -> their known fields; None when the shape is open."""
    known: dict[str, Mapping[str, frozenset[str]] | None] = dict.fromkeys(catalogue.start_variables | definition.inputs)
    for node in definition.nodes.values():
        if node.form and node.form_variable:
            form = catalogue.forms.get(node.form)
            known[node.form_variable] = form.fields if form else None
        if node.result_variable:
            fields = _output_fields(node, catalogue)
            same = known.get(node.result_variable, fields) == fields  # two writers with two shapes: nothing is certain
            known[node.result_variable] = fields if same else None
        for name in node.payload_variables:
            known[name] = None
        known |= dict.fromkeys(output.name for output in node.outputs)
        if node.loop:
            own = (node.loop.item, node.loop.output, node.loop.output_item, *node.loop.aliases)
            known |= dict.fromkeys((*COUNTERS, *filter(None, own)))
        if node.kind == "complexGateway":  # what the gateway itself knows
            known["activationCount"] = known["waitingForStart"] = None
        known |= dict.fromkeys(node.data.names if node.data else ())
        for line in node.script:
            known[line.name] = None
    return known | dict.fromkeys(name for held in definition.held.values() for name in held)


def check_expressions(definition: Definition, catalogue: Catalogue, report: Report) -> None:
    """Compile every expression and compare its variables with those the process can have."""
    known = variables_of(definition, catalogue)
    for use in uses_of(definition):
        _check_use(use, known, report)


def free_variables(text: str, names: frozenset[str]) -> frozenset[str]:
    """Root variables an expression reads; empty when it does not compile."""
    try:
        return compile_expression(text, names=names).variables
    except FeelSyntaxError:
        return frozenset()


def _check_use(use: Use, known: Mapping[str, Mapping[str, frozenset[str]] | None], report: Report) -> None:
    where_vi, where_en = f"{label(use.at)}: {use.vi.lower()}", f"{label(use.at)}: {use.en.lower()}"
    hostile = [name for name in NAME.findall(STRING.sub('""', use.text)) if name.startswith("__")]
    if hostile:
        report.error(
            use.at,
            "feel.hostile_name",
            f"{where_vi} dùng tên không được phép “{hostile[0][:60]}”.",
            f"{where_en} uses the forbidden name “{hostile[0][:60]}”.",
            line=use.line,
        )
        return
    try:
        expression = compile_expression(use.text, names=known.keys())
    except FeelSyntaxError as error:
        report.error(
            use.at,
            "feel.syntax",
            f"{where_vi} không phải FEEL hợp lệ: {error.text.vi}",
            f"{where_en} is not valid FEEL: {error.text.en}",
            line=use.line,
        )
        return
    for name in sorted(expression.variables):
        if is_hostile(name) or name not in known:
            report.error(
                use.at,
                "variable.unknown",
                f"{where_vi} dùng biến “{name[:60]}” mà không bước nào tạo ra.",
                f"{where_en} uses variable “{name[:60]}”, which no step sets.",
                line=use.line,
            )
    _check_fields(use, known, report)


def _check_fields(use: Use, known: Mapping[str, Mapping[str, frozenset[str]] | None], report: Report) -> None:
    inside_strings = [m.span() for m in STRING.finditer(use.text)]
    for match in FIELD_USE.finditer(use.text):
        variable, name, value = match.groups()
        fields = known.get(variable)
        if not fields or any(start < match.start() < end for start, end in inside_strings):
            continue
        if name not in fields:
            report.error(
                use.at,
                "field.unknown",
                f"{label(use.at)}: {variable} không có trường “{name}”.",
                f"{label(use.at)}: {variable} has no field “{name}”.",
                line=use.line,
            )
        elif value is not None and fields[name] and value not in fields[name]:
            report.error(
                use.at,
                "value.impossible",
                f"{label(use.at)}: {variable}.{name} không bao giờ bằng “{value}”; các giá trị có thể: "
                f"{', '.join(sorted(fields[name]))}.",
                f"{label(use.at)}: {variable}.{name} is never “{value}”; possible: {', '.join(sorted(fields[name]))}.",
                line=use.line,
            )


def _output_fields(node: Node, catalogue: Catalogue) -> Mapping[str, frozenset[str]] | None:
    shape = catalogue.operations.get(node.operation or "")
    if shape is None or not shape.outputs:
        return None
    return {name: frozenset(kind.split("|")) if "|" in kind else frozenset() for name, kind in shape.outputs.items()}
