"""Ending a dossier without a result, and closing one with a result."""

from collections.abc import Mapping

from engine.effects.registry import OperationContext, operation
from portal.casework.papers import issue
from portal.casework.reasons import reason_text
from portal.casework.task_types._dossier import dossier_of, give_back
from portal.dossiers import lifecycle as dossiers
from portal.platform import audit
from portal.platform.money import format_vnd
from rules.feel import Text


@operation(
    "dossier.stop",
    kind="record",
    title=Text(vi="Dừng xử lý hồ sơ", en="Stop the dossier"),
    inputs={"reason": "str"},
    outputs={"paper_no": "str", "released_vnd": "int"},
)
def stop(ctx: OperationContext, *, reason: str) -> dict[str, object]:
    """Stop an unanswered dossier with form 05; a new one may be filed (processes SP-SUPPLEMENT 5)."""
    return _end(ctx, "EXPIRED", reason_text(reason).vi)


@operation(
    "dossier.withdraw",
    kind="record",
    title=Text(vi="Dừng hồ sơ theo yêu cầu rút", en="Stop the withdrawn dossier"),
    outputs={"paper_no": "str", "released_vnd": "int"},
)
def withdraw(ctx: OperationContext) -> dict[str, object]:
    """End a dossier at the applicant's wish and give its money back to the line (processes SP-WITHDRAW)."""
    asked = ctx.variables.get("withdraw")
    wish = asked.get("reason") if isinstance(asked, Mapping) else None
    return _end(ctx, "WITHDRAWN", str(wish or reason_text("WITHDRAWN").vi))


@operation(
    "dossier.archive",
    kind="record",
    title=Text(vi="Lưu hồ sơ", en="Archive the dossier"),
)
def archive(ctx: OperationContext) -> None:
    """Close the dossier; its retention begins (rule R-RET-1)."""
    dossier = dossier_of(ctx)
    dossiers.move(dossier, "CLOSED", at=ctx.now, actor=ctx.actor)
    audit.record(ctx.actor, "dossier.archive", kind="dossier", object_id=dossier.code, facts={"class": "PAYMENT_10Y"})


def _end(ctx: OperationContext, state: str, reason: str) -> dict[str, object]:
    released = give_back(ctx)
    dossier = dossier_of(ctx)
    paper = issue(ctx, "SLIP_STOP", dossier, reason=reason, released=format_vnd(released))
    if released:
        dossiers.set_money_state(dossier, "RELEASED")
    dossiers.move(dossier, state, at=ctx.now, actor=ctx.actor, note=reason)
    return {"paper_no": paper.number, "released_vnd": released}
