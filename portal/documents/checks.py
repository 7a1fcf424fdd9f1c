"""Data checks V-*: what a number, address or name must look like. Source: data checks of the programme's rules.

A check that blocks is an error; the others are warnings for the person and the officer: papers of earlier years and
abolished units look different and are still right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.platform.clock import local, now
from portal.platform.text import fold
from rules.feel import Text

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """What a check has to say. `blocks` False makes it a warning."""

    text: Text
    blocks: bool = True


MST = Check(Text(vi="Mã số thuế không hợp lệ.", en="The tax code is not valid."))
MST_PERSON = Check(
    Text(
        vi="Mã số thuế cá nhân là số định danh 12 chữ số.",
        en="The tax code of a person is the 12-digit personal number.",
    )
)
CCCD = Check(Text(vi="Số định danh cá nhân phải gồm 12 chữ số.", en="The personal number has 12 digits."))
CCCD_PLACE = Check(
    Text(
        vi="Mã nơi đăng ký khai sinh trong số định danh không có trong danh mục.",
        en="The place code in the personal number is not in the list.",
    ),
    blocks=False,
)
CCCD_BIRTH = Check(
    Text(vi="Số định danh không khớp với ngày sinh.", en="The personal number does not agree with the birth date.")
)
PHONE = Check(Text(vi="Số điện thoại không hợp lệ.", en="The phone number is not valid."))
EMAIL = Check(Text(vi="Thư điện tử không hợp lệ.", en="The e-mail address is not valid."))
APPNO = Check(
    Text(vi="Số đơn không đúng dạng thường gặp.", en="The application number has an unusual form."), blocks=False
)
TITLE = Check(
    Text(vi="Số văn bằng không đúng dạng thường gặp.", en="The title number has an unusual form."), blocks=False
)
ACCOUNT = Check(
    Text(vi="Số tài khoản gồm 6 đến 20 chữ số hoặc chữ cái.", en="An account number has 6 to 20 digits or letters.")
)
HOLDER = Check(Text(vi="Chủ tài khoản không khớp.", en="The account holder does not match."))
FUTURE = Check(Text(vi="Ngày không được sau hôm nay.", en="The date may not lie in the future."))

PERSONS = frozenset({"IND", "HH"})
MST_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def run_check(code: str, value: object, answers: Answers) -> Check | None:
    """Run one check on a filled-in value; None when all is well.

    answers   the other answers of the form, and of the row in a table
    Raises    KeyError for a code that does not exist
    """
    return CHECKS[code](str(value), answers)


def tax_code_is_valid(code: str) -> bool:
    """V-MST: 10 or 13 digits with the check digit of the tax authority; blanks, dots and dashes do not count."""
    digits = re.sub(r"[\s.\-]", "", code)
    if not re.fullmatch(r"[0-9]{10}([0-9]{3})?", digits) or digits[2:9] == "0000000" or digits[10:] == "000":
        return False
    total = sum(weight * int(digit) for weight, digit in zip(MST_WEIGHTS, digits, strict=False))
    return 10 - total % 11 == int(digits[9])


def _tax_code(value: str, answers: Answers) -> Check | None:
    """V-MST, and V-MST-2: since 01/7/2025 the personal number serves persons and household businesses."""
    if answers.get("applicant_type") in PERSONS:
        if re.fullmatch(r"[0-9]{12}", value) or tax_code_is_valid(value):
            return None
        return MST_PERSON
    return None if tax_code_is_valid(value) else MST


def _personal_number(value: str, answers: Answers) -> Check | None:
    """V-CCCD: 12 digits: place of birth registration, century and sex, year of birth, six more."""
    if not re.fullmatch(r"[0-9]{12}", value):
        return CCCD
    born = answers.get("birth_date")
    if isinstance(born, str) and born and _birth_year(value) != date.fromisoformat(born).year:
        return CCCD_BIRTH
    return None if 1 <= int(value[:3]) <= 96 else CCCD_PLACE


def _birth_year(number: str) -> int:
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def _phone(value: str, _answers: Answers) -> Check | None:
    """V-PHONE: mobile 03, 05, 07, 08, 09 with ten digits, landline 02 with ten or eleven; +84 for the leading 0."""
    digits = re.sub(r"[\s.\-()]", "", value)
    national = "0" + digits.removeprefix("+84") if digits.startswith("+84") else digits
    return None if re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{8,9}", national) else PHONE


def _email(value: str, _answers: Answers) -> Check | None:
    ok = len(value) <= 254 and re.fullmatch(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", value)
    return None if ok else EMAIL


def _application_number(value: str, _answers: Answers) -> Check | None:
    return None if re.fullmatch(r"[1-46]-[0-9]{4}-[0-9]{5}", value) else APPNO


def _title_number(value: str, _answers: Answers) -> Check | None:
    return None if re.fullmatch(r"([1-4]-)?[0-9]{1,7}(-[0-9]{3})?", value) else TITLE


def _account(value: str, _answers: Answers) -> Check | None:
    return None if re.fullmatch(r"[0-9A-Za-z]{6,20}", re.sub(r"[\s.\-]", "", value)) else ACCOUNT


def _holder(value: str, answers: Answers) -> Check | None:
    """V-BANK: the holder is the applicant or the authorised person; marks and case do not count."""
    known = [answers.get("full_name"), answers.get("rep_name")]
    names = {fold(str(name)) for name in known if name}
    return None if not names or fold(value) in names else HOLDER


def _not_in_future(value: str, _answers: Answers) -> Check | None:
    """V-DATE: evidence and filing dates lie in the past."""
    return None if date.fromisoformat(value) <= local(now()).date() else FUTURE


CHECKS: Mapping[str, Callable[[str, Answers], Check | None]] = {
    "V-MST": _tax_code,
    "V-CCCD": _personal_number,
    "V-PHONE": _phone,
    "V-EMAIL": _email,
    "V-APPNO": _application_number,
    "V-TITLE": _title_number,
    "V-ACCOUNT": _account,
    "V-BANK": _holder,
    "V-DATE-PAST": _not_in_future,
}
