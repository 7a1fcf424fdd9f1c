"""Collects findings during one check, placed on nodes and flows."""

from __future__ import annotations

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.nodes import Flow, Node
from rules.feel import Text


class Report:
    """An ordered list of findings with short ways to add one."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, at: Node | Flow, code: str, vi: str, en: str, *, path: tuple[str, ...] = (), line: int = 0) -> None:
        """Add a problem that stops publication. `line` overrides the line of the element."""
        self._add(at, Severity.ERROR, code, Text(vi=vi, en=en), path, line)

    def warning(
        self, at: Node | Flow, code: str, vi: str, en: str, *, path: tuple[str, ...] = (), line: int = 0
    ) -> None:
        """Add something the author should look at and may publish."""
        self._add(at, Severity.WARNING, code, Text(vi=vi, en=en), path, line)

    def _add(
        self, at: Node | Flow, severity: Severity, code: str, text: Text, path: tuple[str, ...], line: int
    ) -> None:
        self.findings.append(Finding(at.id, at.name.vi, line or at.line, severity, code, text, path))


def label(at: Node | Flow) -> str:
    """What a person calls the element: its name, else its id."""
    return f"“{at.name.vi or at.id}”"
