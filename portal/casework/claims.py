"""The index of application and title numbers: who asked support for what before (rules R-EL-10, R-EL-11)."""

import hashlib
from collections.abc import Iterator, Mapping

from portal.casework.models import ClaimedObject
from portal.platform.text import fold_number

NumberKind = ClaimedObject.NumberKind
NUMBERS = {"app_no": NumberKind.APPLICATION, "title_no": NumberKind.TITLE}


def applicant_key(answers: Mapping[str, object], user_id: int) -> str:
    """One key per applicant: the tax code, else the personal number, else the account."""
    number = answers.get("tax_code") or answers.get("personal_id")
    name = f"number:{fold_number(str(number))}" if number else f"account:{user_id}"
    return hashlib.sha256(name.encode()).hexdigest()


def index_claims(*, dossier_code: str, support_line: str, applicant: str, objects: list[Mapping[str, object]]) -> int:
    """Write the dossier's numbers into the index; once, whatever how often it is called. Returns how many are new."""
    rows = [
        ClaimedObject(
            dossier_code=dossier_code,
            support_line_id=support_line,
            applicant_key=applicant,
            object_type=object_type,
            number_kind=kind,
            number_key=number,
        )
        for object_type, kind, number in _numbers(objects)
    ]
    before = ClaimedObject.objects.filter(dossier_code=dossier_code).count()
    ClaimedObject.objects.bulk_create(rows, ignore_conflicts=True)
    return ClaimedObject.objects.filter(dossier_code=dossier_code).count() - before


def dossiers_claiming(support_line: str, objects: list[Mapping[str, object]], *, but: str) -> set[str]:
    """Codes of the other dossiers of the line that name one of the numbers, however it was typed."""
    found: set[str] = set()
    for object_type, kind, number in _numbers(objects):
        rows = ClaimedObject.objects.filter(
            support_line_id=support_line, object_type=object_type, number_kind=kind, number_key=number
        )
        found.update(rows.exclude(dossier_code=but).values_list("dossier_code", flat=True))
    return found


def dossiers_of(applicant: str, *, but: str = "") -> set[str]:
    """Codes of the received dossiers of an applicant."""
    rows = ClaimedObject.objects.filter(applicant_key=applicant).exclude(dossier_code=but)
    return set(rows.values_list("dossier_code", flat=True))


def _numbers(objects: list[Mapping[str, object]]) -> Iterator[tuple[str, str, str]]:
    for row in objects:
        for field, kind in NUMBERS.items():
            number = fold_number(str(row.get(field) or ""))
            if number:
                yield str(row.get("object_type") or ""), kind, number
