"""One instance run by SpiffWorkflow, driven by the same outside acts as engine.bpmn.run. For comparison only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.definition import Definition
from engine.bpmn.spec import FeelEnvironment, FeelScriptEngine, OperationTask, Spec, node_id


class Reference:
    """A running instance of SpiffWorkflow.

    operate  result of a service or rule task by node id, or QUEUED
    """

    def __init__(self, definition: Definition, spec: Spec, operate: Callable[[str], Any]) -> None:
        self.definition = definition
        self.variables: dict[str, Any] = {}
        self._operate = operate
        engine = FeelScriptEngine(FeelEnvironment(self.variables, self._call))
        self._thrown: list[tuple[Any, str]] = []
        self._workflow = BpmnWorkflow(spec.process, dict(spec.sub_processes), script_engine=engine)

    def start(self, variables: Mapping[str, Any]) -> None:
        """Begin with these variables."""
        self.variables.update(variables)
        self._go_on()

    def complete(self, node: str, answers: Mapping[str, Any]) -> None:
        """Answer a user task that waits."""
        task = next(t for t in self._people() if node_id(t.task_spec) == node)
        variable = self.definition.nodes[node].form_variable
        self.variables.update({variable: dict(answers)} if variable else answers)
        task.run()
        self._go_on()

    def hear(self, event: str, name: str) -> None:
        """Give a message or a signal to everything that waits for it."""
        for task, event_id in self._listeners(event, name):
            if task.state == TaskState.WAITING:
                self._occur(task, event_id)
        self._go_on()

    def fire(self, event_id: str) -> None:
        """Let a timer that waits be due."""
        task = next(task for task, found in self._events() if found == event_id)
        self._occur(task, event_id)
        self._go_on()

    def effect_done(self, node: str, result: Any) -> None:
        """An effect that a service task waits for is done."""
        task = next(t for t in self._effects() if node_id(t.task_spec) == node)
        self._keep(node, result)
        task.complete()
        self._go_on()

    def waiting(self) -> list[str]:
        """Ids of all nodes that wait for a person, an event or an effect, sorted; a node twice when it waits twice."""
        people = [node_id(t.task_spec) for t in self._people()]
        effects = [node_id(t.task_spec) for t in self._effects()]
        return sorted([*people, *effects, *(event_id for _, event_id in self._events())])

    @property
    def ended(self) -> bool:
        """Whether nothing waits and nothing can move any more."""
        return bool(self._workflow.completed)

    def _go_on(self) -> None:
        self._workflow.do_engine_steps(did_complete_task=self._deliver)

    def _deliver(self, task: Any) -> None:
        """A signal is heard when the step that threw it is done, by what waited when it was thrown."""
        heard, self._thrown = self._thrown, []
        for waiting, event_id in heard:
            if waiting.state == TaskState.WAITING:
                self._occur(waiting, event_id)

    def _listeners(self, event: str, name: str) -> list[tuple[Any, str]]:
        nodes = self.definition.nodes
        return [
            (t, found) for t, found in self._events() if (nodes[found].event, nodes[found].message) == (event, name)
        ]

    def _call(self, node: str) -> Any:
        signal = self.definition.nodes[node].signal
        if signal is not None:
            self._thrown += self._listeners("signal", signal)
            return {}
        result = self._operate(node)
        self._keep(node, result)
        return result

    def _keep(self, node: str, result: Any) -> None:
        name = self.definition.nodes[node].result_variable
        if name and isinstance(result, Mapping):
            self.variables[name] = dict(result)

    def _people(self) -> list[Any]:
        return [t for t in self._workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]

    def _effects(self) -> list[Any]:
        started = self._workflow.get_tasks(state=TaskState.STARTED)
        return [t for t in started if isinstance(t.task_spec, OperationTask)]

    def _events(self) -> list[tuple[Any, str]]:
        """Waiting event tasks with the id of the event; a choice gateway appears once for each of its events."""
        found: list[tuple[Any, str]] = []
        for task in self._workflow.event_manager.tasks.values():
            if task.state != TaskState.WAITING:
                continue
            if isinstance(task.task_spec, EventBasedGateway):
                found += [(task, flow.target) for flow in self.definition.out(node_id(task.task_spec))]
            elif node_id(task.task_spec) in self.definition.nodes:
                found.append((task, node_id(task.task_spec)))
        return found

    def _occur(self, task: Any, event_id: str) -> None:
        spec = task.task_spec
        definition = spec.event_definition
        if isinstance(spec, EventBasedGateway):
            place = [node_id(out) for out in spec.outputs].index(event_id)
            definition = definition.event_definitions[place]
        spec.catch(task, BpmnEvent(definition, payload={}))
        spec._update(task)
