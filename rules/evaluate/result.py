"""What a decision says: outputs, findings, and the trace that lets a person follow it row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.feel import FeelFunction, FeelRange, Text, YearsMonths, from_feel
from rules.feel.functions.conversion import text_of
from rules.feel.moments import CLOCKS, DAYS, SPANS
from rules.packs.model import Confidence, PackKind, Severity

# Never zero and never unlimited (rule R-PACK-7): the pack in force says nothing about this case.
NO_LEGAL_BASIS = "NO_LEGAL_BASIS"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the rules say about the case, with its place in the law."""

    rule_id: str
    row_id: str
    message: Text
    severity: Severity
    legal_basis: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class RowTrace:
    """One row tested. matched is null where a fact is missing; `failed_at` names the first column that said no."""

    row_id: str
    rule_id: str
    matched: bool | None
    failed_at: str
    article: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision of the chain: what went in, which rows matched, what came out."""

    decision: str
    label: Text
    inputs: Mapping[str, Any]
    rows: tuple[RowTrace, ...]
    output: Any
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The answer to one question, sealed with the pack that gave it."""

    outputs: Mapping[str, Any]
    findings: tuple[Finding, ...]
    trace: tuple[DecisionTrace, ...]
    pack_key: str
    pack_version: str
    pack_sha256: str
    pack_kind: PackKind
    sample: bool

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: dates ISO, whole numbers int, other numbers as text; contains no personal names of its own."""
        return {
            "outputs": plain(self.outputs),
            "findings": [
                {
                    "rule_id": f.rule_id,
                    "row_id": f.row_id,
                    "message": words(f.message),
                    "severity": f.severity.value,
                    "legal_basis": words(f.legal_basis),
                    "confidence": f.confidence.value,
                }
                for f in self.findings
            ],
            "trace": [_decision_json(step) for step in self.trace],
            "pack_key": self.pack_key,
            "pack_version": self.pack_version,
            "pack_sha256": self.pack_sha256,
            "pack_kind": self.pack_kind.value,
            "sample": self.sample,
        }


def _decision_json(step: DecisionTrace) -> dict[str, Any]:
    return {
        "decision": step.decision,
        "label": words(step.label),
        "inputs": plain(step.inputs),
        "rows": [
            {
                "row_id": r.row_id,
                "rule_id": r.rule_id,
                "matched": r.matched,
                "failed_at": r.failed_at,
                "article": words(r.article),
                "confidence": r.confidence.value,
            }
            for r in step.rows
        ],
        "output": plain(step.output),
        "warnings": [words(text) for text in step.warnings],
    }


def words(text: Text) -> dict[str, str]:
    """Both languages as JSON."""
    return {"vi": text.vi, "en": text.en or text.vi}


def plain(value: Any) -> Any:
    """A FEEL value as JSON."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, Decimal):
        whole = from_feel(value)
        return whole if isinstance(whole, int) else str(whole)
    if isinstance(value, (*DAYS, *CLOCKS, *SPANS, YearsMonths, FeelRange, FeelFunction)):
        return text_of(value)
    return value
