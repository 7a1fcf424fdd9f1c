"""The studio's pages: who may enter, what they answer, what they never let in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engine.models import ProcessVersion
from portal.accounts.models import User
from portal.studio import services
from portal.studio.models import ProcedureDraft
from tests.unit.studio.conftest import TRIAL, person

RENAMED = TRIAL.replace('name="Kiểm tra"'.encode(), 'name="Kiểm tra hồ sơ"'.encode())


def browser(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def author(an: Any) -> Client:
    return browser(User.objects.get(pk=an.user_id))


@pytest.fixture
def draft(an: Any, live: ProcessVersion) -> ProcedureDraft:
    return services.start_draft(actor=an, process_key="TRIAL")


def send(client: Client, url: str, **fields: object) -> Any:
    return client.post(url, json.dumps(fields), content_type="application/json")


@pytest.mark.parametrize("path", ["/studio/", "/studio/procedures/TRIAL"])
@pytest.mark.parametrize(("role", "status"), [("ADMIN", 200), ("AUDITOR", 200), ("OFFICER", 403), ("APPLICANT", 403)])
def test_only_administrators_and_auditors_see_procedures(
    path: str, role: str, status: int, live: ProcessVersion
) -> None:
    assert browser(person("x@example.vn", role)).get(path).status_code == status


def test_a_visitor_is_asked_to_sign_in(live: ProcessVersion) -> None:
    assert browser(None).get("/studio/").status_code == 302


@pytest.mark.parametrize("role", ["OFFICER", "RULE_APPROVER", "APPLICANT"])
def test_a_guessed_draft_address_shows_nothing(role: str, draft: ProcedureDraft) -> None:
    client = browser(person("x@example.vn", role))

    assert client.get(f"/studio/drafts/{draft.pk}").status_code in (403, 404)
    assert client.get(f"/studio/drafts/{draft.pk}/file").status_code in (403, 404)
    assert send(client, f"/studio/drafts/{draft.pk}/save", xml=RENAMED.decode(), rev=1).status_code in (403, 404)
    draft.refresh_from_db()
    assert bytes(draft.xml) == TRIAL


def test_an_auditor_reads_a_draft_and_changes_nothing(draft: ProcedureDraft) -> None:
    client = browser(person("x@example.vn", "AUDITOR"))

    page = client.get(f"/studio/drafts/{draft.pk}")
    assert page.status_code == 200
    assert "data-studio-viewer" in page.content.decode()
    assert send(client, f"/studio/drafts/{draft.pk}/save", xml=RENAMED.decode(), rev=1).status_code == 403


def test_the_editor_saves_and_is_told_the_new_revision(author: Client, draft: ProcedureDraft) -> None:
    answer = send(author, f"/studio/drafts/{draft.pk}/save", xml=RENAMED.decode(), rev=1)

    assert (answer.status_code, answer.json()) == (200, {"rev": 2})
    draft.refresh_from_db()
    assert bytes(draft.xml) == RENAMED


def test_a_second_window_is_told_in_words(author: Client, draft: ProcedureDraft) -> None:
    send(author, f"/studio/drafts/{draft.pk}/save", xml=RENAMED.decode(), rev=1)

    answer = send(author, f"/studio/drafts/{draft.pk}/save", xml=TRIAL.decode(), rev=1)

    assert answer.status_code == 409
    assert "cửa sổ khác" in answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"xml": 5, "rev": true}',
        b'{"xml": "\\ud800", "rev": 1}',
        b'{"xml": "<!DOCTYPE a [<!ENTITY b \\"c\\">]><a>&b;</a>", "rev": 1}',
        b"[" * 100_000,
    ],
)
def test_a_hostile_save_is_refused_and_stores_nothing(body: bytes, author: Client, draft: ProcedureDraft) -> None:
    answer = author.post(f"/studio/drafts/{draft.pk}/save", body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    draft.refresh_from_db()
    assert (bytes(draft.xml), draft.rev) == (TRIAL, 1)


def test_the_check_lists_problems_with_element_line_and_both_languages(author: Client, draft: ProcedureDraft) -> None:
    broken = TRIAL.replace(b'hd:form="F-INTAKE"', b"").decode()

    (finding,) = send(author, f"/studio/drafts/{draft.pk}/check", xml=broken).json()["findings"]

    assert (finding["element_id"], finding["severity"]) == ("Task_Intake", "ERROR")
    assert finding["line"] > 0
    assert finding["text"]["vi"] != finding["text"]["en"]


def test_an_upload_becomes_a_draft_and_the_download_gives_the_same_bytes(author: Client, live: ProcessVersion) -> None:
    data = b"\xef\xbb\xbf" + RENAMED.replace(b"?>\n", b"?>\r\n", 1)

    answer = author.post("/studio/upload", {"file": SimpleUploadedFile("quy-trinh.bpmn", data)})

    assert answer.status_code == 302
    downloaded = author.get(f"{answer['Location']}/file")
    assert downloaded.content == data
    assert "attachment" in downloaded["Content-Disposition"]
    assert author.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"%PDF-1.7", b"<!DOCTYPE x><x/>", b"<x/>"])
def test_a_file_that_is_no_diagram_is_refused_with_a_reason(data: bytes, author: Client, live: ProcessVersion) -> None:
    answer = author.post("/studio/upload", {"file": SimpleUploadedFile("a.bpmn", data)})

    assert answer.status_code == 422
    assert "Không đọc được sơ đồ" in answer.content.decode()


def test_words_in_a_diagram_are_never_markup(author: Client, an: Any, draft: ProcedureDraft) -> None:
    evil = TRIAL.replace('name="Kiểm tra"'.encode(), b'name="&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"')
    services.save_draft(actor=an, draft_id=draft.pk, xml=evil, rev=1)
    services.submit(actor=an, draft_id=draft.pk, note="<script>alert(1)</script>")

    page = author.get(f"/studio/drafts/{draft.pk}").content.decode()

    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_pages_are_english_for_who_reads_english(author: Client, draft: ProcedureDraft) -> None:
    answer = author.get(f"/studio/drafts/{draft.pk}", headers={"Accept-Language": "en"})

    assert '<html lang="en">' in answer.content.decode()
    assert '"F-INTAKE": "Check of the components"' in answer.content.decode()
