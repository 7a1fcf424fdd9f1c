"""Finding instruments by the numbers that people write: in a field, or in the article of a rule."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from portal.platform.clock import today
from portal.platform.text import fold
from portal.rulebook.compiled import pack_of
from portal.rulebook.force import in_force_on
from portal.rulebook.instruments.models import LegalInstrument
from rules.feel import Text
from rules.packs import Pack, Table
from rules.packs.model import Row


@dataclass(frozen=True, slots=True)
class CitingRow:
    """One row of a rule pack in force whose article names an instrument."""

    pack_key: str
    version_id: UUID
    version: str
    pack_title: Text
    table: Text
    row_id: str
    article: Text


def with_relations() -> QuerySet[LegalInstrument]:
    """All instruments with what their state on a day needs."""
    return LegalInstrument.objects.prefetch_related("relations_in__source")


def all_by_number() -> QuerySet[LegalInstrument]:
    """Number, title and issuer of every instrument, to choose from."""
    return LegalInstrument.objects.only("number", "title_vi", "issuer").order_by("number", "issuer")


def find_in_register(number: str) -> list[LegalInstrument]:
    """The instruments of this number, whatever its case, marks and blanks; several when issuers share a number."""
    wanted = fold(number)
    return [entry for entry in with_relations() if fold(entry.number) == wanted] if wanted else []


class Register:
    """The instruments as they stand now, by number. Made once for many texts."""

    def __init__(self, instruments: Iterable[LegalInstrument] | None = None) -> None:
        """instruments: default all, with their relations."""
        self._by_number: dict[str, list[LegalInstrument]] = {}
        for entry in with_relations() if instruments is None else instruments:
            self._by_number.setdefault(fold(entry.number), []).append(entry)
        longest_first = sorted(self._by_number, key=len, reverse=True)
        numbers = "|".join(re.escape(number) for number in longest_first)
        self._pattern = re.compile(rf"(?<![\w/])(?:{numbers})(?![\w/]|-\w)") if numbers else None

    def named_in(self, text: str) -> dict[str, list[LegalInstrument]]:
        """Number -> instruments of that number, for each whole number that the text names."""
        found = self._pattern.findall(fold(text)) if self._pattern else []
        return {number: self._by_number[number] for number in found}


def rows_of(pack: Pack) -> Iterator[tuple[str, Text, Row]]:
    """Decision name, its label and row, for each row of each decision table."""
    for name, decision in pack.decisions.items():
        if isinstance(decision.logic, Table):
            for row in decision.logic.rows:
                yield name, decision.label, row


def citing_rows(instrument: LegalInstrument) -> list[CitingRow]:
    """Rows of the versions in force today whose article contains the number of the instrument."""
    register = Register([instrument])
    return [
        CitingRow(pack.key, version.pk, version.version, pack.title, label, row.id, row.article)
        for version in in_force_on(today()).only("pk", "key", "version", "valid_from").order_by("key", "valid_from")
        for pack in (pack_of(version.pk),)
        for _name, label, row in rows_of(pack)
        if register.named_in(row.article.vi)
    ]
