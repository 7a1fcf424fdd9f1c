"""The instruments that the product is delivered with, installed once; what the office has changed stays as it is."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.platform.clock import now
from portal.platform.text import nfc
from portal.rulebook.instruments.models import Article, InstrumentRelation, LegalInstrument

DATA = Path(__file__).with_name("data")


@transaction.atomic
def install_instruments() -> int:
    """Add the instruments that are missing and return their number.

    An instrument that is there keeps its dates, articles and relations. Invented ones are added only where sample
    data may be.
    """
    rows = [row for path in sorted(DATA.glob("*.toml")) for row in _read(path)]
    wanted = [row for row in rows if settings.SAMPLE_DATA or not row.get("sample")]
    added = [(row, entry) for row in wanted if (entry := _add(row)) is not None]
    for row, entry in added:
        for relation in row.get("relation", ()):
            target = LegalInstrument.objects.get(number=relation["number"], issuer=relation["issuer"])
            InstrumentRelation.objects.create(
                source=entry, target=target, kind=relation["kind"], note=relation.get("note", "")
            )
    return len(added)


def _read(path: Path) -> list[Mapping[str, Any]]:
    return list(tomllib.loads(nfc(path.read_text(encoding="utf-8")))["instrument"])


def _add(row: Mapping[str, Any]) -> LegalInstrument | None:
    """The new instrument with its articles; None when it was there."""
    columns = {name: value for name, value in row.items() if name not in {"number", "issuer", "article", "relation"}}
    entry, is_new = LegalInstrument.objects.get_or_create(
        number=row["number"], issuer=row["issuer"], defaults={**columns, "updated_at": now()}
    )
    if not is_new:
        return None
    Article.objects.bulk_create(
        Article(instrument=entry, position=position, number=article["number"], summary=article["summary"])
        for position, article in enumerate(row.get("article", ()))
    )
    return entry
