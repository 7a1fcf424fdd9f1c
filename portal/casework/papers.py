"""Issuing papers out of a step: numbered and frozen inside the transaction, printed by the worker afterwards."""

from collections.abc import Mapping

from engine.effects.registry import OperationContext
from portal.accounts.models import User
from portal.documents.models import Paper
from portal.documents.papers import issue_paper
from portal.dossiers.models import Dossier
from portal.platform.clock import local

SIGNER_TITLES: Mapping[str, str] = {
    "SUPPORT_DECISION": "LÃNH ĐẠO SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    "REJECTION": "LÃNH ĐẠO SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    "SLIP_SUPPLEMENT": "CHUYÊN VIÊN THỤ LÝ",
}
ONE_STOP = "BỘ PHẬN MỘT CỬA"


def issue(ctx: OperationContext, template: str, dossier: Dossier, **data: object) -> Paper:
    """Issue a slip or letter for the dossier. One execution of a node issues it once, however often it is tried."""
    frozen = {
        "dossier_code": dossier.code,
        "lookup_code": dossier.lookup_code,
        "applicant_name": str(dossier.answers.get("full_name", "")),
        "line_name": dossier.support_line.name_vi,
        "issued_on": local(ctx.now).date(),
        "signer_title": SIGNER_TITLES.get(template, ONE_STOP),
        "signer_name": name_of(ctx.actor),
        **data,
    }
    return issue_paper(
        template=template,
        dossier_code=dossier.code,
        data=frozen,
        issued_by=ctx.actor,
        key=f"{ctx.key}:{template}",
        enqueue=ctx.enqueue,
        is_sample=dossier.is_sample,
    )


def name_of(actor: str) -> str:
    """The name of the person behind an actor; empty for the system."""
    person = User.objects.filter(pk=int(actor)).first() if actor.isdigit() else None
    return str(person) if person else ""
