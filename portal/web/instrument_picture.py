"""The two pictures of an instrument, laid out here and drawn as SVG by the template: its life, and its relations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.rulebook.instruments.models import InstrumentRelation
from portal.rulebook.instruments.selectors import InstrumentDetail

EDGE, GAP, WIDTH = 20, 26, 400
ROW_HEIGHT, LONGEST = 48, 19
SHORT: Mapping[str, Promise] = {
    "REPLACES": gettext_lazy("thay thế"),
    "AMENDS": gettext_lazy("sửa đổi"),
    "APPLIES": gettext_lazy("cho áp dụng"),
    "GUIDES": gettext_lazy("hướng dẫn"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One numbered day on the line. x: user units of the drawing."""

    no: int
    x: int
    day: date
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line of a life. start, length: the part in force, in user units; length 0 draws none."""

    width: int
    marks: list[Mark]
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Link:
    """One relation as a row of the drawing. y: top of the row in user units."""

    y: int
    left: str
    words: str
    right: str


@dataclass(frozen=True, slots=True)
class Links:
    """The relations, one under the other."""

    height: int
    rows: list[Link]


def timeline(detail: InstrumentDetail, day: date) -> Timeline:
    """The days of an instrument with today among them, in order, no two marks over each other."""
    days = sorted(_days(detail, day), key=lambda entry: entry[0])
    width = max(WIDTH, 2 * EDGE + GAP * len(days))
    places = _places([entry[0] for entry in days], width)
    marks = [
        Mark(no, x, when, words, is_today)
        for no, (x, (when, words, is_today)) in enumerate(zip(places, days, strict=True), 1)
    ]
    at = {mark.day: mark.x for mark in reversed(marks)}
    starts, ends = detail.instrument.effective_from, _last_day(detail)
    if starts is None:
        return Timeline(width, marks, 0, 0)
    stop = at[ends] if ends is not None else width
    return Timeline(width, marks, at[starts], max(stop - at[starts], 0))


def links(detail: InstrumentDetail) -> Links:
    """What the instrument does to others, then what others do to it."""
    rows = [
        Link(index * ROW_HEIGHT, _cut(relation.source.number), str(SHORT[relation.kind]), _cut(relation.target.number))
        for index, relation in enumerate([*detail.outgoing, *detail.incoming])
    ]
    return Links(len(rows) * ROW_HEIGHT, rows)


def _days(detail: InstrumentDetail, day: date) -> Iterator[tuple[date, str, bool]]:
    entry = detail.instrument
    known = (
        (entry.signed_on, _("Ngày ký")),
        (entry.effective_from, _("Có hiệu lực")),
        (entry.expires_on, _("Ngày cuối còn hiệu lực")),
    )
    yield from ((when, words, False) for when, words in known if when)
    for relation in detail.incoming:
        if relation.starts_on:
            yield relation.starts_on, f"{relation.source.number}: {relation.get_kind_display()}", False
    yield day, _("Hôm nay"), True


def _last_day(detail: InstrumentDetail) -> date | None:
    """The day on which the drawn part in force ends: its own end, or that of being replaced."""
    replaced = [
        relation.starts_on
        for relation in detail.incoming
        if relation.kind == InstrumentRelation.Kind.REPLACES and relation.starts_on
    ]
    ends = [*replaced, *([detail.instrument.expires_on] if detail.instrument.expires_on else [])]
    return min(ends) if ends else None


def _places(days: list[date], width: int) -> list[int]:
    """Where each day stands: in proportion, then pushed apart by GAP within the edges."""
    first, span = days[0], max((days[-1] - days[0]).days, 1)
    places = [EDGE + (day - first).days * (width - 2 * EDGE) // span for day in days]
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + GAP)
    limit = width - EDGE
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit)
        limit = places[index] - GAP
    return places


def _cut(number: str) -> str:
    return number if len(number) <= LONGEST else f"{number[: LONGEST - 1]}…"
