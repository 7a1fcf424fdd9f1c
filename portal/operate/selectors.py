"""Reads for the operator: instances, one instance with its tokens, timers, and what waits for a message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from engine import selectors as engine
from engine.bpmn.nodes import Node
from engine.bpmn.state import At, Token
from engine.models import Incident, Instance, Subscription, Timer, WorkItem
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.casework.nodes import in_language
from portal.casework.selectors import name_of

PAGE = 50
SHOWN = 200
OPEN_ITEM = Q(items__status__in=engine.OPEN)
REASONED = frozenset(
    {"SUSPENDED", "RESUMED", "CANCELLED", "MOVE_REASON", "MIGRATED"}
)  # log lines whose data is a reason


@dataclass(frozen=True, slots=True)
class Place:
    """A node with its words."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A token: where it stands, what it does, and where it may be put."""

    key: int
    place: Place
    at: At
    targets: list[Place]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log without its data; `note` is the reason that somebody gave."""

    at: datetime
    kind: str
    place: Place | None
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class InstanceShown:
    """All that the page of an instance shows."""

    instance: Instance
    standing: list[Standing]
    items: list[tuple[WorkItem, Place]]
    timers: list[tuple[Timer, Place]]
    subscriptions: list[tuple[Subscription, Place]]
    incidents: list[tuple[Incident, Place]]
    history: list[Line]

    @property
    def is_open(self) -> bool:
        return self.instance.status in engine.RUNNING


def processes(actor: Actor) -> list[tuple[str, str]]:
    """Key and title of every procedure that has run, by key."""
    policy.require(actor, "instance.view")
    versions = {version.key: version.title_vi for version in engine.versions_in_service()}
    return sorted(versions.items())


def page_of_instances(actor: Actor, *, process: str, status: str, q: str, page: int) -> Page[Instance]:
    """A page of instances, newest first, each with the numbers of its open work items and incidents."""
    found = policy.visible(actor, Instance) & engine.instances()
    if process:
        found = found.filter(version__key=process)
    if status in Instance.Status.values:
        found = found.filter(status=status)
    if q:
        found = found.filter(business_key__icontains=q)
    counted = found.annotate(
        open_items=Count("items", filter=OPEN_ITEM, distinct=True),
        open_incidents=Count("incidents", filter=Q(incidents__closed_at__isnull=True), distinct=True),
    )
    return Paginator(counted, PAGE).get_page(page)


def find_instance(actor: Actor, instance_id: UUID) -> Instance:
    """One instance. Raises NotVisible."""
    found: Instance = policy.find(actor, Instance, pk=instance_id)
    return engine.instances().get(pk=found.pk)


def show_instance(actor: Actor, instance_id: UUID) -> InstanceShown:
    """Everything of one instance but its content. Raises NotVisible."""
    instance = find_instance(actor, instance_id)
    places = _Places(instance.version_id)
    open_incidents = instance.incidents.filter(closed_at__isnull=True).order_by("opened_at")
    return InstanceShown(
        instance=instance,
        standing=[places.standing(token) for token in engine.tokens(instance.pk)],
        items=[(item, places.of(item.node)) for item in instance.items.order_by("id")],
        timers=[(timer, places.of(timer.node)) for timer in instance.timers.order_by("due_at")],
        subscriptions=[(one, places.of(one.node)) for one in instance.subscriptions.order_by("signal")],
        incidents=[(incident, places.of(incident.node)) for incident in open_incidents],
        history=list(_history(instance.pk, places)),
    )


def timers(actor: Actor) -> list[tuple[Timer, Place]]:
    """What the clock will move next, soonest first."""
    policy.require(actor, "instance.view")
    return [(timer, _Places(timer.instance.version_id).of(timer.node)) for timer in engine.timers()[:SHOWN]]


def waiting_for(actor: Actor, name: str = "") -> list[tuple[Subscription, Place]]:
    """What waits for a message or signal, by its name; only for `name` where one is given."""
    policy.require(actor, "instance.view")
    found = engine.subscriptions()
    found = found.filter(signal=name) if name else found
    return [(one, _Places(one.instance.version_id).of(one.node)) for one in found[:SHOWN]]


class _Places:
    """The nodes of one version in the language of the page."""

    def __init__(self, version_id: UUID) -> None:
        self._version_id = version_id
        self._nodes = engine.definition_of(version_id).nodes

    def of(self, node_id: str) -> Place:
        """A node; its id where the diagram gives it no name or no longer holds it."""
        node = self._nodes.get(node_id)
        return Place(node_id, (in_language(node) if node else "") or node_id)

    def standing(self, token: Token) -> Standing:
        """A token with the places where it may be put."""
        targets = engine.targets_of(self._version_id, token)
        return Standing(token.key, self.of(token.node), token.at, [self.of(target) for target in targets])

    def node(self, node_id: str) -> Node | None:
        """The node itself."""
        return self._nodes.get(node_id)


def _history(instance_id: UUID, places: _Places) -> Iterable[Line]:
    names: dict[str, str] = {}
    for event in engine.history(instance_id):
        if event.actor not in names:
            names[event.actor] = name_of(event.actor)
        note = str(event.data.get("reason", "")) if event.kind in REASONED else ""
        yield Line(event.at, event.kind, places.of(event.node) if event.node else None, names[event.actor], note)
