"""Our diagrams as SpiffWorkflow specs, with FEEL in every place where SpiffWorkflow would evaluate Python.

SpiffWorkflow is the reference interpreter: at publication each diagram is rehearsed on it (engine.bpmn.rehearsal), and
the tests hold the token executor equal to it. Variables live outside its task data, because its joins merge lists and
bring deleted keys back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask

from engine.bpmn.definition import ASSIGNMENT
from engine.bpmn.findings import BpmnRefused, Finding, Severity
from engine.bpmn.outcome import QUEUED
from engine.bpmn.triggers import expression
from engine.bpmn.whitelist import NODE_TAGS
from rules.feel import EvaluationContext, Text, compile_expression, from_feel

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
MARK = "node."
FAR = 'duration("P9999D")'  # a timer of the reference never fires by itself: schedules fire it

Operate = Callable[[str], Any]


class OperationTask(ServiceTask):
    """A service or rule task: asks the environment, which knows the operation by the id of the node."""

    def _execute(self, task: Any) -> bool | None:
        result = task.workflow.script_engine.environment.operate(node_id(self))
        return None if result is QUEUED else True


class ReferenceParser(BpmnParser):
    """SpiffWorkflow's parser; it knows no business rule task of its own."""

    OVERRIDE_PARSER_CLASSES: dict[Any, Any] = {  # noqa: RUF012
        full_tag("serviceTask"): (TaskParser, OperationTask),
        full_tag("businessRuleTask"): (TaskParser, OperationTask),
    }


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates FEEL against variables of its own and ignores the data that tasks carry.

    variables  of the instance, changed in place by script tasks
    operate    called with the id of a service or rule task; QUEUED lets the task wait
    """

    def __init__(self, variables: dict[str, Any], operate: Operate) -> None:
        super().__init__()
        self.variables = variables
        self.operate = operate

    def evaluate(self, text: str, context: object, external_context: object = None) -> Any:
        """The value of a FEEL expression; durations and dates as the ISO text that SpiffWorkflow's timers expect."""
        value = from_feel(self._value(expression(text)))
        if isinstance(value, timedelta):
            return f"P{value.days}DT{value.seconds}S"
        return value.isoformat() if isinstance(value, date) else value

    def execute(self, script: str | None, context: object, external_context: object = None) -> bool:
        """Run the `name := FEEL` lines of a script task."""
        for line in (script or "").splitlines():
            match = ASSIGNMENT.fullmatch(line)
            if match:
                self.variables[match[1]] = from_feel(self._value(match[2].strip()))
        return True

    def _value(self, text: str) -> Any:
        return compile_expression(text, names=self.variables).evaluate(self.variables, EvaluationContext())


class FeelScriptEngine(PythonScriptEngine):
    """SpiffWorkflow's script engine without Python: it can only reach a FEEL environment."""

    def __init__(self, environment: FeelEnvironment) -> None:
        super().__init__(environment)

    def validate(self, text: str) -> None:
        """Raises FeelSyntaxError."""
        compile_expression(expression(text))


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed process with its sub-processes, as SpiffWorkflow wants them."""

    process: Any
    sub_processes: Mapping[str, Any]


def node_id(task_spec: Any) -> str:
    """The id that a node has in the diagram; "" for SpiffWorkflow's own nodes."""
    own = task_spec.bpmn_id or ""
    return own.removeprefix(MARK) if own.startswith(MARK) else ""


def parse_spec(xml: bytes, process_id: str, conditions: Mapping[str, str] | None = None) -> Spec:
    """Parse a checked diagram with SpiffWorkflow.

    xml         bytes that engine.bpmn.verify has passed; DTDs and entities were refused there and not resolved here
    conditions  other conditions by flow id, instead of those in the diagram
    Raises      BpmnRefused when SpiffWorkflow cannot read what our own reader accepted
    """
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    _prepare(root, conditions or {})
    parser = ReferenceParser()
    try:
        parser.add_bpmn_xml(root)
        return Spec(parser.get_spec(process_id), parser.get_subprocess_specs(process_id))
    except ValidationException as refusal:
        text = str(refusal)[:300]
        raise BpmnRefused(
            [Finding("", "", 0, Severity.ERROR, "reference.refused", Text(vi=f"Không đọc được: {text}", en=text))]
        ) from refusal


def _prepare(root: Any, conditions: Mapping[str, str]) -> None:
    """Leave to SpiffWorkflow only what it reads as we do.

    Timers wait for the schedule; a start event just starts; without a drawing it tries conditions in the order of the
    file instead of from top to bottom; node ids are marked because it has nodes of its own called "Start" and "End".
    """
    for drawing in root.findall(f"{DI}BPMNDiagram"):
        root.remove(drawing)
    for timer in root.iter(f"{BPMN}timerEventDefinition"):
        for child in list(timer):
            timer.remove(child)
        etree.SubElement(timer, f"{BPMN}timeDuration").text = FAR
    for event in list(root.iter(f"{BPMN}intermediateThrowEvent", f"{BPMN}endEvent")):
        for signal in event.findall(f"{BPMN}signalEventDefinition"):
            event.remove(signal)
            if event.tag == f"{BPMN}endEvent":
                _end_after(event)
            event.tag = f"{BPMN}serviceTask"  # asks the environment, which throws the signal
    for start in root.iter(f"{BPMN}startEvent"):
        for message in start.findall(f"{BPMN}messageEventDefinition"):
            start.remove(message)
    for element in root.iter(*(f"{BPMN}{tag}" for tag in NODE_TAGS)):
        _mark(element, "id", "attachedToRef")
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        _mark(flow, "sourceRef", "targetRef")
        for condition in flow.findall(f"{BPMN}conditionExpression"):
            condition.text = conditions.get(flow.get("id"), condition.text)


def _end_after(event: Any) -> None:
    """An end event behind what is no end event any more: SpiffWorkflow's process waits for one."""
    over = f"{event.get('id')}.over"
    etree.SubElement(event.getparent(), f"{BPMN}endEvent", id=over)
    ends = {"id": f"{over}.flow", "sourceRef": event.get("id"), "targetRef": over}
    etree.SubElement(event.getparent(), f"{BPMN}sequenceFlow", ends)


def _mark(element: Any, *attributes: str) -> None:
    for attribute in attributes:
        if element.get(attribute):
            element.set(attribute, MARK + element.get(attribute))
