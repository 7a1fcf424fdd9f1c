"""The folded text by which a dossier is found, with or without accents."""

from collections.abc import Iterator, Mapping

from portal.dossiers.models import Dossier
from portal.platform.text import fold

SEARCHED = ("full_name", "tax_code")
SEARCHED_IN_TABLES = ("title_name", "app_no", "title_no")


def search_text(dossier: Dossier) -> str:
    """Code, applicant and the names and numbers of the objects. No personal number: a search must not be its oracle."""
    return fold(" ".join(_words(dossier)))


def _words(dossier: Dossier) -> Iterator[str]:
    yield dossier.code
    yield dossier.lookup_code
    yield from (str(dossier.answers.get(name) or "") for name in SEARCHED)
    for value in dossier.answers.values():
        for row in value if isinstance(value, list) else []:
            if isinstance(row, Mapping):
                yield from (str(row.get(name) or "") for name in SEARCHED_IN_TABLES)
