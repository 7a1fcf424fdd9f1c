"""Stock SpiffWorkflow: its own serializer, the whole workflow as JSON at each step, data in its tasks.

It gets our FEEL, because Python in diagrams is out of the question. Saved through Django's ORM it is what an
application gets that puts SpiffWorkflow behind Django; saved through our statement it shows the engines alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.stepping import orm
from benchmarks.stepping.rows import write
from benchmarks.stepping.workload import FIELDS, Items, diagram, form, process_key
from engine.bpmn.definition import ASSIGNMENT
from engine.bpmn.outcome import Happened
from engine.clock import now
from engine.ids import new_id
from engine.store import repo
from rules.feel import Expression, compile_expression, from_feel


@cache
def _compiled(text: str) -> Expression:
    return compile_expression(text)


class _Feel(BasePythonScriptEngineEnvironment):
    """FEEL over the data of the task."""

    def evaluate(self, expression: str, context: dict[str, Any], external_context: object = None) -> Any:
        return from_feel(_compiled(expression).evaluate(context))

    def execute(self, script: str, context: dict[str, Any], external_context: object = None) -> bool:
        for line in script.splitlines():
            match = ASSIGNMENT.fullmatch(line)
            if match:
                context[match[1]] = from_feel(_compiled(match[2]).evaluate(context))
        return True


class Stock:
    """SpiffWorkflow 3.2.0 with BpmnWorkflowSerializer."""

    def __init__(self, version: UUID, *, orm: bool, rounds: int = 1) -> None:
        self.name = "stock Spiff, ORM" if orm else "stock Spiff, our SQL"
        self._orm = orm
        self._key = process_key(rounds)
        self._version = version
        self._engine = PythonScriptEngine(_Feel())
        self._serializer = BpmnWorkflowSerializer()
        parser = BpmnParser()
        parser.add_bpmn_str(diagram(rounds))
        self._spec = parser.get_spec(process_key(rounds))

    def start(self, number: int) -> Items:
        """See Peer."""
        with transaction.atomic():
            key = f"stock:{self._orm}:{number}:start"
            repo.version_in_force(self._key, None, now(), key)
            workflow = BpmnWorkflow(self._spec, script_engine=self._engine)
            workflow.task_tree.data.update(FIELDS)
            before: set[UUID] = set()
            workflow.do_engine_steps()
            events = [Happened("STARTED", "Begin", 0, {"variables": dict(FIELDS)})]
            return self._write("begin", key, new_id(), number, 0, workflow, before, events, [])

    def complete(self, item: UUID, node: str, number: int, answers: Mapping[str, Any]) -> Items:
        """See Peer."""
        with transaction.atomic():
            key = f"stock:{self._orm}:{number}:{node}"
            instance, rev, token, state = self._read(item, key)
            workflow = self._serializer.deserialize_json(state.decode())
            workflow.script_engine = self._engine
            before = {task.id for task in _people(workflow)}
            task = workflow.get_next_task(state=TaskState.READY, spec_name=node)
            task.data[form(node).replace("-", "_")] = dict(answers)
            task.run()
            workflow.do_engine_steps()
            events = [Happened("ITEM_COMPLETED", node, token, {"answers": answers})]
            return self._write("advance", key, instance, number, rev, workflow, before, events, [token])

    def _read(self, item: UUID, key: str) -> tuple[UUID, int, int, bytes]:
        """Instance, revision, token of the item, state."""
        if self._orm:
            found = orm.read(item, key)
            return found.instance_id, found.instance.rev, found.task_key, bytes(found.instance.state)
        row = repo.read_item(item, key)
        assert row.item is not None
        return row.instance_id, row.rev, row.item.task_key, row.state

    def _write(
        self,
        base: str,
        key: str,
        instance: UUID,
        number: int,
        rev: int,
        workflow: Any,
        before: set[UUID],
        events: list[Happened],
        done: list[int],
    ) -> Items:
        fresh = [task.task_spec.name for task in _people(workflow) if task.id not in before]
        opened = {node: 10 * (rev + 1) + place for place, node in enumerate(fresh)}
        events += [Happened("ITEM_OPENED", node, token, {}) for node, token in opened.items()]
        if workflow.completed:
            events += [Happened("ENDED", "Done", 0, {}), Happened("COMPLETED", "", 0, {})]
        return (orm.write if self._orm else write)(
            base=base,
            key=key,
            instance=instance,
            version=self._version,
            number=number,
            rev=rev,
            state=self._serializer.serialize_json(workflow).encode(),
            events=events,
            opened=opened,
            done=done,
            ended=workflow.completed,
            at=now(),
        )


def _people(workflow: Any) -> list[Any]:
    return [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]
