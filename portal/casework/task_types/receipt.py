"""Receiving a dossier: appointment date, pinned rules, receipt slip."""

from engine.effects.registry import OperationContext, operation
from portal.casework import claims
from portal.casework.facts import rows
from portal.casework.papers import issue
from portal.casework.pins import packs_in_force
from portal.casework.task_types._dossier import dossier_of
from portal.dossiers import lifecycle as dossiers
from portal.dossiers.selectors import uploads_of
from portal.platform.clock import local
from portal.programme.selectors import calendar, days
from rules.feel import Text

HANDLING_LIMITS = ("D-APPRAISE-FILING", "D-FUND", "D-VERIFY", "D-DECIDE-FILING")


@operation(
    "receipt.issue",
    kind="record",
    title=Text(vi="Cấp giấy tiếp nhận và hẹn trả kết quả", en="Issue the receipt and appointment slip"),
    outputs={"paper_no": "str", "received_on": "date", "due_on": "date"},
)
def issue_receipt(ctx: OperationContext) -> dict[str, object]:
    """Receive the dossier: set the appointment date, pin the rule packs of the reference date, open the claims index.

    Source  processes SP-INTAKE 5, rules R-CAL-5, R-PACK-4, R-PACK-5
    """
    dossier = dossier_of(ctx)
    due_at = calendar().add_working_days(ctx.now, handling_days())
    dossiers.receive(dossier, received_at=ctx.now, due_at=due_at, actor=ctx.actor)
    dossiers.pin_packs(dossier, packs_in_force(dossier, ctx.now), at=ctx.now, actor=ctx.actor)
    claims.index_claims(
        dossier_code=dossier.code,
        support_line=dossier.support_line_id,
        applicant=claims.applicant_key(dossier.answers, dossier.applicant_id),
        objects=rows(dossier.answers, "objects"),
    )
    paper = issue(
        ctx,
        "SLIP_RECEIPT",
        dossier,
        received_on=local(ctx.now).date(),
        due_on=local(due_at).date(),
        documents=[upload.file_name for upload in uploads_of(dossier)],
    )
    return {"paper_no": paper.number, "received_on": local(ctx.now).date(), "due_on": local(due_at).date()}


def handling_days() -> int:
    """Working days from receipt to decision: the sum of the steps' limits."""
    return sum(days(code) for code in HANDLING_LIMITS)
