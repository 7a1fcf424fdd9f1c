"""Reads for the layers above. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from engine import clock
from engine.bpmn.codec import decode
from engine.bpmn.definition import Definition
from engine.bpmn.moving import MOVABLE, targets
from engine.bpmn.state import Token
from engine.duties import excluding_step
from engine.log import history, stored_state
from engine.models import Incident, Instance, ProcessVersion, Subscription, Timer, WorkItem
from engine.versions.load import load

__all__ = [
    "definition_of",
    "excluded_by",
    "history",
    "instances",
    "items_of",
    "open_incidents",
    "open_items",
    "open_items_for_actor",
    "open_items_for_roles",
    "stored_state",
    "subscriptions",
    "targets_of",
    "timers",
    "tokens",
    "variables",
    "version_in_force",
    "versions_in_service",
    "versions_of",
]

OPEN = ("READY", "CLAIMED")
_HEAVY = ("instance__state", "instance__version__xml")
RUNNING = (Instance.Status.RUNNING, Instance.Status.SUSPENDED)


def open_items() -> QuerySet[WorkItem]:
    """All open work items, most urgent first."""
    return WorkItem.objects.filter(status__in=OPEN).order_by(F("due_at").asc(nulls_last=True), "id")


def open_items_for_roles(roles: Iterable[str]) -> QuerySet[WorkItem]:
    """Open items that somebody of one of these roles may take."""
    return open_items().filter(role__in=list(roles))


def open_items_for_actor(actor: str) -> QuerySet[WorkItem]:
    """Open items that the actor claimed or that the diagram gives to them."""
    claimed = WorkItem.objects.filter(status__in=OPEN, claimed_by=actor)
    assigned = WorkItem.objects.filter(status__in=OPEN, assignee=actor)
    return (claimed | assigned).order_by(F("due_at").asc(nulls_last=True), "id")


def items_of(business_key: str) -> QuerySet[WorkItem]:
    """All items of one dossier, oldest first."""
    return WorkItem.objects.filter(business_key=business_key).order_by("id")


def open_incidents() -> QuerySet[Incident]:
    """Incidents that wait for an operator, oldest first."""
    return Incident.objects.filter(closed_at__isnull=True).order_by("opened_at", "id")


def instances() -> QuerySet[Instance]:
    """All instances, newest first, each with its version but not with its state or diagram."""
    return Instance.objects.select_related("version").defer("state", "version__xml").order_by("-id")


def tokens(instance_id: UUID) -> list[Token]:
    """Where the tokens of an instance stand, by number. Raises NotFound."""
    return sorted(stored_state(instance_id).tokens.values(), key=lambda token: token.key)


def targets_of(version_id: UUID, token: Token) -> list[str]:
    """Nodes that a token may be put on by hand; empty when it may not be moved. Raises NotFound."""
    return targets(definition_of(version_id), token.node) if token.at in MOVABLE and not token.host else []


def timers() -> QuerySet[Timer]:
    """Everything that will move on by the clock, soonest first."""
    return Timer.objects.select_related("instance__version").defer(*_HEAVY).order_by("due_at", "id")


def subscriptions() -> QuerySet[Subscription]:
    """Everything that waits for a message or a signal, by its name."""
    return Subscription.objects.select_related("instance__version").defer(*_HEAVY).order_by("signal", "id")


def variables(instance_id: UUID) -> Mapping[str, Any]:
    """The variables of an instance as they stand. Raises NotFound."""
    return stored_state(instance_id).variables


def definition_of(version_id: UUID) -> Definition:
    """The diagram of a version, from memory after the first time. Raises NotFound."""
    return load(version_id).definition


def excluded_by(item: WorkItem, actor: str) -> str:
    """The step the actor did that keeps them from doing this item (separation of duties); "" when none does."""
    instance = Instance.objects.only("version_id", "state").get(pk=item.instance_id)
    return excluding_step(item.node, decode(instance.state), load(instance.version_id), actor)


def versions_of(process_key: str) -> QuerySet[ProcessVersion]:
    """All versions of a process, newest first."""
    return ProcessVersion.objects.filter(key=process_key).order_by("-version")


def version_in_force(process_key: str) -> ProcessVersion | None:
    """The version that a new instance gets now."""
    found = ProcessVersion.objects.filter(key=process_key, effective_at__lte=clock.now())
    return found.order_by("-effective_at", "-version").first()


def versions_in_service() -> list[ProcessVersion]:
    """Versions that a new instance gets now or later, and those that instances still run by; by key and number."""
    running = set(
        Instance.objects.filter(status__in=RUNNING).order_by().values_list("version_id", flat=True).distinct()
    )
    found: dict[UUID, ProcessVersion] = {}
    in_force: set[str] = set()
    for row in ProcessVersion.objects.defer("xml").order_by("key", "-effective_at", "-version"):
        is_first = row.effective_at <= clock.now() and row.key not in in_force
        if is_first:
            in_force.add(row.key)
        if is_first or row.effective_at > clock.now() or row.pk in running:
            found[row.pk] = row
    return sorted(found.values(), key=lambda row: (row.key, row.version))
