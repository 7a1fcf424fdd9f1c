"""The papers that can be issued: their titles, numbers and templates, as the files say."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.platform.text import nfc

COMMON = "_paper.typ"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. form: number in the annex of the one-stop circular, empty for letters and decisions."""

    code: str
    title_vi: str
    title_en: str
    form: str
    suffix: str
    draft: bool


def folder() -> Path:
    """Where the templates lie."""
    return Path(settings.BASE_DIR) / "workflows" / "documents"


@cache
def kinds() -> Mapping[str, PaperKind]:
    """Every kind of paper by code."""
    rows = tomllib.loads(nfc((folder() / "papers.toml").read_text(encoding="utf-8")))
    return {code: PaperKind(code=code, **row) for code, row in rows.items()}


def codes() -> frozenset[str]:
    """The templates that a process may name."""
    return frozenset(kinds())


@cache
def template_sha(code: str) -> str:
    """The state of a template together with the common face it imports."""
    digest = hashlib.sha256()
    for name in (COMMON, f"{code}.typ"):
        digest.update((folder() / name).read_bytes())
    return digest.hexdigest()
