"""A rule editor, an approver, and the packs of the product with the sample city decision in force."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from portal.accounts.actor import actor_for
from portal.accounts.models import RoleGrant, User
from portal.platform.clock import today
from portal.rulebook import services
from portal.rulebook.compiled import pack_of
from portal.rulebook.instruments.seed import install_instruments
from portal.rulebook.library import install_library
from portal.rulebook.models import PackVersion
from portal.rulebook.sheets import workbook_of

SHEET = "Mức hỗ trợ tối đa"
NUMBER = "07/2026/QĐ-MẪU"


def person(name, *roles):
    user = User.objects.create_user(f"{name}@example.test", full_name=name)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return actor_for(user)


@pytest.fixture
def editor(db):
    return person("editor", "RULE_EDITOR")


@pytest.fixture
def approver(db):
    return person("approver", "RULE_APPROVER")


@pytest.fixture
def cap(db, settings):
    """The sample decision on levels, in force."""
    settings.SAMPLE_DATA = True
    install_library()
    install_instruments()
    return PackVersion.objects.get(key="domestic-cap", kind="CITY_DECISION")


def exported(version):
    return workbook_of(pack_of(version.pk), bytes(version.dmn))


def edited(content, change):
    """The workbook after `change(book)`, as bytes."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet, heading):
    """The number of the column with this heading."""
    return next(cell.column for cell in sheet[2] if cell.value == heading)


def row_of(sheet, row_id):
    return next(cell.row for cell in sheet["A"] if cell.value == row_id)


def put(sheet, row_id, heading, value):
    sheet.cell(row=row_of(sheet, row_id), column=column(sheet, heading)).value = value


def raise_the_mark_level(book, amount=15_000_000, number=NUMBER):
    """What a rule officer does when a new decision raises the level of marks."""
    sheet = book[SHEET]
    put(sheet, "MAU-3", "Mức tối đa (đồng)", amount)
    put(sheet, "MAU-3", "Căn cứ", f"Quyết định {number}, Điều 4")


def basis(**changes):
    day = today()
    given = {
        "kind": "CITY_DECISION",
        "instrument_no": NUMBER,
        "instrument_title": "Quyết định mẫu về mức hỗ trợ nhãn hiệu",
        "issuer": "Cơ quan mẫu",
        "issued_on": day - dt.timedelta(days=5),
        "valid_from": day,
        "valid_to": None,
        "note": "Nâng mức hỗ trợ nhãn hiệu.",
    }
    return services.Basis(**(given | changes))
