"""Changes of rule packs: a workbook or DMN file comes in, gets its basis, is approved, published. By two people."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.second_person import NOTE_LENGTH, decide, draft_to_decide, own_draft
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, NotAllowed, Refused
from portal.platform.text import nfc, one_line
from portal.rulebook.by_hand import read_typed, source_of
from portal.rulebook.compiled import pack_of
from portal.rulebook.dmn_files import take_dmn
from portal.rulebook.gates.refusal import require_publishable
from portal.rulebook.grid import GridProblem
from portal.rulebook.instruments.named import known_as, registered
from portal.rulebook.judge import dates_in_order, judge, manifest_of
from portal.rulebook.library import columns_of
from portal.rulebook.models import OPEN, Kind, PackDraft, PackVersion
from portal.rulebook.sheets import take_workbook
from portal.rulebook.sheets.take import Made
from rules.packs import Pack, load_pack
from rules.packs.exchange import Origin
from rules.packs.write import write_tests

Status = PackDraft.Status


@dataclass(frozen=True, slots=True)
class Basis:
    """The instrument that a change rests on, and when it takes effect."""

    kind: str
    instrument_no: str
    instrument_title: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    note: str


def import_workbook(*, actor: Actor, key: str, content: bytes, file_name: str) -> PackDraft:
    """Make a draft from an edited workbook, or put the workbook's contents into one's own open draft.

    Raises NotAllowed; WorkbookRefused with every problem by cell; Refused OTHER_PACK, NOTHING_CHANGED, NOT_THE_AUTHOR;
           Conflict PACK_DRAFT_OPEN, PACK_DRAFT_WAITS, PACK_MOVED_ON
    """
    policy.require(actor, "pack_version.draft")
    source = _Source(key)
    taken = take_workbook(content, source)
    version = source.version()
    tests = bytes(version.tests) if taken.tests == pack_of(version.pk).tests else write_tests(taken.tests)
    return _keep_changed(actor, version, taken.dmn, tests, file_name)


def import_dmn(*, actor: Actor, key: str, content: bytes, file_name: str) -> PackDraft:
    """Make a draft from a DMN file that was edited with another tool; the examples stay as they are.

    Raises NotAllowed; PackError with every problem by element and line; Refused OTHER_PACK, NOTHING_CHANGED,
           NOT_THE_AUTHOR; Conflict PACK_DRAFT_OPEN, PACK_DRAFT_WAITS, PACK_MOVED_ON
    """
    policy.require(actor, "pack_version.draft")
    source = _Source(key)
    dmn = take_dmn(content, source)
    version = source.version()
    mine = PackDraft.objects.filter(key=key, status__in=OPEN, author_id=actor.user_id, base=version).first()
    return _keep_changed(actor, version, dmn, bytes((mine or version).tests), file_name)


class _Source:
    """Finds the version that a file says it was made from, and remembers it."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._found: PackVersion | None = None

    def __call__(self, made: Made | Origin) -> tuple[Pack, bytes]:
        """Its pack and its DMN file. Raises Refused OTHER_PACK."""
        version = PackVersion.objects.filter(key=made.key, version=made.version, sha256=made.sha256).first()
        if made.key != self._key or version is None:
            raise Refused("OTHER_PACK", key=self._key)
        self._found = version
        return pack_of(version.pk), bytes(version.dmn)

    def version(self) -> PackVersion:
        """The version of a file that was read. Raises Conflict PACK_MOVED_ON."""
        assert self._found is not None  # whoever reads the file asks for its source
        _refuse_stale(self._found, self._found.kind)
        return self._found


def begin(*, actor: Actor, version_id: UUID) -> PackDraft:
    """Begin a draft that says what a version says, or go on with one's own open draft of the pack.

    Raises NotVisible, NotAllowed; Conflict PACK_DRAFT_OPEN, PACK_DRAFT_WAITS, PACK_MOVED_ON
    """
    policy.require(actor, "pack_version.draft")
    version: PackVersion = policy.find(actor, PackVersion, pk=version_id)
    mine = PackDraft.objects.filter(key=version.key, status__in=OPEN, author_id=actor.user_id).first()
    if mine is not None:
        return mine
    _refuse_stale(version, version.kind)
    return _keep(actor, version, bytes(version.dmn), bytes(version.tests), "")


@dataclass(frozen=True, slots=True)
class Saved:
    """A grid as kept: the draft's new revision, the ids of the rows by table, the cells that cannot be read yet."""

    draft: PackDraft
    ids: Mapping[str, list[str]]
    problems: tuple[GridProblem, ...]


