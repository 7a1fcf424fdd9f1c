"""A definition made ready to run: expressions compiled once, look-ups done once, kept by version."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from engine.bpmn.definition import Definition
from engine.bpmn.nodes import ACTIVITY_KINDS, Carried, Loop, Node, Timer, Transfer, Trigger
from rules.feel import Expression, compile_expression

KEPT_VERSIONS = 128
JOIN_KINDS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
HEARD = frozenset({"signal", "message"})
CHOOSING_KINDS = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
THROWN = frozenset({"error", "escalation", "compensate", "cancel"})  # found by looking outward from where it is thrown

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Exit:
    """A flow as the runtime sees it."""

    flow: str
    target: str
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Wait:
    """One trigger of a catching event, ready to be waited for.

    expression  of its timer or its condition
    """

    kind: str
    name: str
    timer: Timer | None
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class LoopStep:
    """The expressions of a loop, ready to run. See engine.bpmn.nodes.Loop."""

    loop: Loop
    condition: Expression | None
    cardinality: Expression | None
    collection: Expression | None
    complex: tuple[tuple[Expression, tuple[Trigger, ...]], ...]


@dataclass(frozen=True, slots=True)
class DataStep:
    """The data of an activity, ready to run. See engine.bpmn.nodes.Carried."""

    carried: Carried
    takes: tuple[tuple[Transfer, Expression], ...]
    gives: tuple[tuple[Transfer, Expression], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One node, ready to run.

    exits     flows to follow, in file order, as often as the node gives tokens; without a default flow
    default   the default flow
    chooses   whether the exits of an activity depend on conditions
    joins     flows that a gateway waits for; empty when it does not join
    reach     of a gateway that waits for what may still come: node -> those of `joins` that a token there can reach
    boundary  ids of the boundary events to arm when the activity begins
    catches   ids of the boundary events that catch errors or escalations: they need no token
    waits     triggers of a catching event; a token names its one by the index in `via`, "" being the first
    takes     tokens that an activity needs to begin
    loop      how an activity repeats
    inner     of a repeating activity: what one of its instances is
    throws    whether it throws what only those hear who wait already
    data      what the activity takes in and gives out
    receives  outputs of a catching event and the variables that they become
    completion  of an ad-hoc sub-process: ends it when it holds
    """

    node: Node
    exits: tuple[Exit, ...]
    default: Exit | None
    chooses: bool
    joins: tuple[str, ...]
    reach: Mapping[str, frozenset[str]]
    boundary: tuple[str, ...]
    catches: tuple[str, ...]
    waits: tuple[Wait, ...]
    takes: int
    loop: LoopStep | None
    inner: Step | None
    throws: bool
    data: DataStep | None
    receives: tuple[tuple[str, str], ...]
    activation: Expression | None
    completion: Expression | None
    assignee: Expression | None
    inputs: tuple[tuple[str, Expression], ...]
    outputs: tuple[tuple[str, Expression], ...]
    binding_date: Expression | None
    script: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Program:
    """One process, ready to run.

    starts       nodes that get a token when a level begins, by sub-process id, "" for the top level
    entrances    nodes through which the process can begin
    handlers     start events of event sub-processes to arm when a level begins
    conditional  ids of the events that wait for a condition
    late         ids of the gateways that wait for what may still come
    undoing      what compensates an activity, see engine.bpmn.definition; empty where nothing throws a compensation
    local        whether some variables belong to one instance of an activity
    held         variables that a sub-process holds while it runs
    needing      whether an activity may wait for data
    ad_hoc       ids of the ad-hoc sub-processes
    """

    steps: dict[str, Step]
    starts: Mapping[str, tuple[str, ...]]
    entrances: tuple[str, ...]
    handlers: Mapping[str, tuple[str, ...]]
    conditional: frozenset[str]
    late: frozenset[str]
    undoing: Mapping[str, str]
    local: bool
    held: Mapping[str, tuple[str, ...]]
    needing: bool
    ad_hoc: frozenset[str]


def compile_program(definition: Definition) -> Program:
    """Compile every expression of a definition. Raises FeelSyntaxError; a published version has none."""
    names = variable_names(definition)
    steps = {node.id: _step(definition, node, names) for node in definition.nodes.values()}
    held = {level: held for level, held in definition.held.items() if level and held}
    return Program(
        steps=steps,
        starts=definition.starts,
        entrances=definition.entrances,
        handlers=definition.handlers,
        conditional=frozenset(n for n, step in steps.items() if any(w.kind == "conditional" for w in step.waits)),
        late=frozenset(n for n, step in steps.items() if step.reach),
        undoing=definition.undoing,
        local=bool(held) or any(step.loop or step.data or step.node.ad_hoc for step in steps.values()),
        held=held,
        ad_hoc=frozenset(n for n, step in steps.items() if step.node.ad_hoc),
        needing=any(step.data and step.data.carried.needs for step in steps.values()),
    )


