"""What the rules are told about a dossier: one flat, typed mapping out of the answers, the index and the ledger.

Whatever is not known is left out, never guessed: the rules then answer MANUAL and a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.budget import selectors as budget
from portal.budget.models import BudgetLine
from portal.casework import claims
from portal.dossiers.models import Dossier
from portal.platform.clock import local
from portal.programme.selectors import parameter

Answers = Mapping[str, object]
SUPPORTED = frozenset({"APPROVED", "PAID", "RETURNED_RESULT", "CLOSED"})
WITHOUT_CLAIM = frozenset({"REFUSED_INTAKE", "REJECTED", "WITHDRAWN", "STOPPED", "EXPIRED"})
EVIDENCE_DATES = ("grant_date", "valid_decision_date", "filing_date")


@dataclass(frozen=True, slots=True)
class Appraised:
    """What the officer found (form F-APPRAISE): it outranks what the applicant wrote."""

    answers: Answers

    def costs_vnd(self, claimed: list[Answers]) -> int:
        """The cost that the officer accepted, else the cost that was claimed."""
        accepted = self.answers.get("accepted_cost_vnd")
        return as_int(accepted) if accepted is not None else sum(as_int(row.get("amount_vnd")) for row in claimed)


def reference_date(dossier: Dossier, moment: datetime) -> date:
    """The day whose rules apply (rule R-PACK-4). moment: now, for a dossier that has no receipt slip yet."""
    objects = rows(dossier.answers, "objects")
    by_basis = {
        "SUBMITTED": dossier.submitted_at,
        "ACCEPTED": dossier.received_at,
        "DECISION": moment,
    }
    basis = parameter("RULE-DATE-BASIS")
    if basis == "TITLE_DATE":
        dates = [day for row in objects if (day := as_date(row.get("grant_date")))]
        return max(dates, default=local(moment).date())
    return local(by_basis[basis] or moment).date()


def facts_of(dossier: Dossier, *, moment: datetime, appraisal: Answers | None = None) -> dict[str, object]:
    """The facts for both decisions of the filing lines.

    moment     now
    appraisal  answers of F-APPRAISE, once there are any
    """
    known = {
        **_applicant_facts(dossier, moment),
        **_object_facts(rows(dossier.answers, "objects"), appraisal or {}),
        **_money_facts(dossier, moment, Appraised(appraisal or {})),
        "reference_date": reference_date(dossier, moment),
        "line": dossier.support_line_id,
        "submitted_date": local(dossier.submitted_at or moment).date(),
    }
    return {name: value for name, value in known.items() if value is not None}


def _applicant_facts(dossier: Dossier, moment: datetime) -> dict[str, object]:
    answers = dossier.answers
    applicant = claims.applicant_key(answers, dossier.applicant_id)
    others = claims.dossiers_of(applicant, but=dossier.code)
    year = local(dossier.submitted_at).year if dossier.submitted_at else None
    supported = Dossier.objects.filter(code__in=others, state__in=SUPPORTED)
    same_objects = claims.dossiers_claiming(dossier.support_line_id, rows(answers, "objects"), but=dossier.code)
    return {
        "applicant_type": answers.get("applicant_type"),
        "local_link": answers.get("local_link"),
        "commune_known": bool(answers.get("commune")),
        "duplicate_count": Dossier.objects.filter(code__in=same_objects).exclude(state__in=WITHOUT_CLAIM).count(),
        "dossiers_this_year": supported.filter(submitted_at__year=year).count() if year else None,
        "overdue_obligation": Dossier.objects.filter(code__in=others, state="IN_PROJECT", due_at__lt=moment).exists(),
    }


def _object_facts(objects: list[Answers], appraisal: Answers) -> dict[str, object]:
    """Facts of the objects. Of several objects of one kind the weakest counts; of mixed kinds a person must judge."""
    kinds = {str(row.get("object_type")) for row in objects if row.get("object_type")}
    weakest = min(objects, key=_strength, default={})
    evidence = [day for name in EVIDENCE_DATES if (day := as_date(weakest.get(name)))]
    return {
        "object_type": kinds.pop() if len(kinds) == 1 else None,
        "units": len(objects),
        "valid_decision_no": weakest.get("valid_decision_no") or None,
        "valid_decision_date": as_date(weakest.get("valid_decision_date")),
        "title_no": weakest.get("title_no") or None,
        "grant_date": as_date(weakest.get("grant_date")),
        "evidence_date": evidence[0] if evidence else None,
        "is_owner": appraisal.get("owner_match"),
        "title_status": appraisal.get("title_status"),
        "sti_proof": all(bool(row.get("is_sti_result")) for row in objects) if objects else None,
    }


def _money_facts(dossier: Dossier, moment: datetime, appraised: Appraised) -> dict[str, object]:
    answers = dossier.answers
    codes = sorted(claims.dossiers_of(claims.applicant_key(answers, dossier.applicant_id), but=dossier.code))
    year = local(moment).year
    line = BudgetLine.objects.filter(support_line_id=dossier.support_line_id, year=year).first()
    return {
        "cost_vnd": appraised.costs_vnd(rows(answers, "costs")),
        "requested_vnd": as_int(answers.get("requested_vnd")),
        "other_public_funding_vnd": as_int(answers.get("other_public_funding")),
        "granted_year_vnd": budget.granted_vnd(codes, year=year),
        "granted_total_vnd": budget.granted_vnd(codes),
        "available_vnd": line.available_vnd if line else None,
    }


def rows(answers: Answers, name: str) -> list[Answers]:
    """The rows of a table answer."""
    table = answers.get(name)
    return [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []


def as_int(value: object) -> int:
    """An amount as the form stored it; empty is 0."""
    return int(str(value)) if value not in (None, "") else 0


def as_date(value: object) -> date | None:
    """A date as the form stored it."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _strength(row: Answers) -> int:
    return sum(1 for name in ("title_no", "valid_decision_no") if row.get(name))
