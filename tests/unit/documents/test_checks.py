"""Data checks V-*, with the test values of the programme's rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.documents.checks import Check, run_check, tax_code_is_valid
from portal.platform.clock import local, now


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("0100233488", True),
        ("0314409058-002", True),
        ("01 0023.3488", True),
        ("0100233480", False),
        ("12345", False),
        ("0100000000", False),
        ("0314409058-000", False),
        ("01002334AB", False),
        ("٠١٠٠٢٣٣٤٨٨", False),
    ],
)
def test_a_tax_code_has_the_right_check_digit(code: str, valid: bool) -> None:
    assert tax_code_is_valid(code) is valid


def blocks(code: str, value: str, **answers: object) -> bool:
    found = run_check(code, value, answers)
    return isinstance(found, Check) and found.blocks


def warns(code: str, value: str, **answers: object) -> bool:
    found = run_check(code, value, answers)
    return isinstance(found, Check) and not found.blocks


def test_a_person_may_give_the_personal_number_as_tax_code() -> None:
    assert not blocks("V-MST", "031090001234", applicant_type="IND")
    assert blocks("V-MST", "031090001234", applicant_type="ENT")
    assert not blocks("V-MST", "0100233488", applicant_type="HH")
    assert blocks("V-MST", "12345", applicant_type="IND")


def test_a_personal_number_has_twelve_digits_and_agrees_with_the_birth_date() -> None:
    assert not blocks("V-CCCD", "031090001234", birth_date="1990-05-06")
    assert blocks("V-CCCD", "031090001234", birth_date="1991-05-06")
    assert not blocks("V-CCCD", "031205001234", birth_date="2005-01-01")
    assert blocks("V-CCCD", "03109000123")
    assert blocks("V-CCCD", "03109000123A")


def test_an_unknown_place_code_is_only_a_warning() -> None:
    assert warns("V-CCCD", "099090001234")
    assert not warns("V-CCCD", "031090001234")


@pytest.mark.parametrize("number", ["0912345678", "+84912345678", "0225 3842 123", "03.1234.5678"])
def test_phone_numbers_of_the_country_pass(number: str) -> None:
    assert not blocks("V-PHONE", number)


@pytest.mark.parametrize("number", ["0112345678", "91234567", "+1 202 555 0100", "phone", "09123456789"])
def test_other_numbers_do_not(number: str) -> None:
    assert blocks("V-PHONE", number)


@pytest.mark.parametrize(("address", "ok"), [("a@b.vn", True), ("a@b", False), ("a b@c.vn", False), ("a@@b.vn", False)])
def test_a_mail_address_has_one_at_and_a_domain(address: str, ok: bool) -> None:
    assert blocks("V-EMAIL", address) is not ok


def test_unusual_application_and_title_numbers_are_warnings() -> None:
    assert run_check("V-APPNO", "4-2023-12345", {}) is None
    assert warns("V-APPNO", "4-23-1")
    assert run_check("V-TITLE", "412345", {}) is None
    assert warns("V-TITLE", "VN/412345/X")


def test_the_account_holder_is_the_applicant_whatever_the_marks() -> None:
    assert not blocks("V-BANK", "CONG TY CAT HAI", full_name="Công ty Cát Hải")
    assert not blocks("V-BANK", "TRAN VAN B", full_name="Công ty Cát Hải", rep_name="Trần Văn B")
    assert blocks("V-BANK", "NGUYEN VAN A", full_name="Công ty Cát Hải")


def test_evidence_is_not_dated_in_the_future() -> None:
    today = local(now()).date()
    assert not blocks("V-DATE-PAST", today.isoformat())
    assert blocks("V-DATE-PAST", (today + timedelta(days=1)).isoformat())
