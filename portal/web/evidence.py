"""What stands beside a decision: the rules' findings with their articles, the calculation, the earlier answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.casework.selectors import ItemContext
from portal.documents.forms import BoundForm, load_form, show
from portal.dossiers import selectors, services
from portal.dossiers.models import Dossier
from portal.platform.money import format_vnd
from portal.rulebook.explain.cases import explain_dossier
from portal.web import application

SEVERITY_TAGS = {"REJECT": "tag--bad", "SUSPEND": "tag--bad", "SUPPLEMENT": "tag--warn", "MANUAL": "tag--warn"}
SEVERITIES: Mapping[str, Promise] = {
    "REJECT": _("Không đạt"),
    "SUSPEND": _("Tạm dừng"),
    "SUPPLEMENT": _("Cần bổ sung"),
    "MANUAL": _("Cần người xem"),
    "WARN": _("Lưu ý"),
    "INFO": _("Thông tin"),
}
ELIGIBLE: Mapping[str, Promise] = {
    "YES": _("Đủ điều kiện theo quy tắc"),
    "NO": _("Không đủ điều kiện theo quy tắc"),
    "MANUAL": _("Cần người xem xét"),
}
CALCULATION: Mapping[str, Promise] = {
    "requested_vnd": _("Số tiền đề nghị"),
    "eligible_cost_vnd": _("Chi phí được tính"),
    "unit_cap_vnd": _("Mức cho một đối tượng"),
    "by_rate_vnd": _("Theo tỷ lệ"),
    "by_unit_vnd": _("Theo mức một đối tượng"),
    "by_year_vnd": _("Theo hạn mức năm"),
    "by_life_vnd": _("Theo hạn mức chung"),
    "grant_vnd": _("Mức hỗ trợ"),
}
BINDING: Mapping[str, Promise] = {
    "REQUESTED": _("số tiền đề nghị"),
    "COST": _("chi phí hợp lệ"),
    "UNIT_CAP": _("mức cho một đối tượng"),
    "YEAR": _("hạn mức năm"),
    "LIFE": _("hạn mức chung"),
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of the rules as drawn."""

    rule_id: str
    severity: str
    tag: str
    message: str
    article: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody answered before, as drawn."""

    name: str
    actor: str
    at: datetime
    bound: BoundForm | None


def of_item(context: ItemContext) -> dict[str, Any]:
    """The evidence of a work item."""
    eligibility, grant = context.eligibility or {}, context.grant or {}
    return {
        "eligible": ELIGIBLE.get(str(eligibility.get("eligible", ""))),
        "eligibility_pack": _pack(eligibility),
        "findings": _findings(eligibility) + _findings(grant),
        "calculation": _calculation(grant),
        "binding": BINDING.get(str(grant.get("binding", ""))),
        "grant_pack": _pack(grant),
        "grant_status": grant.get("status", ""),
        "earlier": [_step(context, answers) for answers in context.earlier_answers],
    }


def of_dossier(dossier: Dossier) -> dict[str, Any]:
    """Everything of the dossier itself."""
    places = application.slot_labels(dossier)
    return {
        "filed": show(services.form_of(dossier), dossier.answers, services.context_of(dossier)),
        "uploads": [(upload, places.get(upload.field, upload.field)) for upload in selectors.uploads_of(dossier)],
        "papers": [(paper, application.paper_title(paper)) for paper in selectors.papers_of(dossier)],
        "timeline": selectors.timeline(dossier),
        "explained": explain_dossier(dossier.code),
    }


def _findings(result: Mapping[str, Any]) -> list[FindingRow]:
    rows = result.get("findings") or []
    return [
        FindingRow(
            rule_id=str(row.get("rule_id", "")),
            severity=str(SEVERITIES.get(str(row.get("severity")), row.get("severity"))),
            tag=SEVERITY_TAGS.get(str(row.get("severity")), ""),
            message=_said(row.get("message")),
            article=_said(row.get("legal_basis")),
            is_verified=row.get("confidence") in ("SEED", "VERIFIED"),
        )
        for row in rows
    ]


def _calculation(grant: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(label), format_vnd(int(grant[name]))) for name, label in CALCULATION.items() if grant.get(name) is not None
    ]


def _pack(result: Mapping[str, Any]) -> str:
    return f"{result['pack_key']} {result['pack_version']}" if result.get("pack_key") else ""


def _step(context: ItemContext, answers: Any) -> Step:
    pinned = context.item.instance.version.references.get("forms", {})
    bound = show(load_form(answers.form, sha=pinned.get(answers.form)), answers.answers) if answers.form else None
    return Step(answers.node_name, answers.actor_name, answers.at, bound)


def _said(text: object) -> str:
    if not isinstance(text, Mapping):
        return str(text or "")
    chosen = text.get("en") if get_language() == "en" else None
    return str(chosen or text.get("vi", ""))
