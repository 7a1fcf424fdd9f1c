"""What a check says about one element of a diagram, and the error that carries a whole list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.feel import Text


class Severity(StrEnum):
    """ERROR stops publication; WARNING is shown and may be published."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a diagram, placed where the author can find it.

    element_id    BPMN id, "" when the problem belongs to the file as a whole
    element_name  the label the author typed, "" when there is none
    line          1-based line of the XML file, 0 when unknown
    code          stable name of the kind of problem, e.g. "form.unknown"
    path          ids of a counterexample, first element first; empty when there is none
    """

    element_id: str
    element_name: str
    line: int
    severity: Severity
    code: str
    text: Text
    path: tuple[str, ...] = ()


class BpmnRefused(Exception):
    """A diagram that may not be read or published; carries every problem found, not the first one."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"line {f.line} {f.element_id or '-'}: {f.text.en}" for f in self.findings[:20]))


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when at least one finding stops publication."""
    return any(finding.severity is Severity.ERROR for finding in findings)
