"""Publication: a diagram that passes every check becomes an immutable, numbered version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from engine import clock
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import Definition, read_definition
from engine.bpmn.findings import BpmnRefused, Finding, Severity, has_errors
from engine.bpmn.rehearsal import rehearse
from engine.bpmn.verify import check
from engine.ids import new_id
from engine.models import ProcessVersion
from rules.feel import Text


def publish(
    xml: bytes,
    *,
    catalogue: Catalogue,
    published_by: str,
    references: Mapping[str, Any],
    effective_at: datetime | None = None,
) -> ProcessVersion:
    """Publish a diagram. The same bytes with the same references give the newest version again, not a second one.

    references    what the version is pinned to, e.g. {"forms": {"F-INTAKE": "<sha256>"}}; JSON
    effective_at  new instances use the version from this moment on; None: at once
    Raises        BpmnRefused with every finding when one is an error
    """
    findings = check(xml, catalogue)
    if has_errors(findings):
        raise BpmnRefused(findings)
    definition = read_definition(xml)
    sha256 = hashlib.sha256(xml).hexdigest()
    _rehearse(xml, definition, seed=int(sha256[:8], 16))
    moment = clock.now()
    with transaction.atomic():
        _one_publication_at_a_time(definition.key)
        newest = ProcessVersion.objects.filter(key=definition.key).order_by("-version").first()
        if newest is not None and newest.sha256 == sha256 and newest.references == dict(references):
            return newest
        return ProcessVersion.objects.create(
            id=new_id(),
            key=definition.key,
            version=newest.version + 1 if newest else 1,
            title_vi=definition.title.vi,
            title_en=definition.title.en,
            sha256=sha256,
            xml=xml,
            references=dict(references),
            published_by=published_by,
            published_at=moment,
            effective_at=effective_at or moment,
        )


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
