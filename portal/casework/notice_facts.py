"""The facts that a notice may carry, as people read them; never a personal number."""

from collections.abc import Mapping
from datetime import date, datetime

from portal.casework.facts import as_date
from portal.casework.reasons import reason_text, reasons_of
from portal.dossiers.models import Dossier
from portal.dossiers.selectors import papers_of
from portal.platform.clock import local, today
from portal.platform.money import format_vnd

RESULTS = ("SUPPORT_DECISION", "REJECTION")


def facts_for(dossier: Dossier, variables: Mapping[str, object]) -> dict[str, str]:
    """Everything that a notice about the dossier could say now; each notice takes the places that it names."""
    grant, supplement = _context(variables, "grant"), _context(variables, "supplement")
    facts = {
        "code": dossier.code,
        "line": dossier.support_line_id,
        "due": shown(dossier.due_at),
        "date": shown(as_date(supplement.get("answer_by"))) or shown(today()),
        "items": _items(variables),
        "no": _decision_no(dossier),
        "amount": format_vnd(int(str(grant["grant_vnd"]))) if grant.get("grant_vnd") is not None else "",
    }
    return facts | _reasons(dossier, variables)


def shown(moment: date | datetime | None) -> str:
    """A day on the office's calendar as dd/mm/yyyy; empty for none."""
    if isinstance(moment, datetime):
        moment = local(moment).date()
    return f"{moment:%d/%m/%Y}" if moment else ""


def _decision_no(dossier: Dossier) -> str:
    """The number that the director gave, else the one of the letter."""
    letter = papers_of(dossier).filter(template__in=RESULTS).first()
    return str(letter.data.get("decision_no") or letter.number) if letter else ""


def _reasons(dossier: Dossier, variables: Mapping[str, object]) -> dict[str, str]:
    if dossier.state == "REJECTED":
        said = reasons_of(variables)
        return {"reasons": "; ".join(row["vi"] for row in said), "reasons_en": "; ".join(row["en"] for row in said)}
    if dossier.state in {"EXPIRED", "WITHDRAWN"}:
        words = reason_text("SUPPLEMENT_EXPIRED" if dossier.state == "EXPIRED" else "WITHDRAWN")
        return {"reasons": words.vi, "reasons_en": words.en}
    return {"reasons": str(_context(variables, "F_INTAKE").get("reason") or "")}


def _items(variables: Mapping[str, object]) -> str:
    asked = _context(variables, "F_APPRAISE" if variables.get("receipt") else "F_INTAKE")
    table = asked.get("supplement_items")
    rows = [str(row.get("what", "")) for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []
    return "; ".join(rows) or str(asked.get("reason") or asked.get("remark") or "")


def _context(variables: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = variables.get(name)
    return value if isinstance(value, Mapping) else {}
