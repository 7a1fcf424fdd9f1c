"""Changes of the register: by rule officers, checked as a whole, each with its line in the audit log."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.adapters import scanner, storage
from portal.documents.errors import FileNotAccepted
from portal.documents.sniff import PDF, content_type
from portal.documents.uploads import MAX_FILE, PostedFile, clean_name
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, NotAllowed
from portal.platform.text import nfc, one_line
from portal.rulebook.instruments.checks import ArticleEntry, Entry, ProvisionEntry, RelationEntry, problems_of
from portal.rulebook.instruments.errors import EntryWrong, Problem
from portal.rulebook.instruments.models import (
    Article,
    InstrumentFile,
    InstrumentRelation,
    LegalInstrument,
    TransitionalProvision,
)

LOGGED = (
    "number",
    "kind",
    "title_vi",
    "title_en",
    "issuer",
    "signed_on",
    "effective_from",
    "expires_on",
    "confidence",
    "sample",
    "source_note",
)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A file on the disk that no row names yet."""

    file_name: str
    size: int
    sha256: str
    storage_name: str


def create(*, actor: Actor, entry: Entry, file: PostedFile | None = None) -> LegalInstrument:
    """Put an instrument into the register.

    file    the scanned text; PDF by its content, at most MAX_FILE bytes
    Raises  NotAllowed; EntryWrong with every problem by field; Unavailable SCANNER_DOWN
    """
    policy.require(actor, "instrument.change")
    return _keep(actor, LegalInstrument(rev=0), _clean(entry), file)


def change(
    *, actor: Actor, instrument_id: UUID, rev: int, entry: Entry, file: PostedFile | None = None
) -> LegalInstrument:
    """Say anew what an instrument is, with its articles and its own relations.

    rev     the revision that the person saw
    Raises  NotVisible, NotAllowed; EntryWrong; Conflict INSTRUMENT_NEWER; Unavailable SCANNER_DOWN
    """
    found: LegalInstrument = policy.find(actor, LegalInstrument, pk=instrument_id)
    policy.require(actor, "instrument.change", found)
    if found.rev != rev:
        raise Conflict("INSTRUMENT_NEWER")
    return _keep(actor, found, _clean(entry), file)


def change_provisions(
    *, actor: Actor, instrument_id: UUID, rev: int, provisions: tuple[ProvisionEntry, ...]
) -> LegalInstrument:
    """Say anew what an instrument provides for dossiers on their way; all else stays as it is.

    rev     the revision that the person saw
    Raises  NotVisible, NotAllowed; EntryWrong; Conflict INSTRUMENT_NEWER
    """
    found: LegalInstrument = policy.find(actor, LegalInstrument, pk=instrument_id)
    return change(
        actor=actor, instrument_id=instrument_id, rev=rev, entry=replace(entry_of(found), provisions=provisions)
    )


def entry_of(instrument: LegalInstrument) -> Entry:
    """What stands in the register, as it would be typed."""
    return Entry(
        **{name: getattr(instrument, name) for name in LOGGED},
        articles=tuple(ArticleEntry(row.number, row.summary) for row in instrument.articles.all()),
        relations=tuple(
            RelationEntry(row.kind, row.target_id, row.since, row.note) for row in instrument.relations_out.all()
        ),
        provisions=tuple(
            ProvisionEntry(row.pack_key, row.pivot, row.mode, row.article) for row in instrument.provisions.all()
        ),
    )


def _keep(actor: Actor, instrument: LegalInstrument, entry: Entry, file: PostedFile | None) -> LegalInstrument:
    """Check, store the file, then write everything in one transaction; a file that no row names is taken away again."""
    _refuse(problems_of(entry, instrument.pk))
    stored = _store_file(file) if file is not None else None
    try:
        return _write(actor, instrument, entry, stored)
    except Exception:
        if stored is not None:
            storage.remove(stored.storage_name)
        raise


@transaction.atomic
def _write(actor: Actor, instrument: LegalInstrument, entry: Entry, stored: _Stored | None) -> LegalInstrument:
    list(
        LegalInstrument.objects.select_for_update().order_by("pk").values_list("pk")
    )  # one change of the graph at once
    seen = instrument.rev
    current = LegalInstrument.objects.filter(pk=instrument.pk).first()
    if current is not None and current.rev != seen:
        raise Conflict("INSTRUMENT_NEWER")
    _refuse(problems_of(entry, instrument.pk))
    before = _facts(current) if current else {}
    for name in LOGGED:
        setattr(instrument, name, getattr(entry, name))
    instrument.rev, instrument.updated_at = seen + 1, now()
    try:
        with transaction.atomic():
            instrument.save()
    except IntegrityError as race:  # somebody else registered the same number at the same moment
        raise EntryWrong([Problem("number", "INSTRUMENT_EXISTS", facts={"number": entry.number})]) from race
    _write_parts(instrument, entry)
    if stored is not None:
        _write_file(actor, instrument, stored)
    _log(actor, instrument, before, entry, stored)
    return instrument


