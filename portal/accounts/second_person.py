"""The rule of two people: whoever drafts a change does not put it into force. Shared by procedures and rule packs.

A draft has `author`, `status`, `is_editable`, `decided_by`, `decided_at`, `decision_note` and `updated_at`; its table
refuses by itself that its author decides.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.platform.clock import now
from portal.platform.errors import Refused
from portal.platform.text import nfc

NOTE_LENGTH = 4000
SUBMITTED = "SUBMITTED"

Draft = TypeVar("Draft", bound=Model)


def own_draft(model: type[Draft], actor: Actor, draft_id: UUID, action: str) -> Draft:
    """The actor's own draft, locked, while it may still be edited.

    Raises NotVisible, NotAllowed; Refused NOT_THE_AUTHOR, DRAFT_CLOSED
    """
    draft = _locked(model, actor, draft_id, action)
    if draft.author_id != actor.user_id:
        raise Refused("NOT_THE_AUTHOR")
    if not draft.is_editable:
        raise Refused("DRAFT_CLOSED")
    found: Draft = draft
    return found


def draft_to_decide(model: type[Draft], actor: Actor, draft_id: UUID, action: str) -> Draft:
    """A submitted draft, locked, for somebody who is not its author.

    Raises NotVisible, NotAllowed; Refused SAME_PERSON, DRAFT_NOT_SUBMITTED
    """
    draft = _locked(model, actor, draft_id, action)
    if draft.author_id == actor.user_id:
        raise Refused("SAME_PERSON")
    if draft.status != SUBMITTED:
        raise Refused("DRAFT_NOT_SUBMITTED")
    found: Draft = draft
    return found


def decide(draft: Any, actor: Actor, status: str, note: str) -> None:
    """Write down what the second person decided, and save the draft."""
    draft.status, draft.decided_by_id, draft.decided_at = status, actor.user_id, now()
    draft.decision_note, draft.updated_at = nfc(note).strip()[:NOTE_LENGTH], draft.decided_at
    draft.save()


def _locked(model: type[Model], actor: Actor, draft_id: UUID, action: str) -> Any:
    policy.find(actor, model, pk=draft_id)
    draft = model._default_manager.select_for_update().get(pk=draft_id)
    policy.require(actor, action, draft)
    return draft
