"""What the operations share: the dossier behind an instance, its rows locked, and where its money lies."""

from collections.abc import Mapping

from engine.effects.registry import OperationContext
from portal.budget import selectors as budget
from portal.budget import services
from portal.budget.models import BudgetLine
from portal.dossiers.models import Dossier
from portal.platform.clock import local


def dossier_of(ctx: OperationContext) -> Dossier:
    """The dossier of the running instance, locked for the step. Line rows are locked before it, never after."""
    return Dossier.objects.select_for_update().get(code=ctx.business_key)


def answers_of(ctx: OperationContext, form: str) -> Mapping[str, object]:
    """The answers of a form in this instance, empty when nobody has filled it in yet."""
    answers = ctx.variables.get(form.replace("-", "_"))
    return answers if isinstance(answers, Mapping) else {}


def budget_line_of(ctx: OperationContext, support_line: str) -> BudgetLine:
    """The line of this budget year that the dossier draws on. Raises NoBudgetLine."""
    return budget.line_for(support_line, local(ctx.now).year)


def give_back(ctx: OperationContext) -> int:
    """Release whatever the dossier has reserved, and its place in the queue. Returns the đồng given back."""
    given = 0
    for line_id in lines_touched(ctx.business_key):
        given += services.release(
            line_id=line_id, dossier_code=ctx.business_key, actor=ctx.actor, key=f"{ctx.key}:release:{line_id}"
        )
    return given


def lines_touched(dossier_code: str) -> list[int]:
    """The lines on which the dossier holds money or waits for it, in the order of locking."""
    held = BudgetLine.objects.filter(fundings__dossier_code=dossier_code)
    waits = BudgetLine.objects.filter(queue__dossier_code=dossier_code, queue__left_at__isnull=True)
    return sorted({*held.values_list("pk", flat=True), *waits.values_list("pk", flat=True)})