def _write_parts(instrument: LegalInstrument, entry: Entry) -> None:
    instrument.articles.all().delete()
    instrument.relations_out.all().delete()
    instrument.provisions.all().delete()
    Article.objects.bulk_create(
        Article(instrument=instrument, position=position, number=article.number, summary=article.summary)
        for position, article in enumerate(entry.articles)
    )
    InstrumentRelation.objects.bulk_create(
        InstrumentRelation(
            source=instrument,
            target_id=relation.target_id,
            kind=relation.kind,
            since=relation.since,
            note=relation.note,
        )
        for relation in entry.relations
    )
    TransitionalProvision.objects.bulk_create(
        TransitionalProvision(
            instrument=instrument,
            pack_key=provision.pack_key,
            pivot=provision.pivot,
            mode=provision.mode,
            article=provision.article,
        )
        for provision in entry.provisions
    )


def _write_file(actor: Actor, instrument: LegalInstrument, stored: _Stored) -> None:
    if actor.user_id is None:
        raise NotAllowed("instrument.change")
    InstrumentFile.objects.create(
        instrument=instrument,
        file_name=stored.file_name,
        size=stored.size,
        sha256=stored.sha256,
        storage_name=stored.storage_name,
        added_by_id=actor.user_id,
        added_at=now(),
    )


def _store_file(posted: PostedFile) -> _Stored:
    """Size before reading, content before name, a scan before anybody opens it. Raises EntryWrong, Unavailable."""
    name, size = clean_name(posted.name or ""), posted.size or 0
    if size == 0 or size > MAX_FILE:
        raise EntryWrong([Problem("file", "FILE_TOO_LARGE" if size else "FILE_EMPTY", facts={"name": name})])
    content = posted.read()
    try:
        kind = content_type(content, name)
    except FileNotAccepted as wrong:
        raise EntryWrong([Problem("file", "INSTRUMENT_NOT_PDF", facts={"name": name})]) from wrong
    if kind != PDF:
        raise EntryWrong([Problem("file", "INSTRUMENT_NOT_PDF", facts={"name": name})])
    if not scanner.is_clean(content):
        raise EntryWrong([Problem("file", "FILE_INFECTED", facts={"name": name})])
    return _Stored(name, len(content), hashlib.sha256(content).hexdigest(), storage.save([content]))


def _clean(entry: Entry) -> Entry:
    """The entry with its texts in one Unicode form and without stray blanks."""
    return Entry(
        number=one_line(entry.number),
        kind=entry.kind,
        title_vi=one_line(entry.title_vi),
        title_en=one_line(entry.title_en),
        issuer=one_line(entry.issuer),
        signed_on=entry.signed_on,
        effective_from=entry.effective_from,
        expires_on=entry.expires_on,
        confidence=entry.confidence,
        sample=entry.sample,
        source_note=nfc(entry.source_note).strip(),
        articles=tuple(ArticleEntry(one_line(row.number), nfc(row.summary).strip()) for row in entry.articles),
        relations=tuple(
            RelationEntry(row.kind, row.target_id, row.since, one_line(row.note)) for row in entry.relations
        ),
        provisions=tuple(
            ProvisionEntry(row.pack_key, row.pivot, row.mode, one_line(row.article)) for row in entry.provisions
        ),
    )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise EntryWrong(problems)


def _facts(instrument: LegalInstrument | Entry) -> dict[str, object]:
    values = {name: getattr(instrument, name) for name in LOGGED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _log(
    actor: Actor, instrument: LegalInstrument, before: dict[str, object], entry: Entry, stored: _Stored | None
) -> None:
    after = _facts(entry)
    audit.record(
        actor.id,
        "instrument.change" if before else "instrument.create",
        kind="instrument",
        object_id=instrument.pk,
        legal_basis=instrument.number,
        facts={
            "rev": instrument.rev,
            "before": {name: value for name, value in before.items() if value != after[name]},
            "after": {name: value for name, value in after.items() if value != before.get(name)},
            "articles": [article.number for article in entry.articles],
            "relations": [f"{relation.kind} {relation.target_id}" for relation in entry.relations],
            "provisions": [f"{row.pack_key} {row.pivot} {row.mode} {row.article}" for row in entry.provisions],
            "file_sha256": stored.sha256 if stored else "",
        },
    )
