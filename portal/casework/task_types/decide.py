"""The result: a signed support decision that binds money, or a rejection with its reasons."""

from collections.abc import Mapping

from engine.effects.registry import OperationContext, operation
from portal.budget import services
from portal.casework.errors import NoLegalBasis
from portal.casework.facts import as_int
from portal.casework.grants import explained
from portal.casework.papers import issue
from portal.casework.reasons import reasons_of
from portal.casework.task_types._dossier import answers_of, dossier_of, give_back
from portal.dossiers import lifecycle as dossiers
from portal.platform.clock import local
from portal.platform.money import format_vnd
from portal.platform.money_words import in_words
from portal.programme.selectors import days
from rules.feel import Text


@operation(
    "decision.issue",
    kind="record",
    title=Text(vi="Ban hành quyết định hỗ trợ", en="Issue the support decision"),
    outputs={"decision_no": "str", "granted_vnd": "int"},
)
def issue_decision(ctx: OperationContext) -> dict[str, object]:
    """Issue the decision and commit the reserved money (rule R-BUD-5, processes SP-DECISION).

    The legal basis is checked here once more, whatever the diagram did before: no decision without a city decision
    (rules R-PACK-2, R-PACK-7).
    """
    grant, reservation = lawful_grant(ctx), ctx.variables["reservation"]
    amount_vnd = as_int(grant["grant_vnd"])
    decision_no = str(answers_of(ctx, "F-SIGN").get("decision_no") or "")
    services.commit(
        line_id=int(reservation["line_id"]),
        dossier_code=ctx.business_key,
        amount_vnd=amount_vnd,
        instrument_no=decision_no,
        actor=ctx.actor,
        key=ctx.key,
    )
    dossier = dossier_of(ctx)
    paper = issue(
        ctx,
        "SUPPORT_DECISION",
        dossier,
        amount=format_vnd(amount_vnd),
        amount_words=in_words(amount_vnd),
        budget_year=local(ctx.now).year,
        decision_no=decision_no,
        **explained(grant),
    )
    dossiers.set_money_state(dossier, "COMMITTED")
    dossiers.move(dossier, "APPROVED", at=ctx.now, actor=ctx.actor, note=decision_no or paper.number)
    return {"decision_no": decision_no or paper.number, "granted_vnd": amount_vnd}


@operation(
    "decision.reject",
    kind="record",
    title=Text(vi="Thông báo từ chối hỗ trợ", en="Issue the rejection"),
    outputs={"decision_no": "str"},
)
def reject(ctx: OperationContext) -> dict[str, object]:
    """Tell the applicant no, why, on what basis, and that they may complain (processes SP-DECISION, D-COMPLAINT)."""
    released = give_back(ctx)
    dossier = dossier_of(ctx)
    reasons = reasons_of(ctx.variables)
    paper = issue(ctx, "REJECTION", dossier, reasons=reasons, complaint_days=days("D-COMPLAINT"))
    if released:
        dossiers.set_money_state(dossier, "RELEASED")
    dossiers.move(dossier, "REJECTED", at=ctx.now, actor=ctx.actor, note="; ".join(row["vi"] for row in reasons))
    return {"decision_no": paper.number}


def lawful_grant(ctx: OperationContext) -> Mapping[str, object]:
    """The grant of this instance. Raises NoLegalBasis unless a city decision fixes it."""
    grant = ctx.variables.get("grant")
    if not isinstance(grant, Mapping):
        raise NoLegalBasis(pack="")
    if grant.get("decision_allowed") is not True or grant.get("status") != "OK":
        raise NoLegalBasis(pack=str(grant.get("pack_key", "")))
    return grant
