"""A definition made ready to run: expressions compiled once, look-ups done once, kept by version."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import Node
from rules.feel import Expression, compile_expression

KEPT_VERSIONS = 128

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Exit:
    """A flow as the runtime sees it."""

    flow: str
    target: str
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Step:
    """One node, ready to run.

    exits     flows to follow, in file order; for an exclusive gateway without the default one
    default   the default flow of an exclusive gateway
    joins     flows that a parallel gateway waits for; empty when it does not join
    boundary  ids of the boundary events to arm when the activity begins
    """

    node: Node
    exits: tuple[Exit, ...]
    default: Exit | None
    joins: tuple[str, ...]
    boundary: tuple[str, ...]
    assignee: Expression | None
    timer: Expression | None
    inputs: tuple[tuple[str, Expression], ...]
    script: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Program:
    """One process, ready to run. `starts` gives the start event of the top level ("") and of each sub-process."""

    steps: dict[str, Step]
    starts: dict[str, str]


def compile_program(definition: Definition) -> Program:
    """Compile every expression of a definition. Raises FeelSyntaxError; a published version has none."""
    names = variable_names(definition)
    return Program(
        steps={node.id: _step(definition, node, names) for node in definition.nodes.values()},
        starts={level: definition.start_of(level) for level in definition.children},
    )


def variable_names(definition: Definition) -> frozenset[str]:
    """Names that steps of the process set; they win over built-in functions of the same name."""
    names = {"dossier", "applicant"}
    for node in definition.nodes.values():
        names.update(filter(None, (node.form_variable, node.result_variable)))
        names.update(line.name for line in node.script)
    return frozenset(names)


def _step(definition: Definition, node: Node, names: frozenset[str]) -> Step:
    def compiled(text: str | None) -> Expression | None:
        return None if text is None else compile_expression(text, names=names)

    exits: list[Exit] = []
    default: Exit | None = None
    for flow in definition.out(node.id):
        leaving = Exit(flow.id, flow.target, compiled(flow.condition))
        if node.kind == "exclusiveGateway" and flow.is_default:
            default = leaving
        else:
            exits.append(leaving)
    timer = node.timer
    return Step(
        node=node,
        exits=tuple(exits),
        default=default,
        joins=node.incoming if node.kind == "parallelGateway" and len(node.incoming) > 1 else (),
        boundary=definition.boundary.get(node.id, ()),
        assignee=compiled(node.assignee),
        timer=compiled((timer.duration or timer.date) if timer else None),
        inputs=tuple((i.name, compile_expression(i.expression, names=names)) for i in node.inputs),
        script=tuple((line.name, compile_expression(line.expression, names=names)) for line in node.script),
    )


class Kept(Generic[Value]):
    """The most recently used values of this process, by version id. Versions never change, so nothing goes stale."""

    def __init__(self, size: int = KEPT_VERSIONS) -> None:
        self._size = size
        self._values: OrderedDict[UUID, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, version_id: UUID, make: Callable[[], Value]) -> Value:
        """The kept value, or the one that `make` gives."""
        with self._lock:
            value = self._values.get(version_id)
            if value is not None:
                self._values.move_to_end(version_id)
                return value
        value = make()
        with self._lock:
            self._values[version_id] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._values.clear()
