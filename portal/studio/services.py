"""Changes of procedures: draft, save, submit, return, publish. Two people, always."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import IntegrityError, transaction

from engine import api
from engine.bpmn.findings import BpmnRefused, has_errors
from engine.bpmn.identity import identity
from engine.models import ProcessVersion
from engine.selectors import version_in_force
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.second_person import NOTE_LENGTH, decide, draft_to_decide, own_draft
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, NotAllowed, Refused
from portal.platform.text import nfc
from portal.studio.catalogue import current_catalogue, references
from portal.studio.models import OPEN, ProcedureDraft
from portal.studio.selectors import problems

Status = ProcedureDraft.Status


def start_draft(*, actor: Actor, process_key: str) -> ProcedureDraft:
    """Open a draft of the version in force, or the open draft that is there already.

    Raises   NotAllowed; Refused NO_SUCH_PROCEDURE when nothing was ever published under the key
    """
    policy.require(actor, "procedure_draft.edit")
    if earlier := _open_draft(process_key):
        return earlier
    live = version_in_force(process_key)
    if live is None:
        raise Refused("NO_SUCH_PROCEDURE", key=process_key)
    return _create(actor, process_key, bytes(live.xml), live)


def import_file(*, actor: Actor, xml: bytes) -> ProcedureDraft:
    """Open a draft from an uploaded BPMN file, of whatever tool; its bytes are kept as they came.

    What keeps it from running is listed beside the draft. Raises NotAllowed;
             Refused UNSAFE_DIAGRAM when it is no safe BPMN file;
             Conflict DRAFT_OPEN when the procedure already has an open draft
    """
    policy.require(actor, "procedure_draft.edit")
    key, _title = _identity(xml)
    if _open_draft(key):
        raise Conflict("DRAFT_OPEN", key=key)
    return _create(actor, key, xml, version_in_force(key))


@transaction.atomic
def save_draft(*, actor: Actor, draft_id: UUID, xml: bytes, rev: int) -> ProcedureDraft:
    """Store what the editor holds. Problems in the diagram are allowed, unsafe XML is not.

    rev      the revision that the editor loaded or last saved
    Raises   NotAllowed for anybody but the author; Refused UNSAFE_DIAGRAM, DRAFT_CLOSED, KEY_CHANGED;
             Conflict when another window saved in between
    """
    draft = own_draft(ProcedureDraft, actor, draft_id, "procedure_draft.edit")
    key, title = _identity(xml)
    if key != draft.process_key:
        raise Refused("KEY_CHANGED", key=draft.process_key)
    if draft.rev != rev:
        raise Conflict("DRAFT_MOVED_ON")
    draft.xml, draft.sha256, draft.title = xml, hashlib.sha256(xml).hexdigest(), title
    draft.status, draft.rev, draft.updated_at = Status.EDITING, draft.rev + 1, now()
    draft.save()
    return draft


@transaction.atomic
def submit(*, actor: Actor, draft_id: UUID, note: str) -> ProcedureDraft:
    """Hand the draft to a second person.

    note     what changes and why, for the second person and the record
    Raises   NotAllowed; Refused NOTE_MISSING, DRAFT_HAS_ERRORS with their number, DRAFT_CLOSED
    """
    draft = own_draft(ProcedureDraft, actor, draft_id, "procedure_draft.edit")
    text = nfc(note).strip()
    if not text:
        raise Refused("NOTE_MISSING")
    findings = problems(bytes(draft.xml))
    if has_errors(findings):
        raise Refused("DRAFT_HAS_ERRORS", count=sum(f.severity == "ERROR" for f in findings))
    draft.status, draft.note, draft.submitted_at = Status.SUBMITTED, text[:NOTE_LENGTH], now()
    draft.updated_at = draft.submitted_at
    draft.save()
    _log(actor, "submit", draft)
    return draft


@transaction.atomic
def publish(*, actor: Actor, draft_id: UUID, note: str = "") -> ProcessVersion:
    """Put the draft into force as a new version. New dossiers run on it, running ones stay on theirs.

    Raises   NotAllowed; Refused SAME_PERSON for the author, DRAFT_NOT_SUBMITTED, DRAFT_HAS_ERRORS when the catalogue
             has changed since; Conflict BASE_MOVED_ON when another version came into force since the draft began
    """
    draft = draft_to_decide(ProcedureDraft, actor, draft_id, "procedure_draft.publish")
    live = version_in_force(draft.process_key)
    if (live.pk if live else None) != draft.base_version_id:
        raise Conflict("BASE_MOVED_ON")
    version = _publish(bytes(draft.xml), published_by=actor.id)
    draft.published_version = version
    _decide(draft, actor, Status.PUBLISHED, note)
    return version


@transaction.atomic
def send_back(*, actor: Actor, draft_id: UUID, note: str) -> ProcedureDraft:
    """Give a submitted draft back to its author with remarks.

    Raises   NotAllowed; Refused NOTE_MISSING, SAME_PERSON, DRAFT_NOT_SUBMITTED
    """
    draft = draft_to_decide(ProcedureDraft, actor, draft_id, "procedure_draft.publish")
    if not note.strip():
        raise Refused("NOTE_MISSING")
    _decide(draft, actor, Status.RETURNED, note)
    return draft


@transaction.atomic
def discard(*, actor: Actor, draft_id: UUID) -> ProcedureDraft:
    """End a draft without publishing it. The row stays. Raises NotAllowed, Refused DRAFT_CLOSED."""
    draft = own_draft(ProcedureDraft, actor, draft_id, "procedure_draft.edit")
    draft.status, draft.updated_at = Status.DISCARDED, now()
    draft.save()
    _log(actor, "discard", draft)
    return draft


def publish_file(xml: bytes, *, published_by: str) -> ProcessVersion:
    """Publish a file of the installation itself, without a second person: only for set-up and sample data.

    The same bytes that are in force already give the version in force.

    published_by  the engine's name of an actor, e.g. SYSTEM
    Raises        Refused UNSAFE_DIAGRAM, DRAFT_HAS_ERRORS
    """
    key, _title = _identity(xml)
    live = version_in_force(key)
    if live is not None and live.sha256 == hashlib.sha256(xml).hexdigest():
        return live
    return _publish(xml, published_by=published_by)


def _publish(xml: bytes, *, published_by: str) -> ProcessVersion:
    try:
        return api.publish(xml, catalogue=current_catalogue(), published_by=published_by, references=references(xml))
    except BpmnRefused as refusal:
        errors = [f for f in refusal.findings if f.severity == "ERROR"]
        raise Refused("DRAFT_HAS_ERRORS", count=len(errors), first=str(refusal)) from refusal


def _open_draft(process_key: str) -> ProcedureDraft | None:
    return ProcedureDraft.objects.filter(process_key=process_key, status__in=OPEN).first()


def _create(actor: Actor, process_key: str, xml: bytes, base: ProcessVersion | None) -> ProcedureDraft:
    moment = now()
    _key, title = _identity(xml)
    try:
        with transaction.atomic():
            draft = ProcedureDraft.objects.create(
                process_key=process_key,
                title=title,
                xml=xml,
                sha256=hashlib.sha256(xml).hexdigest(),
                base_version=base,
                author_id=_person(actor),
                created_at=moment,
                updated_at=moment,
            )
    except IntegrityError as race:  # two people opened the same procedure at the same moment
        raise Conflict("DRAFT_OPEN", key=process_key) from race
    _log(actor, "draft", draft)
    return draft


def _identity(xml: bytes) -> tuple[str, str]:
    """Key and title of a file. Raises Refused UNSAFE_DIAGRAM when it is not safe, or no BPMN file."""
    try:
        return identity(xml)
    except BpmnRefused as refusal:
        raise Refused("UNSAFE_DIAGRAM", reason=refusal.findings[0].text.vi) from refusal


def _decide(draft: ProcedureDraft, actor: Actor, status: ProcedureDraft.Status, note: str) -> None:
    decide(draft, actor, status, note)
    _log(actor, "publish" if status == Status.PUBLISHED else "return", draft)


def _person(actor: Actor) -> int:
    """The id of the person behind an actor. A visitor has none and no right either."""
    if actor.user_id is None:
        raise NotAllowed("procedure_draft.edit")
    return actor.user_id


def _log(actor: Actor, verb: str, draft: ProcedureDraft) -> None:
    facts = {"process_key": draft.process_key, "rev": draft.rev, "sha256": draft.sha256}
    audit.record(actor.id, f"procedure_draft.{verb}", kind="procedure_draft", object_id=draft.pk, facts=facts)
