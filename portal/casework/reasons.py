"""Why a dossier ends without support: the seed list of reasons, and the reasons that the officers gave."""

from collections.abc import Mapping

from rules.feel import Text

REASONS: Mapping[str, Text] = {
    "SUPPLEMENT_EXPIRED": Text(
        vi="Quá thời hạn bổ sung hồ sơ; có thể nộp hồ sơ mới.",
        en="No supplement came in time; a new dossier may be filed.",
    ),
    "WITHDRAWN": Text(vi="Người đề nghị rút hồ sơ.", en="The applicant withdrew the dossier."),
    "RETURNED": Text(vi="Trả lại để thẩm định lại.", en="Sent back to be appraised again."),
}


def reason_text(code: str) -> Text:
    """The words of a reason code; a text that is no code stands for itself."""
    return REASONS.get(code, Text(vi=code, en=code))


def reasons_of(variables: Mapping[str, object]) -> list[dict[str, str]]:
    """The reasons of a rejection with their legal basis, as the officer marked them among the findings, then in words.

    Each is {"rule_id", "vi", "en", "legal_basis"}; at least one, or the letter could not be issued.
    Raises ValueError when nobody gave a reason.
    """
    appraisal, signed = _answers(variables, "F_APPRAISE"), _answers(variables, "F_SIGN")
    marked = appraisal.get("reject_rules")
    marked = set(marked) if isinstance(marked, list) else set()
    reasons = [_said(finding) for finding in _findings(variables) if finding.get("rule_id") in marked]
    for answers, field in ((appraisal, "remark"), (signed, "remark"), (signed, "reason")):
        words = str(answers.get(field) or "").strip()
        if words:
            reasons.append({"rule_id": "", "vi": words, "en": words, "legal_basis": ""})
    if not reasons:
        raise ValueError("a rejection needs a reason")
    return reasons


def _findings(variables: Mapping[str, object]) -> list[Mapping[str, object]]:
    findings = _answers(variables, "eligibility").get("findings")
    return [row for row in findings if isinstance(row, Mapping)] if isinstance(findings, list) else []


def _said(finding: Mapping[str, object]) -> dict[str, str]:
    message = finding.get("message")
    words = message if isinstance(message, Mapping) else {}
    basis = finding.get("legal_basis")
    return {
        "rule_id": str(finding.get("rule_id")),
        "vi": str(words.get("vi", "")),
        "en": str(words.get("en", "")),
        "legal_basis": str(basis.get("vi", "") if isinstance(basis, Mapping) else basis or ""),
    }


def _answers(variables: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = variables.get(name)
    return value if isinstance(value, Mapping) else {}
