"""Publication: a diagram that passes every check becomes an immutable, numbered version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from engine import clock
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import read_definition
from engine.bpmn.findings import BpmnRefused, has_errors
from engine.bpmn.spec import parse_spec
from engine.bpmn.verify import check
from engine.ids import new_id
from engine.models import ProcessVersion


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
    parse_spec(xml, definition.process_id)
    sha256 = hashlib.sha256(xml).hexdigest()
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


def _one_publication_at_a_time(process_key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"engine.publish:{process_key}"])
