"""Issuing papers out of a step: numbered and frozen inside the transaction, printed by the worker afterwards."""

from engine.effects.registry import OperationContext
from portal.documents import services as documents
from portal.documents.models import Paper
from portal.dossiers.models import Dossier
from portal.platform.clock import local


def issue(ctx: OperationContext, template: str, dossier: Dossier, **data: object) -> Paper:
    """Issue a slip or letter for the dossier. One execution of a node issues it once, however often it is tried."""
    frozen = {
        "dossier_code": dossier.code,
        "lookup_code": dossier.lookup_code,
        "applicant_name": str(dossier.answers.get("full_name", "")),
        "line_name": dossier.support_line.name_vi,
        "issued_on": local(ctx.now).date(),
        **data,
    }
    return documents.issue_paper(
        template=template,
        dossier_code=dossier.code,
        data=frozen,
        issued_by=ctx.actor,
        key=f"{ctx.key}:{template}",
        enqueue=ctx.enqueue,
    )
