"""Publication: a diagram that passes every check becomes an immutable, numbered version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from engine import clock
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import Definition, inspect_all
from engine.bpmn.evaluator import Failure
from engine.bpmn.findings import BpmnRefused, Finding, Severity, has_errors
from engine.bpmn.program import compile_program
from engine.bpmn.rehearsal import rehearse
from engine.bpmn.verify import check
from engine.effects.start_timers import arm_starts
from engine.ids import new_id
from engine.models import ProcessVersion
from engine.versions.calls import pinned_calls, refuse_recursion
from rules.feel import Text


def publish(
    xml: bytes,
    *,
    catalogue: Catalogue,
    published_by: str,
    references: Mapping[str, Any],
    effective_at: datetime | None = None,
) -> ProcessVersion:
    """Publish the processes of a file. The same bytes with the same references give the newest version again.

    references    what the version is pinned to, e.g. {"forms": {"F-INTAKE": "<sha256>"}}; JSON
    effective_at  new instances use the version from this moment on; None: at once
    Returns       the version of the first process of the file; the others got theirs in the same transaction
    Raises        BpmnRefused with every finding when one is an error
    """
    findings = check(xml, catalogue)
    if has_errors(findings):
        raise BpmnRefused(findings)
    sha256 = hashlib.sha256(xml).hexdigest()
    definitions = [found for i in inspect_all(xml).values() if (found := i.definition) is not None]
    for definition in definitions:
        _rehearse(xml, definition, seed=int(sha256[:8], 16))
    refuse_recursion(definitions)
    moment = clock.now()
    with transaction.atomic():
        for key in sorted(definition.key for definition in definitions):
            _one_publication_at_a_time(key)
        versions = []
        for definition in definitions:
            row = ProcessVersion(
                id=new_id(),
                key=definition.key,
                title_vi=definition.title.vi,
                title_en=definition.title.en,
                sha256=sha256,
                xml=xml,
                references={**references, **pinned_calls(definition)},
                published_by=published_by,
                published_at=moment,
                effective_at=effective_at or moment,
            )
            versions.append(_kept(row, definition))
        return versions[0]


def _kept(row: ProcessVersion, definition: Definition) -> ProcessVersion:
    """The newest version when it is the same already, else this one, numbered after it."""
    newest = ProcessVersion.objects.filter(key=row.key).order_by("-version").first()
    if newest is not None and (newest.sha256, newest.references) == (row.sha256, row.references):
        return newest
    row.version = newest.version + 1 if newest else 1
    row.save(force_insert=True)
    try:
        arm_starts(row, compile_program(definition))
    except Failure as failure:
        text = Text(vi=f"Hẹn giờ khởi động không có thời điểm: {failure.text}", en=f"A start timer: {failure.text}")
        raise BpmnRefused([Finding("", "", 0, Severity.ERROR, "timer.start", text)]) from failure
    return row


def _rehearse(xml: bytes, definition: Definition, *, seed: int) -> None:
    """Refuse what the token executor and SpiffWorkflow do not run alike: then one of them reads the diagram wrongly."""
    difference = rehearse(xml, definition, seed=seed)
    if difference is None:
        return
    played = " → ".join(difference.acts) or "-"
    ours, theirs = ", ".join(difference.ours) or "-", ", ".join(difference.theirs) or "-"
    text = Text(
        vi=f"Chạy thử cho hai kết quả khác nhau sau {played}: chờ ở {ours}; đối chiếu chờ ở {theirs}.",
        en=f"The rehearsal differs after {played}: waits at {ours}; the reference waits at {theirs}.",
    )
    raise BpmnRefused([Finding("", "", 0, Severity.ERROR, "rehearsal.differs", text)])


def _one_publication_at_a_time(process_key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"engine.publish:{process_key}"])
