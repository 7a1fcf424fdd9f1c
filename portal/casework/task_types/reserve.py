"""Holding money for a dossier, and giving it back."""

from engine.effects.registry import OperationContext, OperationFailed, operation
from portal.budget import services
from portal.budget.services import ReservationStatus
from portal.casework.task_types._dossier import budget_line_of, dossier_of, give_back
from portal.casework.tell import tell_role
from portal.dossiers import lifecycle as dossiers
from portal.dossiers.models import Dossier
from rules.feel import Text

TOLD_WHEN_QUEUED = ("DIVISION", "DOF_OFFICER")


@operation(
    "budget.reserve",
    kind="record",
    title=Text(vi="Giữ chỗ kinh phí", en="Reserve the money"),
    inputs={"amount_vnd": "int"},
    outputs={"status": "RESERVED|QUEUED", "line_id": "int", "amount_vnd": "int", "place": "int"},
)
def reserve(ctx: OperationContext, *, amount_vnd: int) -> dict[str, object]:
    """Hold the whole grant, or queue by the moment on the receipt slip; never a part (rules R-BUD-4, R-BUD-11)."""
    if amount_vnd <= 0:
        raise OperationFailed("NOTHING_TO_GRANT", f"{ctx.business_key}: {amount_vnd}")
    support_line, received_at = Dossier.objects.values_list("support_line_id", "received_at").get(code=ctx.business_key)
    if received_at is None:
        raise OperationFailed("NOT_RECEIVED", ctx.business_key)
    reservation = services.reserve(
        line_id=budget_line_of(ctx, support_line).pk,
        dossier_code=ctx.business_key,
        amount_vnd=amount_vnd,
        received_at=received_at,
        actor=ctx.actor,
        key=ctx.key,
        instance_id=ctx.instance_id,
    )
    queued = reservation.status == ReservationStatus.QUEUED
    dossier = dossier_of(ctx)
    dossiers.set_money_state(dossier, "QUEUED" if queued else "RESERVED")
    if queued:
        dossiers.move(dossier, "QUEUED", at=ctx.now, actor=ctx.actor)
        for role in TOLD_WHEN_QUEUED:
            tell_role(role, "N-QUEUE", dossier, key=ctx.key, line=support_line, n=reservation.place)
    return {
        "status": reservation.status.value,
        "line_id": reservation.line_id,
        "amount_vnd": reservation.amount_vnd,
        "place": reservation.place,
    }


@operation(
    "budget.release",
    kind="record",
    title=Text(vi="Trả lại phần kinh phí giữ chỗ", en="Release the reservation"),
    inputs={"reason": "str?"},
    outputs={"released_vnd": "int"},
)
def release(ctx: OperationContext, *, reason: str = "") -> dict[str, object]:
    """Give back what the dossier has reserved; nothing reserved is no error."""
    given = give_back(ctx)
    if given:
        dossiers.set_money_state(dossier_of(ctx), "NONE")
    return {"released_vnd": given}