@transaction.atomic
def save_grid(*, actor: Actor, draft_id: UUID, rev: int, typed: Mapping[str, Any]) -> Saved:
    """Keep what the author typed into the grid; it becomes rules when every cell can be read.

    rev     revision that the page shows
    typed   see portal.rulebook.grid.read_grid; tables that it leaves out stay as they were typed before
    Raises  NotVisible, NotAllowed, GridWrong; Refused NOT_THE_AUTHOR, DRAFT_CLOSED; Conflict PACK_DRAFT_NEWER
    """
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    if draft.rev != rev:
        raise Conflict("PACK_DRAFT_NEWER")
    reading = read_typed(draft, source_of(draft), typed)
    draft.typed = reading.typed if reading.taken is None else None
    if reading.taken is not None:
        draft.dmn, draft.tests = reading.taken.dmn, write_tests(reading.taken.tests)
    draft.status, draft.rev, draft.updated_at = Status.EDITING, draft.rev + 1, now()
    draft.save()
    if reading.taken is not None:
        _log(actor, "save", draft)
    return Saved(draft, reading.ids(), tuple(reading.problems))


@transaction.atomic
def submit(*, actor: Actor, draft_id: UUID, basis: Basis) -> PackDraft:
    """Give a draft its legal basis and hand it to a second person. An instrument that is new goes into the register.

    Raises NotAllowed, EntryWrong; Refused BASIS_MISSING, DATES_WRONG, PACK_STARTS_ALREADY, NOT_THE_AUTHOR,
           DRAFT_CLOSED and what `require_publishable` raises
    """
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    _fill(draft, basis)
    _register(actor, draft)
    _judge(draft)
    draft.status, draft.submitted_at, draft.updated_at = Status.SUBMITTED, now(), now()
    draft.save()
    _log(actor, "submit", draft)
    return draft


@transaction.atomic
def publish(*, actor: Actor, draft_id: UUID, note: str = "") -> PackVersion:
    """Put a draft into force from its date on. Dossiers received before keep the version that they are pinned to.

    Raises NotAllowed; Refused SAME_PERSON, DRAFT_NOT_SUBMITTED and what `submit` refuses; Conflict PACK_MOVED_ON
    """
    draft = draft_to_decide(PackDraft, actor, draft_id, "pack_version.approve")
    _lock(draft.key)
    _refuse_stale(draft.base, draft.kind)
    _judge(draft)
    version = _store(draft, actor)
    draft.published_version = version
    _decide(draft, actor, Status.PUBLISHED, note)
    return version


@transaction.atomic
def send_back(*, actor: Actor, draft_id: UUID, note: str) -> PackDraft:
    """Give a submitted draft back to its author.

    Raises NotAllowed, Refused NOTE_MISSING, SAME_PERSON, DRAFT_NOT_SUBMITTED
    """
    draft = draft_to_decide(PackDraft, actor, draft_id, "pack_version.approve")
    if not note.strip():
        raise Refused("NOTE_MISSING")
    _decide(draft, actor, Status.RETURNED, note)
    return draft


@transaction.atomic
def discard(*, actor: Actor, draft_id: UUID) -> PackDraft:
    """End a draft without publishing it. The row stays. Raises NotAllowed, Refused NOT_THE_AUTHOR, DRAFT_CLOSED."""
    draft = own_draft(PackDraft, actor, draft_id, "pack_version.draft")
    draft.status, draft.updated_at = Status.DISCARDED, now()
    draft.save()
    _log(actor, "discard", draft)
    return draft


def _keep_changed(actor: Actor, version: PackVersion, dmn: bytes, tests: bytes, file_name: str) -> PackDraft:
    if dmn == bytes(version.dmn) and tests == bytes(version.tests):
        raise Refused("NOTHING_CHANGED")
    return _keep(actor, version, dmn, tests, one_line(file_name)[-200:])


@transaction.atomic
def _keep(actor: Actor, base: PackVersion, dmn: bytes, tests: bytes, file_name: str) -> PackDraft:
    """The workbook's contents in the open draft of the pack, or in a new one."""
    if actor.user_id is None:
        raise NotAllowed("pack_version.draft")
    draft = PackDraft.objects.select_for_update().filter(key=base.key, status__in=OPEN).first()
    if draft is None:
        draft = PackDraft(key=base.key, author_id=actor.user_id, created_at=now(), rev=0, kind=Kind.CITY_DECISION)
    elif draft.author_id != actor.user_id:
        raise Conflict("PACK_DRAFT_OPEN", author=str(draft.author))
    elif not draft.is_editable:
        raise Conflict("PACK_DRAFT_WAITS")
    draft.base, draft.dmn, draft.tests, draft.file_name = base, dmn, tests, file_name
    draft.typed, draft.status, draft.rev, draft.updated_at = None, Status.EDITING, draft.rev + 1, now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as race:  # somebody else began a draft of this pack at the same moment
        raise Conflict("PACK_DRAFT_OPEN", author="") from race
    _log(actor, "draft", draft)
    return draft


