"""Sending the money and writing down what the treasury did with the order (sub-process SP-PAY)."""

from engine.effects.registry import OperationContext, operation
from portal.budget import services
from portal.budget.services import TreasuryResult
from portal.casework.task_types._dossier import answers_of, dossier_of
from portal.casework.task_types.decide import lawful_grant
from portal.dossiers import lifecycle as dossiers
from rules.feel import Text


@operation(
    "budget.pay",
    kind="record",
    title=Text(vi="Ghi nhận đã chi trả", en="Record the payment"),
    outputs={"paid_vnd": "int"},
)
def pay(ctx: OperationContext) -> dict[str, object]:
    """Post the payment that the treasury reported as done (rule R-BUD-7)."""
    paid_vnd = _record(ctx, TreasuryResult.PAID)
    dossier = dossier_of(ctx)
    dossiers.set_money_state(dossier, "PAID")
    dossiers.move(dossier, "PAID", at=ctx.now, actor=ctx.actor)
    return {"paid_vnd": paid_vnd}


@operation(
    "bank.wrong",
    kind="record",
    title=Text(vi="Ghi nhận kho bạc trả lại lệnh chi", en="Record a payment that came back"),
    outputs={"returned_vnd": "int"},
)
def payment_returned(ctx: OperationContext) -> dict[str, object]:
    """Post the order and its way back; the money stays committed until the applicant corrects the account."""
    returned_vnd = _record(ctx, TreasuryResult.RETURNED)
    dossiers.set_money_state(dossier_of(ctx), "RETURNED")
    return {"returned_vnd": returned_vnd}


def _record(ctx: OperationContext, result: TreasuryResult) -> int:
    grant, reservation = lawful_grant(ctx), ctx.variables["reservation"]
    amount_vnd = int(str(grant["grant_vnd"]))
    services.record_treasury_result(
        result=result,
        line_id=int(reservation["line_id"]),
        dossier_code=ctx.business_key,
        amount_vnd=amount_vnd,
        order_no=str(answers_of(ctx, "F-PAY").get("order_no") or ""),
        actor=ctx.actor,
        key=ctx.key,
    )
    return amount_vnd
