"""The elements of one process as typed, frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from rules.feel import Text


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is FEEL without the leading "=", None when the flow has none."""

    id: str
    source: str
    target: str
    name: Text
    condition: str | None
    is_default: bool
    line: int


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event fires; exactly one of the four is set.

    duration      FEEL giving a days-time duration or years-months duration, counted from the arrival of the token
    date          FEEL giving a date or date and time
    working_days  whole working days counted from the arrival of the token
    cycle         FEEL giving an ISO 8601 repetition as text: R3/PT10M, R/2026-01-01T08:00:00+07:00/P1D
    """

    duration: str | None = None
    date: str | None = None
    working_days: int | None = None
    cycle: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event definition of an event.

    kind       message, timer, signal, error, escalation, conditional, link, terminate, compensate or cancel
    name       name of the message, signal or link; code of the error or escalation ("": thrown without one, caught
               whatever its code); id of the activity that is compensated ("": all of the level)
    timer      of a timer, else None
    condition  FEEL of a conditional event, else None
    waits      whether a compensation that is thrown is waited for
    """

    kind: str
    name: str = ""
    timer: Timer | None = None
    condition: str | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True)
class Loop:
    """How an activity repeats. Expressions are FEEL; names are those of variables.

    kind         standard (one after the other while a condition holds), sequential or parallel (multiple instances)
    condition    of a standard loop: goes on while it holds; of multiple instances: enough when it holds
    test_before  whether a standard loop asks before the first round
    maximum      most rounds of a standard loop
    cardinality  number of instances; or collection: the list whose items they get as variable `item`
    aliases      data inputs that get the item too
    output       list of what the instances leave in their variable `output_item`
    behavior     None, One, All or Complex: when the activity throws an event while it runs
    events       what it throws for None and One
    complex      for Complex: condition, and what is thrown when it holds; the other instances then end
    """

    kind: str
    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    output: str | None = None
    output_item: str | None = None
    aliases: tuple[str, ...] = ()
    behavior: str = "All"
    events: tuple[Trigger, ...] = ()
    complex: tuple[tuple[str, tuple[Trigger, ...]], ...] = ()

    @property
    def expressions(self) -> tuple[str, ...]:
        """All FEEL of the loop."""
        more = (condition for condition, _ in self.complex)
        return tuple(filter(None, (self.condition, self.cardinality, self.collection, *more)))


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a data association puts where: the value of `expression` (FEEL) becomes variable `target`, or its entry
    `field`. sources: variables that it draws from."""

    target: str
    field: str
    expression: str
    sources: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Carried:
    """Data of an activity of its own.

    names            its variables: inputs, outputs and properties
    inputs, outputs  those that it takes in and gives out
    takes, gives     what fills them before it begins, and what is put outside when it is over
    needs, leaves    sets of inputs and of outputs, one of which must be complete when it begins and when it is over;
                     without any nothing is asked
    drawn            where arrows point that put nothing there: the work itself must set it
    """

    names: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    takes: tuple[Transfer, ...]
    gives: tuple[Transfer, ...]
    needs: tuple[frozenset[str], ...]
    leaves: tuple[frozenset[str], ...]
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdHoc:
    """How the activities of an ad-hoc sub-process are done.

    sequential  one after the other, else all at once
    condition   FEEL that ends it when it holds after an activity; None: it ends when each has been done
    cancels     whether what still runs then is cancelled
    """

    sequential: bool
    condition: str | None
    cancels: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One argument of a service operation: its name and the FEEL expression that gives it."""

    name: str
    expression: str
    line: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line `name := expression` of a script task."""

    name: str
    expression: str
    line: int


@dataclass(frozen=True, slots=True)
class Notification:
    """A notice sent when the node completes. `to` is a role code."""

    code: str
    to: str


@dataclass(frozen=True, slots=True)
class Node:
    """One activity, gateway or event.

    kind         BPMN local name: startEvent, endEvent, boundaryEvent, intermediateCatchEvent,
                 intermediateThrowEvent, userTask, manualTask, serviceTask, scriptTask, businessRuleTask,
                 exclusiveGateway, parallelGateway, inclusiveGateway, eventBasedGateway, subProcess
    event        "" for nodes that catch and throw nothing, else none, the kind of its trigger, or multiple
    triggers     what the event waits for or throws, in file order
    all_of       whether a catching event waits for all of its triggers instead of one
    incoming     flow ids in file order
    outgoing     flow ids in file order: the order in which an exclusive gateway tries them
    default_flow flow id or None
    parent       id of the sub-process that holds the node, None at the top level
    attached_to  id of the activity a boundary event sits on
    interrupting whether a boundary event cancels its activity
    message      name of the message or, when event is "signal", of the signal that is waited for or thrown
    form, role   keys of the catalogue; assignee is FEEL giving a user id, without the leading "="
    due_working_days  working days a user task may take, counted from its creation
    time_limit        or the name of a limit of the office that says how many
    not_same_as  ids of user tasks whose doers may not do this one
    by_event     whether a sub-process is started by an event inside it
    instantiates whether a receive task or an event gateway begins the process
    all_targets  whether an event gateway that begins the process waits for all events behind it
    takes, gives tokens that an activity needs to begin, and that it puts on each exit
    activation   FEEL that lets a complex gateway go on
    loop         how an activity repeats, None when it does not
    called       key of the process that a call activity calls, with which of its versions: latest, pinned (the one in
                 force when this was published) or date (the one in force at `binding_date`, FEEL)
    outputs      variables that a call sets from those of the called process
    for_compensation  whether an activity only runs to compensate another one
    data         what an activity takes in and gives out
    ad_hoc       how the activities of an ad-hoc sub-process are done
    """

    id: str
    kind: str
    name: Text
    line: int
    parent: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    event: str = ""
    attached_to: str | None = None
    interrupting: bool = True
    timer: Timer | None = None
    message: str | None = None
    form: str | None = None
    role: str | None = None
    assignee: str | None = None
    due_working_days: int | None = None
    time_limit: str | None = None
    not_same_as: tuple[str, ...] = ()
    operation: str | None = None
    inputs: tuple[Input, ...] = ()
    pack: str | None = None
    decision: str | None = None
    result_variable: str | None = None
    script: tuple[Assignment, ...] = ()
    notifications: tuple[Notification, ...] = ()
    lane: str | None = None
    triggers: tuple[Trigger, ...] = ()
    all_of: bool = False
    by_event: bool = False
    instantiates: bool = False
    all_targets: bool = False
    takes: int = 1
    gives: int = 1
    activation: str | None = None
    loop: Loop | None = None
    for_compensation: bool = False
    data: Carried | None = None
    ad_hoc: AdHoc | None = None
    called: str | None = None
    binding: str = "latest"
    binding_date: str | None = None
    outputs: tuple[Input, ...] = ()

    @property
    def form_variable(self) -> str | None:
        """Name of the variable that holds the answers of this node's form: F-INTAKE gives F_INTAKE."""
        return self.form.replace("-", "_") if self.form else None

    @property
    def signal(self) -> str | None:
        """Name of the signal that the node waits for or throws."""
        return self.message if self.event == "signal" else None

    @property
    def payload_variables(self) -> tuple[str, ...]:
        """Names of the variables that keep what messages and signals brought: with-draw gives with_draw."""
        brought = (t.name for t in self.triggers if t.kind in ("message", "signal")) if self.catches else ()
        return tuple(name.replace("-", "_") for name in brought)

    @property
    def sets(self) -> frozenset[str]:
        """Names of the variables outside itself that the node sets when it is done."""
        named = {self.form_variable, self.result_variable, *self.payload_variables}
        named |= {line.name for line in self.script} | {output.name for output in self.outputs}
        if self.loop is not None:
            named = (named | {self.loop.output}) - {self.loop.item, self.loop.output_item}
        if self.data is not None:
            named = (named - set(self.data.names)) | {transfer.target for transfer in self.data.gives}
        return frozenset(name for name in named if name)

    @property
    def waits(self) -> bool:
        """True when a token stops here until a person, a message, a signal or a timer moves it."""
        return self.kind in WAITING_KINDS and self.event != "link"

    @property
    def catches(self) -> bool:
        """True for events and tasks that wait for their triggers or begin with them."""
        return self.kind in CATCHING_KINDS


WAITING_KINDS = frozenset({"userTask", "receiveTask", "callActivity", "intermediateCatchEvent", "eventBasedGateway"})
CATCHING_KINDS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
ACTIVITY_KINDS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
    }
)
LEVEL_KINDS = frozenset({"subProcess", "transaction", "adHocSubProcess"})  # activities with a diagram inside
