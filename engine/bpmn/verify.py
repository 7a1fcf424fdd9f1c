"""The check before publication: one call, all problems."""

from __future__ import annotations

from engine.bpmn.branches import check_branches
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import inspect_all
from engine.bpmn.expressions import check_expressions, variables_of
from engine.bpmn.findings import BpmnRefused, Finding
from engine.bpmn.graph import check_graph
from engine.bpmn.own import misplaced
from engine.bpmn.references import check_references
from engine.bpmn.report import Report
from engine.bpmn.soundness import check_soundness
from engine.bpmn.xml import parse_xml


def check(xml: bytes, catalogue: Catalogue) -> list[Finding]:
    """Everything that is wrong with a diagram, in the order of the file.

    xml        file bytes, possibly hostile
    catalogue  what forms, roles, operations, packs, documents and notices exist
    Returns    findings; the diagram may be published iff none has severity ERROR. Never raises for a bad diagram.
    """
    try:
        inspections = inspect_all(xml)
    except BpmnRefused as refusal:
        return list(refusal.findings)
    report = Report()
    for inspection in inspections.values():
        report.findings += inspection.findings
        definition = inspection.definition
        if definition is not None:
            check_references(definition, catalogue, report, frozenset(inspections))
            check_expressions(definition, catalogue, report)
            # A graph with refused elements left out has holes: what it says about reachability would mislead.
            if inspection.complete:
                check_graph(
                    definition,
                    frozenset(variables_of(definition, catalogue)),
                    report,
                    needs_default=catalogue.needs_default,
                )
                check_soundness(definition, report)
                check_branches(definition, report)
    # Not asked of stored versions: what was published before keeps running as it did.
    report.findings += misplaced(parse_xml(xml))
    return sorted(dict.fromkeys(report.findings), key=lambda finding: finding.line)
