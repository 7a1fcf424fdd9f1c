"""Reading work: the queue, one item with all that its page needs, notices and incidents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engine import selectors as engine
from engine.models import Incident, WorkItem
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.casework.completion import form_of
from portal.casework.models import Notification
from portal.casework.nodes import excluding_step, in_language, node_name
from portal.casework.queue import QueuePage, QueueRow, queue
from portal.casework.supplements import ANSWER_FORM, context_for
from portal.documents.forms import FormDefinition
from portal.dossiers.models import Dossier

__all__ = ["EarlierAnswers", "ItemContext", "QueuePage", "QueueRow", "find_item", "incidents", "item_context"]
__all__ += ["colleagues", "name_of", "notifications", "queue", "unread_count"]


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """What somebody answered at an earlier step of the same instance."""

    node_name: str
    actor_name: str
    at: datetime
    form: str
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemContext:
    """A work item with everything that its page shows.

    initial         what the form shows before anybody types: the earlier answers of the form, of the dossier
    conditions      what the form's conditions see besides its own answers
    blocked_reason  why this person may not do it; empty when they may
    holder          who has taken it; empty while nobody has
    notice          what stands over the amount while it has no legal basis; empty when it has
    """

    item: WorkItem
    dossier: Dossier
    task_name: str
    form: FormDefinition
    initial: dict[str, Any]
    conditions: dict[str, Any]
    can_claim: bool
    can_complete: bool
    blocked_reason: str
    holder: str
    notice: str
    eligibility: dict[str, Any] | None
    grant: dict[str, Any] | None
    reservation: dict[str, Any] | None
    earlier_answers: list[EarlierAnswers]


def find_item(actor: Actor, item_id: UUID) -> WorkItem:
    """One work item that the actor may see, with its instance and version. Raises NotVisible."""
    found: WorkItem = policy.find(actor, WorkItem, pk=item_id)
    return WorkItem.objects.select_related("instance__version").get(pk=found.pk)


def item_context(actor: Actor, item: WorkItem) -> ItemContext:
    """All that the page of a work item needs."""
    variables = engine.variables(item.instance_id)
    dossier = Dossier.objects.select_related("support_line", "applicant").get(code=item.business_key)
    form = form_of(item)
    barred = _barred(item, actor)
    is_open = item.status in {"READY", "CLAIMED"}
    return ItemContext(
        item=item,
        dossier=dossier,
        task_name=node_name(item),
        form=form,
        initial=_initial(form, dossier, variables),
        conditions=context_for(form, dossier),
        can_claim=item.status == "READY" and not barred and policy.allowed(actor, "work_item.claim", item),
        can_complete=is_open and not barred and policy.allowed(actor, "work_item.complete", item),
        blocked_reason=barred,
        holder=name_of(item.claimed_by if is_open else ""),
        notice=basis_notice(variables.get("grant")),
        eligibility=_context(variables.get("eligibility")),
        grant=_context(variables.get("grant")),
        reservation=_context(variables.get("reservation")),
        earlier_answers=earlier_answers(item),
    )


def colleagues(actor: Actor, item: WorkItem) -> list[User]:
    """Whom the actor may hand the item to: active holders of its role; nobody without the right to assign."""
    if item.status not in {"READY", "CLAIMED"} or not policy.allowed(actor, "work_item.assign", item):
        return []
    holders = User.objects.filter(grants__role=item.role, is_active=True)
    return list(holders.order_by("full_name").distinct())


def basis_notice(grant: object) -> str:
    """What every page and paper says while no city decision fixes the amount (rules R-PACK-2, R-PACK-7)."""
    if not isinstance(grant, dict) or grant.get("decision_allowed") is True:
        return ""
    return _("Mức tham khảo, chưa có căn cứ của thành phố. Chưa thể ban hành quyết định hỗ trợ và chi trả.")


def earlier_answers(item: WorkItem) -> list[EarlierAnswers]:
    """The answers of the instance so far, oldest first."""
    nodes = engine.definition_of(item.instance.version_id).nodes
    done = [event for event in engine.history(item.instance_id) if event.kind == "ITEM_COMPLETED"]
    people = {str(person.pk): str(person) for person in User.objects.filter(pk__in=_numbers(e.actor for e in done))}
    return [
        EarlierAnswers(
            node_name=in_language(nodes[event.node]),
            actor_name=people.get(event.actor, event.actor),
            at=event.at,
            form=nodes[event.node].form or "",
            answers=dict(event.data.get("answers") or {}),
        )
        for event in done
    ]


def notifications(actor: Actor, unread_only: bool = False) -> QuerySet[Notification]:
    """A person's notices, newest first."""
    mine = policy.visible(actor, Notification).order_by("-created_at", "-pk")
    return mine.filter(read_at__isnull=True) if unread_only else mine


def unread_count(actor: Actor) -> int:
    """How many notices wait to be read: the number at the bell."""
    return notifications(actor, unread_only=True).count()


def incidents(actor: Actor) -> QuerySet[Incident]:
    """Automatic steps that wait for an operator, oldest first."""
    return (
        policy.visible(actor, Incident).filter(closed_at__isnull=True).select_related("instance").order_by("opened_at")
    )


def _initial(form: FormDefinition, dossier: Dossier, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an earlier round; questions of the application that are asked again show what stands there."""
    earlier = {} if form.key == ANSWER_FORM else _context(variables.get(form.variable)) or {}
    return {**{name: value for name, value in dossier.answers.items() if name in form.fields}, **earlier}


def name_of(actor: str) -> str:
    """What a person is called; empty for the system and for nobody."""
    return str(User.objects.filter(pk=int(actor)).first() or "") if actor.isdigit() else ""


def _barred(item: WorkItem, actor: Actor) -> str:
    earlier = excluding_step(item, actor.id)
    if earlier is None:
        return ""
    return _("Quý vị đã làm bước “%(step)s” của hồ sơ này nên không được làm bước này.") % {
        "step": in_language(earlier)
    }


def _context(value: object) -> dict[str, Any] | None:
    return dict(value) if isinstance(value, dict) else None


def _numbers(actors: Any) -> set[int]:
    return {int(actor) for actor in actors if str(actor).isdigit()}
