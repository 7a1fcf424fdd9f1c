"""Checking the answers of a work item: its form, and the rules that no single field can know."""

from collections.abc import Callable, Mapping

from engine.models import WorkItem
from portal.accounts.actor import Actor
from portal.casework import supplements
from portal.casework.pins import repin
from portal.documents.forms import BoundForm, FormDefinition, bind, load_form
from portal.dossiers import lifecycle
from portal.dossiers.models import Dossier
from portal.platform.errors import Refused

Answers = Mapping[str, object]
Check = Callable[[Actor, Dossier, Answers], None]


def form_of(item: WorkItem) -> FormDefinition:
    """The form version that the item's process version is pinned to, as it is for the item's dossier."""
    pinned = item.instance.version.references.get("forms", {})
    form = load_form(item.form, sha=pinned.get(item.form))
    return supplements.tailored(form, Dossier.objects.get(code=item.business_key))


def bind_item_form(item: WorkItem, data: Answers, files: Answers) -> BoundForm:
    """The posted answers against the form, on the server; hidden, locked and computed fields keep their own values."""
    dossier = Dossier.objects.get(code=item.business_key)
    form = form_of(item)
    return bind(form, data, files, supplements.context_for(form, dossier))


def before_step(actor: Actor, item: WorkItem, answers: Answers) -> None:
    """What must hold, or be done, before the process moves on. Raises Refused."""
    act = _ACTS.get(item.form)
    if act:
        act(actor, Dossier.objects.get(code=item.business_key), answers)


def _asks_for_points(actor: Actor, dossier: Dossier, answers: Answers) -> None:
    """A request to supplement names what is missing, all at once (D-SUPP-ASK)."""
    outcome = answers.get("outcome") or answers.get("conclusion")
    if outcome == "SUPPLEMENT" and not (answers.get("supplement_items") or answers.get("reason")):
        raise Refused("SUPPLEMENT_WITHOUT_POINTS")


def _recalculate(actor: Actor, dossier: Dossier, answers: Answers) -> None:
    """Calculating anew means judging by the pack now in force: a recorded act with its reason (rule R-PACK-5)."""
    if answers.get("outcome") == "RECALCULATE":
        repin(actor, dossier, str(answers.get("reason") or ""))


def _correct_account(actor: Actor, dossier: Dossier, answers: Answers) -> None:
    """The corrected bank account is the dossier's from now on; the earlier one stays in the log."""
    lifecycle.add_answers(dossier, answers)


def _take_corrections(actor: Actor, dossier: Dossier, answers: Answers) -> None:
    """What the applicant corrected in place is the dossier's from now on."""
    supplements.correct(dossier, answers, actor.id)


_ACTS: Mapping[str, Check] = {
    "F-INTAKE": _asks_for_points,
    "F-APPRAISE": _asks_for_points,
    "F-AWAIT-BASIS": _recalculate,
    "F-BANK": _correct_account,
    "F-SUPPLEMENT": _take_corrections,
}