def variable_names(definition: Definition) -> frozenset[str]:
    """Names that steps of the process set; they win over built-in functions of the same name."""
    names = {"dossier", "applicant"}
    for node in definition.nodes.values():
        names.update(filter(None, (node.form_variable, node.result_variable)))
        names.update(line.name for line in node.script)
        names.update(node.data.names if node.data else ())
    names.update(name for held in definition.held.values() for name in held)
    return frozenset(names)


def _step(definition: Definition, node: Node, names: frozenset[str]) -> Step:
    def compiled(text: str | None) -> Expression | None:
        return None if text is None else compile_expression(text, names=names)

    exits: list[Exit] = []
    default: Exit | None = None
    flows = definition.out(node.id)
    chooses = node.kind in ACTIVITY_KINDS and any(flow.condition for flow in flows)
    for flow in flows:
        leaving = Exit(flow.id, flow.target, compiled(flow.condition))
        if flow.is_default and (chooses or node.kind in CHOOSING_KINDS):
            default = leaving
        else:
            exits.append(leaving)
    if node.id in definition.links:
        exits = [Exit("", definition.links[node.id], None)]
    watching = definition.boundary.get(node.id, ())
    joins = node.incoming if node.kind in JOIN_KINDS and len(node.incoming) > 1 else ()
    step = Step(
        node=node,
        exits=tuple(exits) * node.gives,
        default=default,
        chooses=chooses,
        joins=joins,
        reach=reach(definition, node) if joins and node.kind != "parallelGateway" else {},
        boundary=tuple(b for b in watching if any(t.kind not in THROWN for t in definition.nodes[b].triggers)),
        catches=tuple(b for b in watching if any(t.kind in THROWN for t in definition.nodes[b].triggers)),
        waits=tuple(_wait(t, compiled) for t in node.triggers) if node.catches else (),
        takes=node.takes,
        loop=_loop(node.loop, compiled) if node.loop else None,
        inner=None,
        throws=not node.catches and any(t.kind in HEARD for t in node.triggers),
        data=_data(node.data, names) if node.data and not node.catches else None,
        receives=tuple((t.sources[0], t.target) for t in node.data.gives) if node.data and node.catches else (),
        activation=compiled(node.activation),
        completion=compiled(node.ad_hoc.condition) if node.ad_hoc else None,
        assignee=compiled(node.assignee),
        inputs=tuple((i.name, compile_expression(i.expression, names=names)) for i in node.inputs),
        outputs=tuple((o.name, compile_expression(o.expression)) for o in node.outputs),
        binding_date=compiled(node.binding_date),
        script=tuple((line.name, compile_expression(line.expression, names=names)) for line in node.script),
    )
    return replace(step, inner=_inner(step)) if step.loop else step


def _inner(step: Step) -> Step:
    """One instance of a repeating activity: what lies around the activity belongs to the whole of it."""
    node = replace(step.node, notifications=(), loop=None)
    return replace(
        step, node=node, loop=None, exits=(), default=None, chooses=False, boundary=(), catches=(), takes=1, data=None
    )


def _loop(loop: Loop, compiled: Callable[[str | None], Expression | None]) -> LoopStep:
    conditions = ((compiled(text), triggers) for text, triggers in loop.complex)
    return LoopStep(
        loop,
        compiled(loop.condition),
        compiled(loop.cardinality),
        compiled(loop.collection),
        tuple((condition, triggers) for condition, triggers in conditions if condition is not None),
    )


def _data(carried: Carried, names: frozenset[str]) -> DataStep:
    takes, gives = (
        tuple((transfer, compile_expression(transfer.expression, names=names)) for transfer in transfers)
        for transfers in (carried.takes, carried.gives)
    )
    return DataStep(carried, takes, gives)


def _wait(trigger: Trigger, compiled: Callable[[str | None], Expression | None]) -> Wait:
    timer = trigger.timer
    text = (timer.duration or timer.date or timer.cycle) if timer else trigger.condition
    return Wait(trigger.kind, trigger.name, timer, compiled(text))


def reach(definition: Definition, gateway: Node) -> dict[str, frozenset[str]]:
    """From which nodes of its level a token can reach which entries of a gateway without passing the gateway.

    Source: BPMN 2.0.2, table 13.3: the paths of sequence flows that an inclusive gateway looks at.
    """
    back: dict[str, list[str]] = {}
    for node_id in definition.children[gateway.parent or ""]:
        for target in definition.following(node_id):
            back.setdefault(target, []).append(node_id)
    found: dict[str, set[str]] = {}
    for entry in gateway.incoming:
        stack = [definition.flows[entry].source]
        while stack:
            node_id = stack.pop()
            entries = found.setdefault(node_id, set())
            if entry in entries:
                continue
            entries.add(entry)
            if node_id != gateway.id:
                stack.extend(back.get(node_id, ()))
    return {node_id: frozenset(entries) for node_id, entries in found.items()}


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