def _fill(draft: PackDraft, basis: Basis) -> None:
    """Keep the basis. What the register knows of the instrument need not be typed again."""
    if (known := known_as(basis.instrument_no, one_line(basis.issuer))) is not None:
        basis = replace(
            basis,
            instrument_no=known.number,
            instrument_title=basis.instrument_title or known.title_vi,
            issuer=basis.issuer or known.issuer,
            issued_on=basis.issued_on or known.signed_on,
        )
    draft.kind = Kind(basis.kind) if basis.kind in Kind.values else Kind.CITY_DECISION
    draft.instrument_no, draft.issuer = one_line(basis.instrument_no)[:80], one_line(basis.issuer)[:200]
    draft.instrument_title, draft.note = one_line(basis.instrument_title)[:300], nfc(basis.note).strip()[:NOTE_LENGTH]
    draft.issued_on, draft.valid_from, draft.valid_to = basis.issued_on, basis.valid_from, basis.valid_to
    if not (draft.instrument_no and draft.instrument_title and draft.issuer and draft.note):
        raise Refused("BASIS_MISSING")
    if draft.issued_on is None or draft.valid_from is None:
        raise Refused("BASIS_MISSING")
    if not dates_in_order(draft.issued_on, draft.valid_from, draft.valid_to):
        raise Refused("DATES_WRONG")


def _register(actor: Actor, draft: PackDraft) -> None:
    assert draft.issued_on is not None  # `_fill` has asked for it
    registered(
        actor=actor,
        number=draft.instrument_no,
        title=draft.instrument_title,
        issuer=draft.issuer,
        signed_on=draft.issued_on,
    )


def _judge(draft: PackDraft) -> None:
    """Everything that publication asks for, but the second person."""
    if draft.typed is not None:
        raise Refused("CELLS_WRONG")
    judgement = judge(draft)
    require_publishable(judgement)
    starts = judgement.pack.valid_from
    if PackVersion.objects.filter(key=draft.key, kind=draft.kind, valid_from=starts).exists():
        raise Refused("PACK_STARTS_ALREADY", on=f"{starts:%d/%m/%Y}")


def _store(draft: PackDraft, approver: Actor) -> PackVersion:
    number = PackVersion.objects.filter(key=draft.key).count() + 1
    manifest = manifest_of(draft, pack_of(draft.base_id), f"{number}")
    pack = load_pack(bytes(draft.dmn), manifest, bytes(draft.tests))
    return PackVersion.objects.create(
        key=pack.key,
        version=pack.version,
        dmn=bytes(draft.dmn),
        manifest=manifest,
        tests=bytes(draft.tests),
        author_id=draft.author_id,
        approved_by_id=approver.user_id,
        published_at=now(),
        **columns_of(pack),
    )


def _refuse_stale(base: PackVersion, kind: str) -> None:
    """A workbook of an old version must not undo what was published since."""
    newer = PackVersion.objects.filter(key=base.key, author__isnull=False, published_at__gt=base.published_at)
    if newer.filter(kind__in={base.kind, kind}).exists():
        raise Conflict("PACK_MOVED_ON")


def _lock(key: str) -> None:
    """One publication of a pack at a time: the versions of the key are locked until the end of the transaction."""
    list(PackVersion.objects.select_for_update().filter(key=key).values_list("pk"))


def _decide(draft: PackDraft, actor: Actor, status: PackDraft.Status, note: str) -> None:
    decide(draft, actor, status, note)
    _log(actor, "publish" if status == Status.PUBLISHED else "return", draft)


def _log(actor: Actor, verb: str, draft: PackDraft) -> None:
    facts = {
        "key": draft.key,
        "rev": draft.rev,
        "sha256": hashlib.sha256(bytes(draft.dmn)).hexdigest(),
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else None,
    }
    audit.record(
        actor.id,
        f"pack_draft.{verb}",
        kind="pack_draft",
        object_id=draft.pk,
        legal_basis=draft.instrument_no,
        facts=facts,
    )
