"""Reads of the register: the list, one instrument with all that belongs to it, its scanned text."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.adapters import storage
from portal.platform.clock import today
from portal.platform.errors import NotVisible
from portal.platform.text import fold
from portal.rulebook.instruments.models import (
    Article,
    InstrumentFile,
    InstrumentRelation,
    LegalInstrument,
    TransitionalProvision,
)
from portal.rulebook.instruments.register import CitingRow, citing_rows
from portal.rulebook.instruments.states import State, state_on


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """An instrument and its state on the day asked for."""

    instrument: LegalInstrument
    state: State


@dataclass(frozen=True, slots=True)
class InstrumentDetail:
    """An instrument, its state today and everything that belongs to it."""

    instrument: LegalInstrument
    state: State
    articles: list[Article]
    outgoing: list[InstrumentRelation]
    incoming: list[InstrumentRelation]
    files: list[InstrumentFile]
    provisions: list[TransitionalProvision]
    citing: list[CitingRow]


def instruments(
    actor: Actor, *, q: str = "", kind: str = "", state: str = "", on: date | None = None
) -> list[InstrumentRow]:
    """Instruments by number.

    q      words of number, titles or issuer, with or without accents; each must occur
    kind   one of InstrumentKind, or empty for all
    state  one of State, as of the day `on` (default today), or empty for all
    Raises NotAllowed
    """
    policy.require(actor, "instrument.view")
    day, words = on or today(), fold(q).split()
    rows = policy.visible(actor, LegalInstrument).prefetch_related("relations_in__source")
    found = [
        InstrumentRow(entry, state_on(entry, day))
        for entry in (rows.filter(kind=kind) if kind else rows)
        if all(word in _search_text(entry) for word in words)
    ]
    return [row for row in found if not state or row.state == state]


def find_instrument(actor: Actor, instrument_id: UUID) -> LegalInstrument:
    """One instrument. Raises NotVisible."""
    found: LegalInstrument = policy.find(actor, LegalInstrument, pk=instrument_id)
    return found


def instrument_detail(actor: Actor, instrument_id: UUID) -> InstrumentDetail:
    """One instrument with its parts, relations both ways and the rows in force that cite it. Raises NotVisible."""
    found = find_instrument(actor, instrument_id)
    return InstrumentDetail(
        instrument=found,
        state=state_on(found, today()),
        articles=list(found.articles.all()),
        outgoing=list(found.relations_out.select_related("source", "target")),
        incoming=list(found.relations_in.select_related("source", "target")),
        files=list(found.files.select_related("added_by")),
        provisions=list(found.provisions.select_related("instrument")),
        citing=citing_rows(found),
    )


def file_content(actor: Actor, instrument_id: UUID, file_id: UUID) -> tuple[str, bytes]:
    """Name and contents of a scanned text. Raises NotVisible."""
    found = find_instrument(actor, instrument_id).files.filter(pk=file_id).first()
    if found is None:
        raise NotVisible("instrument")
    return found.file_name, storage.read(found.storage_name)


def _search_text(entry: LegalInstrument) -> str:
    return fold(f"{entry.number} {entry.title_vi} {entry.title_en} {entry.issuer}")
