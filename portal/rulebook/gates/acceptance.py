"""The author of a draft answers for a gap that the law leaves open, or takes that back."""

from uuid import UUID

from django.db import transaction

from portal.accounts.actor import Actor
from portal.accounts.second_person import NOTE_LENGTH, own_draft
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import NotAllowed, Refused
from portal.platform.text import nfc
from portal.rulebook.gates.finding import Finding
from portal.rulebook.gates.models import AcceptedGap
from portal.rulebook.judge import judge
from portal.rulebook.models import PackDraft


@transaction.atomic
def accept(*, actor: Actor, draft_id: UUID, finding: str, reason: str) -> None:
    """Let a gap of one's own draft stand; the approver reads why.

    finding  key of the finding as the page showed it
    Raises   NotVisible, NotAllowed; Refused NOT_THE_AUTHOR, DRAFT_CLOSED, GAP_REASON_MISSING, FINDING_GONE
    """
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    said = nfc(reason).strip()[:NOTE_LENGTH]
    if not said:
        raise Refused("GAP_REASON_MISSING")
    if actor.user_id is None:
        raise NotAllowed("pack_version.draft")
    found = _of_now(draft, finding)
    words = (found.example or found.text).vi
    AcceptedGap.objects.update_or_create(
        draft=draft,
        finding=finding,
        defaults={"words_vi": words, "reason": said, "accepted_by_id": actor.user_id, "accepted_at": now()},
    )
    _log(actor, "accept_gap", draft, {"gap": words, "reason": said})


@transaction.atomic
def withdraw(*, actor: Actor, draft_id: UUID, finding: str) -> None:
    """Take back that a gap may stand. Raises NotVisible, NotAllowed; Refused NOT_THE_AUTHOR, DRAFT_CLOSED."""
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    for kept in AcceptedGap.objects.filter(draft=draft, finding=finding):
        _log(actor, "withdraw_gap", draft, {"gap": kept.words_vi})
        kept.delete()


def _of_now(draft: PackDraft, key: str) -> Finding:
    for found in judge(draft).findings:
        if found.may_be_accepted and found.key == key:
            return found
    raise Refused("FINDING_GONE")


def _log(actor: Actor, verb: str, draft: PackDraft, facts: dict[str, object]) -> None:
    audit.record(
        actor.id,
        f"pack_draft.{verb}",
        kind="pack_draft",
        object_id=draft.pk,
        facts={"key": draft.key, "rev": draft.rev, **facts},
    )
