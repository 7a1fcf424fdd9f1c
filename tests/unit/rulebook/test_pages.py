"""The rule book's pages: who may enter, what a bad upload answers, and that nothing typed is lost."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import RoleGrant, User
from portal.platform.clock import today
from portal.rulebook.models import PackDraft, PackVersion
from portal.rulebook.selectors import Standing, standing_of
from tests.unit.rulebook.conftest import NUMBER, edited, exported, raise_the_mark_level


def client(*roles, name="ai"):
    user = User.objects.create_user(f"{name}-{'-'.join(roles).lower()}@example.test", full_name=name)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    visitor = Client()
    visitor.force_login(user)
    return visitor


def send(visitor, content, key="domestic-cap"):
    return visitor.post(f"/quy-tac/{key}/nap", {"file": SimpleUploadedFile("mức.xlsx", content)})


@pytest.fixture
def draft(cap):
    editor = client("RULE_EDITOR")
    send(editor, edited(exported(cap), raise_the_mark_level))
    return editor, PackDraft.objects.get()


def test_readers_read_and_strangers_do_not_enter(cap):
    pages = ["/quy-tac/", "/quy-tac/domestic-cap", f"/quy-tac/phien-ban/{cap.pk}", f"/quy-tac/phien-ban/{cap.pk}/excel"]
    readers = {role: client(role) for role in ("RULE_EDITOR", "RULE_APPROVER", "OFFICER", "AUDITOR")}
    strangers = {role: client(role) for role in ("RECEPTION", "ACCOUNTANT", "ADMIN")}
    for page in pages:
        assert {role: visitor.get(page).status_code for role, visitor in readers.items()} == dict.fromkeys(readers, 200)
        assert {visitor.get(page).status_code for visitor in strangers.values()} <= {403, 404}, page
        assert client(name=page[-8:]).get(page).status_code == 403
        assert Client().get(page).status_code == 302


def test_only_an_editor_sends_workbooks(cap):
    content = edited(exported(cap), raise_the_mark_level)
    assert send(client("OFFICER"), content).status_code == 403
    assert send(client("RULE_APPROVER"), content).status_code == 403
    assert not PackDraft.objects.exists()


@pytest.mark.parametrize("content", [b"", b"MZ not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_answered_in_words(cap, content):
    answer = send(client("RULE_EDITOR"), content)

    assert answer.status_code == 422
    assert not PackDraft.objects.exists()


def test_an_unknown_pack_is_not_found(cap):
    editor = client("RULE_EDITOR")
    assert send(editor, b"x", key="khong-co").status_code == 404
    assert editor.get("/quy-tac/khong-co").status_code == 404
    assert editor.get(reverse("rulebook-version", args=["00000000-0000-0000-0000-000000000000"])).status_code == 404


def test_a_wrong_date_keeps_what_was_typed(draft):
    editor, found = draft
    answer = editor.post(
        f"/quy-tac/ban-soan/{found.pk}/trinh",
        {"instrument_no": NUMBER, "issuer": "Cơ quan mẫu", "issued_on": "31/02/2026", "valid_from": "1/1/27"},
    )

    assert answer.status_code == 422
    assert NUMBER in answer.content.decode()
    assert "31/02/2026" in answer.content.decode()
    found.refresh_from_db()
    assert found.status == "EDITING"


def test_a_submitted_draft_is_published_once(draft):
    editor, found = draft
    given = {
        "kind": "CITY_DECISION",
        "instrument_no": NUMBER,
        "instrument_title": "Quyết định mẫu",
        "issuer": "Cơ quan mẫu",
        "issued_on": f"{today() - dt.timedelta(days=3):%d/%m/%Y}",
        "valid_from": f"{today():%d/%m/%Y}",
        "valid_to": "",
        "note": "Nâng mức.",
    }
    assert editor.post(f"/quy-tac/ban-soan/{found.pk}/trinh", given).status_code == 302
    approver = client("RULE_APPROVER")
    answers = [
        approver.post(f"/quy-tac/ban-soan/{found.pk}/quyet-dinh", {"decision": "publish"}).status_code for _ in "12"
    ]

    assert answers == [302, 422]
    assert PackVersion.objects.filter(key="domestic-cap").count() == 3


def test_two_versions_are_compared(cap):
    visitor = client("OFFICER")
    reference = PackVersion.objects.get(key="domestic-cap", kind="REFERENCE")

    page = visitor.get(f"/quy-tac/domestic-cap/so-sanh?tu={reference.pk}&den={cap.pk}").content.decode()
    chosen_badly = visitor.get("/quy-tac/domestic-cap/so-sanh?tu=%00&den=x")

    assert "12.000.000" in page
    assert "00/QĐ-MẪU" in page
    assert chosen_badly.status_code == 200
    assert visitor.get("/quy-tac/khong-co/so-sanh").status_code == 404


def test_each_version_says_where_it_stands(cap):
    page = client("OFFICER").get("/quy-tac/domestic-cap").content.decode()

    assert "Đang dùng" in page
    assert "Nhường quyết định của thành phố" in page


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({}, Standing.SUPERSEDED),
        ({"valid_from": dt.date(2027, 1, 1)}, Standing.TO_COME),
        ({"valid_to": dt.date(2026, 6, 30)}, Standing.EXPIRED),
        ({"kind": "REFERENCE"}, Standing.OUTRANKED),
    ],
)
def test_standing_of_a_version(changed, standing):
    live = PackVersion(kind="CITY_DECISION", valid_from=dt.date(2026, 1, 1))
    other = PackVersion(**{"kind": "CITY_DECISION", "valid_from": dt.date(2025, 1, 1), "valid_to": None, **changed})

    assert standing_of(other, live, dt.date(2026, 11, 1)) == standing
    assert standing_of(live, live, dt.date(2026, 11, 1)) == Standing.IN_FORCE
