"""What an applicant does with a dossier: begin, save, attach, file, withdraw."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from engine import api
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.documents import uploads
from portal.documents.errors import FormInvalid
from portal.documents.forms import BoundForm, FormDefinition, bind, document_slots, load_form
from portal.documents.forms.bound import BoundSlot
from portal.documents.models import Upload
from portal.documents.uploads import PostedFile
from portal.dossiers.lifecycle import record
from portal.dossiers.lines import form_of_line
from portal.dossiers.models import Dossier
from portal.dossiers.search import search_text
from portal.dossiers.selectors import removable_uploads
from portal.dossiers.states import WITHDRAWABLE, State
from portal.platform import audit
from portal.platform.clock import local, now, today
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Refused
from portal.platform.numbers import next_number
from portal.programme.selectors import line_active_on

# Letters and digits that nobody takes for one another when a code is read out on the telephone.
LOOKUP_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LOOKUP_LENGTH = 8


@transaction.atomic
def create_draft(*, actor: Actor, line: str, is_sample: bool = False) -> Dossier:
    """Begin a dossier for a support line, pinned to the line's form as it is now.

    Where sample data is loaded every dossier is a sample, so that each of its papers says so.
    Raises NotAllowed; Refused LINE_NOT_ACTIVE (rule R-EL-01).
    """
    policy.require(actor, "dossier.create")
    if actor.user_id is None:
        raise NotAllowed("dossier.create")
    support_line = line_active_on(line, today())
    form = load_form(form_of_line(support_line.code))
    moment = now()
    return Dossier.objects.create(
        lookup_code="".join(secrets.choice(LOOKUP_ALPHABET) for _ in range(LOOKUP_LENGTH)),
        applicant_id=actor.user_id,
        support_line=support_line,
        form_key=form.key,
        form_sha=form.sha256,
        is_sample=is_sample or settings.SAMPLE_DATA,
        created_at=moment,
        saved_at=moment,
    )


@transaction.atomic
def save_page(
    *, actor: Actor, dossier: Dossier, page: str, data: Mapping[str, Any], files: Mapping[str, Any] | None = None
) -> BoundForm:
    """Keep what was typed on one page of a draft, right or wrong. The returned form says what is still wrong.

    data   posted answers of the page; files: field -> id of an upload
    Raises NotAllowed; Conflict ALREADY_SUBMITTED.
    """
    draft = _draft(actor, dossier)
    bound = bind(form_of(draft), data, files or {}, context_of(draft), page=page, answers=draft.answers)
    draft.answers = {**draft.answers, **bound.cleaned}
    draft.search = search_text(draft)
    draft.saved_at = now()
    draft.save(update_fields=["answers", "search", "saved_at"])
    return bound


def attach(*, actor: Actor, dossier: Dossier, field: str, posted: PostedFile) -> Upload:
    """Keep a file for a field of a dossier that the actor may edit or supplement.

    Not part of a transaction: the file is written first. Raises NotAllowed, FileNotAccepted; Conflict
    ALREADY_SUBMITTED unless the dossier is a draft or waits for a supplement.
    """
    _open_for_papers(actor, dossier)
    if actor.user_id is None:
        raise NotAllowed("dossier.edit")
    return uploads.store(owner_id=actor.user_id, dossier_id=dossier.pk, field=field, posted=posted)


def detach(*, actor: Actor, dossier: Dossier, upload_id: UUID) -> None:
    """Take a file out again, before it was filed or handed in with a supplement.

    Raises NotAllowed, NotVisible; Conflict ALREADY_SUBMITTED.
    """
    _open_for_papers(actor, dossier)
    if not removable_uploads(dossier).filter(pk=upload_id, owner_id=actor.user_id).delete()[0]:
        raise NotVisible("upload")


@transaction.atomic
def submit(*, actor: Actor, dossier: Dossier, key: str) -> Dossier:
    """File a dossier: it gets its code and its process begins. Filing twice files once.

    key     one per intention
    Raises  NotAllowed, FormInvalid with everything that is missing, Refused DOCUMENTS_MISSING or LINE_NOT_ACTIVE
    """
    policy.require(actor, "dossier.submit", dossier)
    filed = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if filed.state != State.DRAFT:
        return filed
    line = line_active_on(filed.support_line_id, today())
    bound = bind(form_of(filed), filed.answers, filed.answers, context_of(filed), answers=filed.answers)
    if bound.errors:
        raise FormInvalid(bound)
    _require_documents(filed)
    moment = now()
    day = f"{local(moment):%y%m%d}"
    filed.answers = bound.cleaned
    filed.code = f"{line.process_key}-{day}-{next_number(f'dossier:{line.process_key}:{day}'):04d}"
    filed.state, filed.submitted_at = State.SUBMITTED, moment
    filed.search = search_text(filed)
    filed.save()
    record(filed, "SUBMITTED", at=moment, actor=actor.id)
    step = api.start(
        line.process_key,
        business_key=filed.code,
        variables={
            "dossier": {"id": str(filed.pk), "code": filed.code, "line": filed.support_line_id},
            "applicant": str(filed.applicant_id),
        },
        actor=actor.id,
        key=f"{key}:start",
    )
    Dossier.objects.filter(pk=filed.pk).update(process_version_id=step.version_id, instance_id=step.instance_id)
    audit.record(actor.id, "dossier.submit", kind="dossier", object_id=filed.code)
    return Dossier.objects.get(pk=filed.pk)


@transaction.atomic
def withdraw(*, actor: Actor, dossier: Dossier, reason: str, key: str) -> Dossier:
    """Ask to withdraw a dossier before the decision (processes SP-WITHDRAW). A draft is simply deleted by its owner.

    Raises NotAllowed; Conflict CANNOT_WITHDRAW once a decision is signed.
    """
    policy.require(actor, "dossier.withdraw", dossier)
    asked = Dossier.objects.get(pk=dossier.pk)
    if asked.state == State.WITHDRAW_REQUESTED:
        return asked
    if asked.state not in WITHDRAWABLE or asked.instance_id is None:
        raise Conflict("CANNOT_WITHDRAW", code=asked.code)
    api.send_message(asked.instance_id, "withdraw", {"reason": reason}, actor=actor.id, key=key)
    record(Dossier.objects.get(pk=asked.pk), "WITHDRAW_ASKED", at=now(), actor=actor.id, note=reason)
    audit.record(actor.id, "dossier.withdraw", kind="dossier", object_id=asked.code)
    return Dossier.objects.get(pk=asked.pk)


@transaction.atomic
def delete_draft(*, actor: Actor, dossier: Dossier) -> None:
    """Throw a draft away. Raises NotAllowed; Conflict ALREADY_SUBMITTED."""
    _draft(actor, dossier).delete()


def form_of(dossier: Dossier) -> FormDefinition:
    """The form version that the dossier is pinned to."""
    return load_form(dossier.form_key, sha=dossier.form_sha)


def context_of(dossier: Dossier) -> dict[str, Any]:
    """What the conditions of the dossier's form see besides the answers."""
    return {"line": dossier.support_line_id, "today": today()}


def missing_documents(dossier: Dossier) -> list[BoundSlot]:
    """The required places for attachments that are still empty."""
    filled = set(Upload.objects.filter(dossier_id=dossier.pk).values_list("field", flat=True))
    slots = document_slots(form_of(dossier), dossier.answers, context_of(dossier))
    return [slot for slot in slots if slot.required and slot.code not in filled]


def _require_documents(dossier: Dossier) -> None:
    missing = missing_documents(dossier)
    if missing:
        raise Refused("DOCUMENTS_MISSING", labels=", ".join(slot.label for slot in missing))


def _open_for_papers(actor: Actor, dossier: Dossier) -> None:
    policy.require(actor, "dossier.edit", dossier)
    if dossier.state not in (State.DRAFT, State.SUPPLEMENT_REQUESTED):
        raise Conflict("ALREADY_SUBMITTED", code=dossier.code)


def _draft(actor: Actor, dossier: Dossier) -> Dossier:
    policy.require(actor, "dossier.edit", dossier)
    draft = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if draft.state != State.DRAFT:
        raise Conflict("ALREADY_SUBMITTED", code=draft.code)
    return draft
