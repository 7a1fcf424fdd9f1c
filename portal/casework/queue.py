"""The work queue: what is mine, what my roles may take, and all open work that I may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, F, Q, QuerySet

from engine.models import WorkItem
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.casework.nodes import node_name
from portal.casework.urgency import Bounds, Urgency, bounds
from portal.dossiers.models import Dossier
from portal.platform.text import fold

Scope = Literal["mine", "roles", "all"]
OPEN = Q(status__in=["READY", "CLAIMED"])
PER_PAGE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    item: WorkItem
    dossier: Dossier
    task_name: str
    due_at: datetime | None
    urgency: Urgency
    claimed_by_name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue with the numbers around it."""

    rows: list[QueueRow]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    urgency_counts: Mapping[str, int]


def queue(
    actor: Actor, *, scope: Scope, q: str = "", urgency: str = "", line: str = "", page: int = 1, per_page: int = 50
) -> QueuePage:
    """Open work, most urgent first.

    scope    mine: claimed by or assigned to me; roles: waiting for somebody of my roles; all: everything open I may see
    q        words or numbers, with or without accents: dossier code, applicant, name of the object
    urgency  a group of `Urgency`, or empty for all
    line     code of a support line, or empty for all
    """
    times, scopes = bounds(), _scopes(actor)
    found = _search(policy.visible(actor, WorkItem).filter(OPEN), q, line)
    counts = found.aggregate(**{name: Count("pk", filter=rule or None) for name, rule in scopes.items()})
    chosen = found.filter(scopes[scope])
    groups = chosen.aggregate(**{group.value: Count("pk", filter=times.rows_in(group)) for group in Urgency})
    if urgency:
        chosen = chosen.filter(times.rows_in(Urgency(urgency)))
    total = groups[urgency] if urgency else counts[scope]
    per_page = min(max(per_page, 1), PER_PAGE_LIMIT)
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    shown = list(_by_urgency(chosen)[(page - 1) * per_page : page * per_page])
    return QueuePage(_rows(actor, shown, times), total, page, pages, counts, groups)


def waiting(actor: Actor, scope: Scope) -> QuerySet[WorkItem]:
    """The open work of a scope, most urgent first, unfiltered: what the benchmark of the queue measures."""
    return _by_urgency(policy.visible(actor, WorkItem).filter(OPEN).filter(_scopes(actor)[scope]))


def _by_urgency(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    return items.select_related("instance").order_by(F("due_at").asc(nulls_last=True), "pk")


def _scopes(actor: Actor) -> Mapping[Scope, Q]:
    return {"mine": _mine(actor), "roles": _shared(actor), "all": Q()}


def _mine(actor: Actor) -> Q:
    return Q(claimed_by=actor.id) | Q(assignee=actor.id)


def _shared(actor: Actor) -> Q:
    return Q(status="READY", role__in=actor.roles) & ~_mine(actor)


def _search(items: QuerySet[WorkItem], q: str, line: str) -> QuerySet[WorkItem]:
    if not q.strip() and not line:
        return items
    dossiers = Dossier.objects.all()
    for word in fold(q).split():
        dossiers = dossiers.filter(Q(search__contains=word))
    if line:
        dossiers = dossiers.filter(support_line_id=line)
    return items.filter(business_key__in=dossiers.values("code"))


def _rows(actor: Actor, items: list[WorkItem], times: Bounds) -> list[QueueRow]:
    codes = {item.business_key for item in items}
    dossiers = {row.code: row for row in Dossier.objects.filter(code__in=codes).select_related("support_line")}
    holders = {item.claimed_by for item in items if item.claimed_by}
    names = {str(person.pk): str(person) for person in User.objects.filter(pk__in=holders)}
    return [
        QueueRow(
            item=item,
            dossier=dossiers[item.business_key],
            task_name=node_name(item),
            due_at=item.due_at,
            urgency=times.group_of(item.due_at),
            claimed_by_name=names.get(item.claimed_by, ""),
            is_mine=actor.id in {item.claimed_by, item.assignee},
        )
        for item in items
    ]
