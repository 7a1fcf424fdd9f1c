"""Reference tables that ref fields choose from: communes, banks. Data files, read once per process and change."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.documents.forms.definition import Field, Option
from portal.platform.text import nfc
from rules.feel import Text

# Filled in by whoever draws the form (see tailor.with_choices): what the dossier's own form asks.
OF_THE_CASE = frozenset({"application"})


def options_of(field: Field) -> tuple[Option, ...]:
    """The choices of a field: its own, or those of its reference table."""
    if field.kind != "ref" or field.table in OF_THE_CASE:
        return field.options
    return table(field.table)


def table(name: str) -> tuple[Option, ...]:
    """The rows of a reference table. Raises FileNotFoundError for a table that does not exist."""
    path = Path(settings.BASE_DIR) / "workflows" / "forms" / "tables" / f"{name}.toml"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_ns: int) -> tuple[Option, ...]:
    rows = tomllib.loads(nfc(path.read_text(encoding="utf-8")))["row"]
    return tuple(Option(str(row["value"]), Text(vi=row.get("vi", row["value"]), en=row.get("en", ""))) for row in rows)
