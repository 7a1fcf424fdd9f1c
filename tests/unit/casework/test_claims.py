"""The same application number is found again however it is typed."""

import pytest

from portal.casework import claims
from portal.programme.load import load_programme

pytestmark = pytest.mark.django_db
MARK = {"object_type": "MARK", "app_no": "4-2024-01234", "title_no": "512 345"}


@pytest.fixture(autouse=True)
def programme():
    load_programme()


def index(code, objects, applicant="a"):
    return claims.index_claims(dossier_code=code, support_line="PRO-DOM", applicant=applicant, objects=objects)


def test_a_number_typed_with_spaces_and_lower_case_is_found():
    index("OLD", [{"object_type": "MARK", "app_no": "4-2024-01234", "title_no": "VN512345"}])

    again = [{"object_type": "MARK", "title_no": " vn 512-345 "}]

    assert claims.dossiers_claiming("PRO-DOM", again, but="NEW") == {"OLD"}
    assert claims.dossiers_claiming("PRO-STI", again, but="NEW") == set()
    assert claims.dossiers_claiming("PRO-DOM", again, but="OLD") == set()


def test_an_application_number_is_not_a_title_number_nor_another_kind_of_object():
    index("OLD", [{"object_type": "MARK", "app_no": "12345"}])

    assert claims.dossiers_claiming("PRO-DOM", [{"object_type": "MARK", "title_no": "12345"}], but="") == set()
    assert claims.dossiers_claiming("PRO-DOM", [{"object_type": "DESIGN", "app_no": "12345"}], but="") == set()


def test_indexing_twice_adds_nothing_and_rows_without_numbers_are_left_out():
    assert index("A", [MARK, {"object_type": "MARK", "app_no": ""}]) == 2
    assert index("A", [MARK]) == 0


def test_an_applicant_is_known_by_tax_code_then_personal_number_then_account():
    by_tax = claims.applicant_key({"tax_code": "0100233488", "personal_id": "1"}, 1)

    assert by_tax == claims.applicant_key({"tax_code": "01 0023 3488"}, 2)
    assert claims.applicant_key({"personal_id": "031099000001"}, 1) != claims.applicant_key({}, 1)
    assert claims.applicant_key({}, 1) != claims.applicant_key({}, 2)


def test_the_dossiers_of_an_applicant():
    index("A", [MARK], applicant="x")
    index("B", [{**MARK, "app_no": "4-2025-00001"}], applicant="x")
    index("C", [MARK], applicant="y")

    assert claims.dossiers_of("x", but="B") == {"A"}
