"""Explaining one case: facts that somebody tries, or a receipt, by making the decision again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.actor import Actor
from portal.casework.models import DecisionReceipt
from portal.casework.receipts import facts_in
from portal.dossiers.models import Dossier
from portal.dossiers.states import PROCESSED
from portal.platform.clock import local
from portal.platform.errors import PortalError
from portal.rulebook.compiled import pack_of
from portal.rulebook.explain.changes import WayOut, way_out
from portal.rulebook.explain.words import PackWords
from portal.rulebook.fact_words import fact_label
from portal.rulebook.force import version_in_force
from portal.rulebook.models import PackVersion
from portal.rulebook.receipts import Verdict, verdict_of
from rules.evaluate import EvaluationFailed, decide
from rules.evaluate.result import DecisionResult
from rules.explain import Explanation, explain
from rules.feel import Text
from rules.packs import Pack

ANSWERS = ("grant_vnd", "eligible")


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision and why it is so.

    way_out  what would have to change; None where nothing has to
    """

    decision: str
    result: DecisionResult
    explanation: Explanation
    way_out: WayOut | None

    @property
    def title(self) -> Text:
        """What is decided."""
        return self.explanation.steps[-1].label

    @property
    def answer(self) -> Text:
        """The result in a word: the amount, or whether the dossier is eligible; else the first that there is."""
        lines = {line.name: line.value for line in self.explanation.conclusion}
        return next(lines[name] for name in (*ANSWERS, *lines) if name in lines)


@dataclass(frozen=True, slots=True)
class ExplainedReceipt:
    """A decision about a dossier. `explained` is None when the receipt no longer proves anything: see `verdict`."""

    receipt: DecisionReceipt
    verdict: Verdict
    explained: Explained | None

    @property
    def title(self) -> Text:
        """What was decided."""
        if self.explained is not None:
            return self.explained.title
        return fact_label(self.receipt.decision)


def explain_case(pack: Pack, decision: str, facts: Mapping[str, Any], *, now: datetime) -> Explained:
    """Decide and say why.

    facts  by name, Python int, str, bool, date; one that is left out is not known
    Raises KeyError for an unknown decision, EvaluationFailed for what may not be guessed, BudgetExceeded.
    """
    result = decide(pack, decision, facts, now=now)
    explanation = explain(pack, result, PackWords(pack))
    return Explained(decision, result, explanation, way_out(pack, decision, facts, now=now))


def explain_in_force(key: str, decision: str, facts: Mapping[str, Any], *, now: datetime) -> Explained | None:
    """What the version of today would say of a case, and why. None when there is none, or when it cannot tell."""
    try:
        version = version_in_force(key, local(now).date())
        return explain_case(pack_of(version.pk), decision, facts, now=now)
    except (PortalError, EvaluationFailed):
        return None


def explain_dossier(dossier_code: str) -> list[ExplainedReceipt]:
    """The latest decision of each kind about a dossier, in the order in which they were made.

    The decision of a version that was only compared (rule R-PACK-4, the more favourable one) is not among them.
    """
    receipts = DecisionReceipt.objects.filter(dossier_code=dossier_code).exclude(key__endswith=":other")
    latest: dict[tuple[str, str], DecisionReceipt] = {}
    for receipt in receipts.order_by("decided_at", "key"):
        latest.pop((receipt.pack, receipt.decision), None)
        latest[receipt.pack, receipt.decision] = receipt
    return [_explained(receipt) for receipt in latest.values()]


def reasons_for(actor: Actor, dossier: Dossier) -> list[ExplainedReceipt]:
    """The explanations of a dossier that its reader may see: its applicant only those of a dossier that is processed.

    Until then the officer's findings are not the office's answer.
    """
    if dossier.applicant_id == actor.user_id and dossier.state not in PROCESSED:
        return []
    return explain_dossier(dossier.code)


def _explained(receipt: DecisionReceipt) -> ExplainedReceipt:
    verdict = verdict_of(receipt)
    if verdict is not Verdict.HOLDS:
        return ExplainedReceipt(receipt, verdict, None)
    version = PackVersion.objects.only("pk").get(key=receipt.pack, version=receipt.pack_version)
    case = explain_case(pack_of(version.pk), receipt.decision, facts_in(receipt), now=receipt.decided_at)
    return ExplainedReceipt(receipt, verdict, case)
