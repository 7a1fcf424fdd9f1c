"""What the eligibility rules would say, asked before anything is filed. Advice only: it stops nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.casework.facts import facts_of
from portal.casework.ports import packs
from portal.dossiers.models import Dossier
from portal.platform.clock import now, today
from portal.platform.errors import PortalError
from rules.feel import Text

PACK, DECISION = "domestic-eligibility", "eligibility"
PRECHECK_FORM = "F-PRECHECK"


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of a rule, in words, with its source."""

    rule_id: str
    severity: str
    message: Text
    legal_basis: Text


@dataclass(frozen=True, slots=True)
class Advice:
    """eligible: YES, NO or MANUAL (a person must look, or a fact is missing)."""

    eligible: str
    remarks: tuple[Remark, ...]
    pack_version: str
    is_reference: bool


def advise(facts: Mapping[str, object]) -> Advice | None:
    """The advice for flat facts (see casework.facts). None when no eligibility pack is in force."""
    try:
        pin = packs().in_force(PACK, today())
        result = packs().decide(pin, DECISION, facts, now())
    except PortalError:
        return None
    outputs, findings = result.get("outputs"), result.get("findings")
    rows = [_remark(row) for row in findings if isinstance(row, Mapping)] if isinstance(findings, list) else []
    eligible = str(outputs.get("eligible")) if isinstance(outputs, Mapping) else "MANUAL"
    kind = str(result.get("pack_kind", ""))
    return Advice(eligible, tuple(rows), pin.version, kind != "CITY_DECISION")


def advise_draft(dossier: Dossier) -> Advice | None:
    """The advice for a draft as it stands."""
    return advise(facts_of(dossier, moment=now()))


def facts_of_precheck(answers: Mapping[str, object]) -> dict[str, object]:
    """The answers of F-PRECHECK as facts of the eligibility rules; what was not asked is left out.

    What only the register and the officer can tell is presumed in the applicant's favour: advice stops nobody.
    """
    has_title = bool(answers.get("has_title"))
    facts: dict[str, object] = {
        "reference_date": today(),
        "submitted_date": today(),
        "valid_decision_no": "1" if answers.get("has_decision") else None,
        "title_no": "1" if has_title else None,
        "title_status": "IN_FORCE" if has_title else "PENDING",
        "other_public_funding_vnd": 0,
        "duplicate_count": 0,
        "overdue_obligation": False,
    }
    for name in ("line", "applicant_type", "local_link", "object_type", "is_owner", "sti_proof"):
        facts[name] = answers.get(name)
    day = answers.get("evidence_date")
    facts["evidence_date"] = today().fromisoformat(day) if isinstance(day, str) else None
    return {name: value for name, value in facts.items() if value is not None}


def _remark(finding: Mapping[str, object]) -> Remark:
    return Remark(
        rule_id=str(finding.get("rule_id", "")),
        severity=str(finding.get("severity", "")),
        message=_text(finding.get("message")),
        legal_basis=_text(finding.get("legal_basis")),
    )


def _text(value: object) -> Text:
    if isinstance(value, Mapping):
        return Text(vi=str(value.get("vi", "")), en=str(value.get("en", "")))
    return Text(vi=str(value or ""))
