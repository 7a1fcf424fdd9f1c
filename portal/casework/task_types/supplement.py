"""Asking the applicant for what is missing, and taking the answer (sub-process SP-SUPPLEMENT)."""

from datetime import timedelta

from engine.effects.registry import OperationContext, operation
from portal.casework.papers import issue
from portal.casework.supplements import points_of
from portal.casework.task_types._dossier import answers_of, dossier_of
from portal.dossiers import lifecycle as dossiers
from portal.platform.clock import local
from portal.programme.selectors import days
from rules.feel import Text


@operation(
    "supplement.request",
    kind="record",
    title=Text(vi="Gửi phiếu yêu cầu bổ sung", en="Send the request to supplement"),
    outputs={"count": "int", "answer_days": "int", "answer_by": "date", "paper_no": "str"},
)
def request_supplement(ctx: OperationContext) -> dict[str, object]:
    """Send form 02 with all points at once, and stop the clock (rules R-CAL-6, R-CAL-7).

    The points come from the form that asked: F-INTAKE before the dossier is received, F-APPRAISE afterwards.
    """
    dossier = dossier_of(ctx)
    count = dossier.supplement_count + 1
    answer_days = days("D-SUPP-ANS")
    answer_by = ctx.now + timedelta(days=answer_days)
    asked = answers_of(ctx, "F-APPRAISE" if ctx.variables.get("receipt") else "F-INTAKE")
    points = points_of(asked, dossier)
    paper = issue(ctx, "SLIP_SUPPLEMENT", dossier, items=points, answer_by=local(answer_by).date(), count=count)
    dossiers.open_supplement(
        dossier, items=points, answer_by=answer_by, paper_no=paper.number, at=ctx.now, actor=ctx.actor
    )
    return {
        "count": count,
        "answer_days": answer_days,  # the timer of the diagram counts what the slip says
        "answer_by": local(answer_by).date(),
        "paper_no": paper.number,
    }


@operation(
    "supplement.answered",
    kind="record",
    title=Text(vi="Ghi nhận bổ sung", en="Record the supplement"),
    outputs={"due_on": "date?"},
)
def supplement_answered(ctx: OperationContext) -> dict[str, object]:
    """Take the answers into the dossier, let the clock run on and move the appointment date by the waiting time."""
    dossier = dossier_of(ctx)
    dossiers.close_supplement(dossier, answers=answers_of(ctx, "F-SUPPLEMENT"), at=ctx.now, actor=ctx.actor)
    return {"due_on": local(dossier.due_at).date() if dossier.due_at else None}
