"""Not receiving a dossier: form 03, with the reason in words."""

from engine.effects.registry import OperationContext, operation
from portal.casework.papers import issue
from portal.casework.task_types._dossier import dossier_of
from portal.dossiers import lifecycle as dossiers
from rules.feel import Text


@operation(
    "intake.refuse",
    kind="record",
    title=Text(vi="Từ chối tiếp nhận hồ sơ", en="Refuse to receive the dossier"),
    inputs={"reason": "str", "legal_basis": "str?"},
    outputs={"paper_no": "str"},
)
def refuse_intake(ctx: OperationContext, *, reason: str, legal_basis: str = "") -> dict[str, object]:
    """End a dossier that is out of scope (processes SP-INTAKE 6)."""
    dossier = dossier_of(ctx)
    paper = issue(ctx, "SLIP_REFUSAL", dossier, reason=reason, legal_basis=legal_basis or "")
    dossiers.move(dossier, "REFUSED_INTAKE", at=ctx.now, actor=ctx.actor, note=reason)
    return {"paper_no": paper.number}
