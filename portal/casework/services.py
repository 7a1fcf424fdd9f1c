"""Work on dossiers: claim, give back, hand over, complete. One transaction each; `key` is one per intention."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from engine import api
from engine.errors import AlreadyClaimed
from engine.models import Incident, WorkItem
from engine.types import StepResult
from portal.accounts import policy
from portal.accounts.actor import Actor, actor_for
from portal.accounts.models import User
from portal.casework import completion
from portal.casework.models import Notification
from portal.casework.selectors import find_item, name_of
from portal.documents.errors import FormInvalid
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, Refused


@dataclass(frozen=True, slots=True)
class Completed:
    """What came of completing a work item: the engine's step, and where the person goes on."""

    step: StepResult
    dossier_code: str


@transaction.atomic
def claim(*, actor: Actor, item_id: UUID, key: str) -> WorkItem:
    """Take an open item for oneself.

    Raises NotVisible, NotAllowed; Conflict TAKEN with the name of who was faster.
    """
    item = find_item(actor, item_id)
    policy.require(actor, "work_item.claim", item)
    try:
        api.claim(item.pk, actor=actor.id, key=key)
    except AlreadyClaimed as faster:
        raise Conflict("TAKEN", name=name_of(faster.by)) from faster
    _record(actor, "work_item.claim", item)
    item.refresh_from_db()
    return item


@transaction.atomic
def unclaim(*, actor: Actor, item_id: UUID, key: str) -> WorkItem:
    """Give an item back to its role. Raises NotVisible, NotAllowed when it is not one's own."""
    item = find_item(actor, item_id)
    policy.require(actor, "work_item.complete", item)
    api.unclaim(item.pk, actor=actor.id, key=key)
    _record(actor, "work_item.unclaim", item)
    item.refresh_from_db()
    return item


@transaction.atomic
def assign(*, actor: Actor, item_id: UUID, to_user_id: int, key: str) -> WorkItem:
    """Hand an item to a colleague who holds its role.

    Raises NotVisible, NotAllowed; Refused ASSIGNEE_LACKS_ROLE.
    """
    item = find_item(actor, item_id)
    policy.require(actor, "work_item.assign", item)
    colleague = User.objects.filter(pk=to_user_id, is_active=True).first()
    if colleague is None or item.role not in actor_for(colleague).roles:
        raise Refused("ASSIGNEE_LACKS_ROLE", role=item.role)
    api.assign(item.pk, to=str(colleague.pk), actor=actor.id, key=key)
    _record(actor, "work_item.assign", item, to=colleague.pk)
    item.refresh_from_db()
    return item


@transaction.atomic
def complete_work_item(
    *,
    actor: Actor,
    item_id: UUID,
    data: Mapping[str, object],
    key: str,
    files: Mapping[str, object] | None = None,
) -> Completed:
    """Answer a work item and move its dossier on.

    data    the posted answers; checked on the server against the form version that the process is pinned to
    key     one per intention: the second call with it returns the first answer and moves nothing
    Raises  NotVisible, NotAllowed (also for separation of duties), FormInvalid with the bound form, Conflict when the
            item is no longer open, and whatever rule of the programme the answer breaks (Refused)
    """
    item = find_item(actor, item_id)
    policy.require(actor, "work_item.complete", item)
    form = completion.bind_item_form(item, data, files or {})
    if form.errors:
        raise FormInvalid(form)
    completion.before_step(actor, item, form.cleaned)
    step = api.complete(item.pk, actor=actor.id, answers=form.cleaned, key=key)
    _record(actor, "work_item.complete", item, node=item.node)
    return Completed(step, item.business_key)


@transaction.atomic
def retry_incident(*, actor: Actor, incident_id: UUID) -> None:
    """Let the engine try again what failed. Raises NotAllowed, NotVisible; Conflict when it is closed already."""
    policy.require(actor, "incident.retry")
    incident: Incident = policy.find(actor, Incident, pk=incident_id)
    api.retry_incident(incident.pk, actor=actor.id)
    audit.record(actor.id, "incident.retry", kind="incident", object_id=incident.pk)


@transaction.atomic
def mark_read(*, actor: Actor, id: int) -> Notification:
    """Note that a person has read a notice of theirs. Raises NotVisible."""
    notice: Notification = policy.find(actor, Notification, pk=id)
    Notification.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now())
    notice.refresh_from_db()
    return notice


def _record(actor: Actor, action: str, item: WorkItem, **facts: object) -> None:
    facts["dossier"] = item.business_key
    audit.record(actor.id, action, kind="work_item", object_id=item.pk, facts=facts)
