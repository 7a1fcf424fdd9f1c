"""Reads of the rule book: packs, versions, drafts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.platform.clock import today
from portal.platform.errors import NotVisible, Refused
from portal.rulebook.book import version_in_force
from portal.rulebook.by_hand import read_typed, source_of
from portal.rulebook.compiled import pack_of
from portal.rulebook.dmn_files import dmn_of
from portal.rulebook.grid import GridProblem, GridTable, grid_of
from portal.rulebook.models import OPEN, PackDraft, PackVersion
from portal.rulebook.sheets import workbook_of
from rules.packs.changes import RuleChange, changes


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack as the list shows it: the version that decides today, how many there are, and the open draft."""

    key: str
    title_vi: str
    title_en: str
    live: PackVersion | None
    versions: int
    draft: PackDraft | None


class Standing(models.TextChoices):
    """Where a version stands on a day."""

    IN_FORCE = "IN_FORCE", _("Đang dùng")
    TO_COME = "TO_COME", _("Chưa đến ngày hiệu lực")
    SUPERSEDED = "SUPERSEDED", _("Đã được thay thế")
    OUTRANKED = "OUTRANKED", _("Nhường quyết định của thành phố")
    EXPIRED = "EXPIRED", _("Đã hết hiệu lực")


def packs(actor: Actor) -> list[PackRow]:
    """Every pack, by key."""
    policy.require(actor, "pack_version.view")
    drafts = {draft.key: draft for draft in policy.visible(actor, PackDraft).filter(status__in=OPEN)}
    by_key: dict[str, list[PackVersion]] = {}
    for version in policy.visible(actor, PackVersion).defer("dmn", "manifest", "tests"):
        by_key.setdefault(version.key, []).append(version)
    found = []
    for key, versions in sorted(by_key.items()):
        live = live_version(key)
        shown = live or versions[0]
        found.append(PackRow(key, shown.title_vi, shown.title_en, live, len(versions), drafts.get(key)))
    return found


def live_version(key: str) -> PackVersion | None:
    """The version that decides dossiers of today; None when there is none, or when two contradict each other."""
    try:
        return version_in_force(key, today())
    except Refused:
        return None


def versions_of(actor: Actor, key: str) -> list[PackVersion]:
    """All versions of a pack, the latest first. Raises NotVisible when there is none."""
    versions = list(policy.visible(actor, PackVersion).filter(key=key).select_related("author", "approved_by"))
    if not versions:
        raise NotVisible("pack_version")
    return versions


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a pack, the earlier first, with every rule that differs."""

    before: PackVersion
    after: PackVersion
    changes: tuple[RuleChange, ...]


def compared(actor: Actor, before_id: UUID, after_id: UUID) -> Comparison:
    """What the second version says otherwise than the first. Raises NotVisible, also for two different packs."""
    before, after = find_version(actor, before_id), find_version(actor, after_id)
    if before.key != after.key:
        raise NotVisible("pack_version")
    return Comparison(before, after, tuple(changes(pack_of(before.pk), pack_of(after.pk))))


def standing_of(version: PackVersion, live: PackVersion | None, day: date) -> Standing:
    """Where a version stands on a day, beside the one that decides."""
    if live is not None and version.pk == live.pk:
        return Standing.IN_FORCE
    if version.valid_from > day:
        return Standing.TO_COME
    if version.valid_to and version.valid_to < day:
        return Standing.EXPIRED
    return Standing.SUPERSEDED if live is None or live.kind == version.kind else Standing.OUTRANKED


def find_version(actor: Actor, version_id: UUID) -> PackVersion:
    """One version. Raises NotVisible."""
    version: PackVersion = policy.find(actor, PackVersion, pk=version_id)
    return version


def find_draft(actor: Actor, draft_id: UUID) -> PackDraft:
    """One draft. Raises NotVisible."""
    draft: PackDraft = policy.find(actor, PackDraft, pk=draft_id)
    return draft


def open_draft(actor: Actor, key: str) -> PackDraft | None:
    """The open draft of a pack."""
    return policy.visible(actor, PackDraft).filter(key=key, status__in=OPEN).first()


def export(actor: Actor, version_id: UUID) -> tuple[str, bytes]:
    """File name and contents of a version as an Excel workbook. Raises NotVisible."""
    version = find_version(actor, version_id)
    return f"{version.key}_{version.version}.xlsx", workbook_of(pack_of(version.pk), bytes(version.dmn))


def export_dmn(actor: Actor, version_id: UUID) -> tuple[str, bytes]:
    """File name and contents of a version as a DMN 1.5 file. Raises NotVisible."""
    version = find_version(actor, version_id)
    return f"{version.key}_{version.version}.dmn", dmn_of(version)


@dataclass(frozen=True, slots=True)
class GridShown:
    """A draft as its grid shows it. `editable`: the reader may save it."""

    draft: PackDraft
    tables: tuple[GridTable, ...]
    problems: tuple[GridProblem, ...]
    editable: bool


def find_grid(actor: Actor, draft_id: UUID) -> GridShown:
    """The tables and examples of a draft as words, with what its author typed last. Raises NotVisible."""
    draft = find_draft(actor, draft_id)
    source = source_of(draft)
    problems = read_typed(draft, source, {}).problems if draft.typed is not None else ()
    editable = draft.is_editable and draft.author_id == actor.user_id
    return GridShown(draft, tuple(grid_of(source, draft.typed)), tuple(problems), editable)
