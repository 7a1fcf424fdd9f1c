"""What an entry of the register must satisfy; the same checks before a file is stored and within the transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.platform.text import fold
from portal.rulebook.instruments.errors import Problem
from portal.rulebook.instruments.models import (
    InstrumentConfidence,
    InstrumentKind,
    InstrumentRelation,
    LegalInstrument,
    TransitionalProvision,
)
from portal.rulebook.models import PackVersion

CHECKED = frozenset({InstrumentConfidence.SEED.value, InstrumentConfidence.VERIFIED.value})


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """A provision as typed."""

    number: str
    summary: str


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """What the instrument does to another one, as typed."""

    kind: str
    target_id: UUID
    since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProvisionEntry:
    """What the instrument provides for dossiers on their way, as typed."""

    pack_key: str
    pivot: str
    mode: str
    article: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An instrument as typed, with its articles and what it does to others."""

    number: str
    kind: str
    title_vi: str
    issuer: str
    confidence: str
    title_en: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    expires_on: date | None = None
    sample: bool = False
    source_note: str = ""
    articles: tuple[ArticleEntry, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    provisions: tuple[ProvisionEntry, ...] = ()


def problems_of(entry: Entry, instrument_id: UUID) -> list[Problem]:
    """Everything that is wrong with an entry. instrument_id: the instrument's own, new or known."""
    return [
        *_of_texts(entry, instrument_id),
        *_of_dates(entry),
        *_of_articles(entry),
        *_of_relations(entry, instrument_id),
        *_of_provisions(entry),
    ]


def _of_texts(entry: Entry, instrument_id: UUID) -> Iterator[Problem]:
    for name in ("number", "title_vi", "issuer"):
        if not getattr(entry, name):
            yield Problem(name, "INSTRUMENT_MISSING")
    if entry.kind not in InstrumentKind.values:
        yield Problem("kind", "INSTRUMENT_MISSING")
    if entry.confidence not in InstrumentConfidence.values:
        yield Problem("confidence", "INSTRUMENT_MISSING")
    if entry.confidence in CHECKED and not entry.source_note:
        yield Problem("source_note", "INSTRUMENT_SOURCE_MISSING")
    key = (fold(entry.number), fold(entry.issuer))
    others = LegalInstrument.objects.exclude(pk=instrument_id).values_list("number", "issuer")
    if any((fold(number), fold(issuer)) == key for number, issuer in others):
        yield Problem("number", "INSTRUMENT_EXISTS", facts={"number": entry.number})


def _of_dates(entry: Entry) -> Iterator[Problem]:
    signed, starts, ends = entry.signed_on, entry.effective_from, entry.expires_on
    if signed and starts and starts < signed:
        yield Problem("effective_from", "INSTRUMENT_EFFECT_EARLY")
    if ends and any(known > ends for known in (signed, starts) if known):
        yield Problem("expires_on", "INSTRUMENT_ENDS_EARLY")


def _of_articles(entry: Entry) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, article in enumerate(entry.articles):
        for name in ("number", "summary"):
            if not getattr(article, name):
                yield Problem(name, "INSTRUMENT_MISSING", "articles", index)
        if fold(article.number) in seen:
            yield Problem("number", "INSTRUMENT_TWICE", "articles", index)
        seen.add(fold(article.number))


def _of_relations(entry: Entry, instrument_id: UUID) -> Iterator[Problem]:
    seen: set[tuple[str, UUID]] = set()
    numbers = dict(LegalInstrument.objects.values_list("pk", "number"))
    for index, relation in enumerate(entry.relations):
        if relation.kind not in InstrumentRelation.Kind.values:
            yield Problem("kind", "INSTRUMENT_MISSING", "relations", index)
        if relation.target_id == instrument_id:
            yield Problem("target", "INSTRUMENT_SELF", "relations", index)
        elif relation.target_id not in numbers:
            yield Problem("target", "INSTRUMENT_MISSING", "relations", index)
        elif _leads_back(relation.kind, relation.target_id, instrument_id):
            yield Problem("target", "INSTRUMENT_CYCLE", "relations", index, {"number": numbers[relation.target_id]})
        if (relation.kind, relation.target_id) in seen:
            yield Problem("target", "INSTRUMENT_TWICE", "relations", index)
        if relation.since and entry.signed_on and relation.since < entry.signed_on:
            yield Problem("since", "INSTRUMENT_SINCE_EARLY", "relations", index)
        seen.add((relation.kind, relation.target_id))


def _of_provisions(entry: Entry) -> Iterator[Problem]:
    seen: set[str] = set()
    known = set(PackVersion.objects.order_by().values_list("key", flat=True).distinct()) if entry.provisions else set()
    for index, provision in enumerate(entry.provisions):
        allowed = {
            "pack_key": known,
            "pivot": TransitionalProvision.Pivot.values,
            "mode": TransitionalProvision.Mode.values,
        }
        for name, values in allowed.items():
            if getattr(provision, name) not in values:
                yield Problem(name, "INSTRUMENT_MISSING", "provisions", index)
        if not provision.article:
            yield Problem("article", "INSTRUMENT_MISSING", "provisions", index)
        if provision.pack_key in seen:
            yield Problem("pack_key", "INSTRUMENT_TWICE", "provisions", index)
        seen.add(provision.pack_key)


def _leads_back(kind: str, start: UUID, goal: UUID) -> bool:
    """Whether relations of one kind lead from `start` to `goal`."""
    targets: dict[UUID, list[UUID]] = {}
    for source, target in InstrumentRelation.objects.filter(kind=kind).values_list("source_id", "target_id"):
        targets.setdefault(source, []).append(target)
    waiting, reached = [start], {start}
    while waiting:
        for target in targets.get(waiting.pop(), []):
            if target == goal:
                return True
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return False
