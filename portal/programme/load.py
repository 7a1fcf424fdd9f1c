"""Loads the programme's data files into the database. Loading twice changes nothing.

Rows that the office has changed are left alone: the files are a first filling, not the truth.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from portal.platform.text import nfc
from portal.programme.models import CalendarException, Parameter, SupportLine

DATA = Path(__file__).with_name("data")
FILES: Mapping[str, tuple[type[Model], str]] = {
    "support_lines.toml": (SupportLine, "code"),
    "calendar.toml": (CalendarException, "day"),
    "parameters.toml": (Parameter, "code"),
}


@transaction.atomic
def load_programme() -> dict[str, int]:
    """Add what is missing. Returns file name -> number of rows added."""
    return {name: _load(DATA / name, model, key) for name, (model, key) in FILES.items()}


def _load(path: Path, model: type[Model], key: str) -> int:
    rows = tomllib.loads(nfc(path.read_text(encoding="utf-8")))
    common = rows.get("common", {})
    return sum(_add(model, key, {**common, **row}) for row in rows["row"])


def _add(model: type[Model], key: str, row: dict[str, Any]) -> bool:
    _, added = model._default_manager.get_or_create(**{key: row.pop(key)}, defaults=row)
    return added
