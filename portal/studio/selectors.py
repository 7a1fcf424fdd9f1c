"""Reads of the studio: procedures, drafts, what a draft changes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine import selectors as engine
from engine.bpmn.definition import Definition, inspect, read_definition
from engine.bpmn.findings import BpmnRefused, Finding
from engine.bpmn.verify import check
from engine.models import ProcessVersion
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.platform.errors import NotVisible
from portal.studio.catalogue import current_catalogue
from portal.studio.changes import Change, changes
from portal.studio.models import OPEN, ProcedureDraft


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure as the list shows it."""

    key: str
    title: str
    live: ProcessVersion | None
    draft: ProcedureDraft | None


def procedures(actor: Actor) -> list[Procedure]:
    """Every procedure that has a version or an open draft, by key."""
    policy.require(actor, "procedure_draft.view")
    drafts = {d.process_key: d for d in policy.visible(actor, ProcedureDraft).filter(status__in=OPEN)}
    keys = set(ProcessVersion.objects.order_by().values_list("key", flat=True).distinct()) | set(drafts)
    found = []
    for key in sorted(keys):
        live, draft = engine.version_in_force(key), drafts.get(key)
        title = live.title_vi if live else draft.title if draft else key
        found.append(Procedure(key, title, live, draft))
    return found


def versions_of(actor: Actor, process_key: str) -> list[ProcessVersion]:
    """All versions of a procedure, newest first. Raises NotVisible when there is none."""
    policy.require(actor, "procedure_draft.view")
    versions = list(engine.versions_of(process_key))
    if not versions:
        raise NotVisible("procedure")
    return versions


def find_version(actor: Actor, version_id: UUID) -> ProcessVersion:
    """One version. Raises NotVisible."""
    policy.require(actor, "procedure_draft.view")
    version = ProcessVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotVisible("procedure")
    return version


def find_draft(actor: Actor, draft_id: UUID) -> ProcedureDraft:
    """One draft that the actor may see. Raises NotVisible."""
    draft: ProcedureDraft = policy.find(actor, ProcedureDraft, pk=draft_id)
    return draft


def problems(xml: bytes) -> list[Finding]:
    """What the engine finds wrong with a diagram, against what exists in the portal today."""
    return check(xml, current_catalogue())


def changes_of(draft: ProcedureDraft) -> list[Change]:
    """What the draft would change against the version in force; empty while the draft cannot be read."""
    live = engine.version_in_force(draft.process_key)
    after = _readable(bytes(draft.xml))
    return changes(read_definition(bytes(live.xml), live.key) if live else None, after) if after else []


def drawn_definitions() -> list[tuple[str, Definition]]:
    """Key and diagram of every open draft that can be read: for the rule book, which asks what would use a pack."""
    drafts = ProcedureDraft.objects.filter(status__in=OPEN).order_by("process_key")
    return [(draft.process_key, found) for draft in drafts if (found := _readable(bytes(draft.xml))) is not None]


def _readable(xml: bytes) -> Definition | None:
    try:
        return inspect(xml).definition
    except BpmnRefused:
        return None
