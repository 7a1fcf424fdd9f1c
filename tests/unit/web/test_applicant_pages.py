"""The applicant's pages: pre-check, page by page, papers, submit once, track, and nobody else's dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import User
from portal.config.first_filling import fill
from portal.documents.models import Upload
from portal.dossiers.models import Dossier
from tests.journeys.answers import dossier_answers

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def portal(db: None, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    settings.SAMPLE_DATA = True
    settings.MAIL_FOLDER, settings.UPLOAD_FOLDER = tmp_path / "mail", tmp_path / "files"
    fill()


def visitor(name: str = "") -> Client:
    client = Client()
    if name:
        client.force_login(User.objects.get_or_create(email=f"{name}@example.vn", defaults={"full_name": name})[0])
    return client


def begin(client: Client) -> Dossier:
    client.post("/ho-so/moi", {"line": "PRO-DOM"})
    return Dossier.objects.latest("created_at")


def complete(client: Client) -> Dossier:
    """A draft with every answer and paper, filled in as a browser would."""
    draft = begin(client)
    Dossier.objects.filter(pk=draft.pk).update(answers=dossier_answers())
    for slot in ("DOC-REQ", "DOC-ID", "DOC-APP", "DOC-TITLE", "DOC-COST", "DOC-BANK"):
        attach(client, draft, slot)
    return Dossier.objects.get(pk=draft.pk)


def attach(client: Client, draft: Dossier, slot: str, data: bytes = PDF, name: str = "giấy.pdf") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/ho-so/{draft.pk}/giay-to/{slot}", {"file": file, "page": "documents"}, follow=True)


def test_the_start_page_says_what_is_needed_to_everybody() -> None:
    page = visitor().get("/").content.decode()

    assert "Bắt đầu nộp hồ sơ" in page
    assert "Quý vị cần chuẩn bị" in page


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "có thể được hỗ trợ"),
        ({"local_link": "NONE"}, "có thể không được hỗ trợ"),
        ({"object_type": "COPYRIGHT"}, "có thể không được hỗ trợ"),
        ({"has_title": "false", "evidence_date": ""}, "có thể không được hỗ trợ"),
    ],
)
def test_the_pre_check_answers_by_the_rules_and_stores_nothing(answers: dict[str, str], words: str) -> None:
    from portal.platform.clock import today

    asked = {
        "line": "PRO-DOM",
        "applicant_type": "ENT",
        "local_link": "HEAD_OFFICE",
        "object_type": "MARK",
        "is_owner": "true",
        "has_title": "true",
        "evidence_date": today().strftime("%d/%m/%Y"),
        **answers,
    }

    page = visitor().post("/kiem-tra-dieu-kien", asked)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert Dossier.objects.count() == 0


def test_the_pre_check_asks_again_for_what_is_missing() -> None:
    page = visitor().post("/kiem-tra-dieu-kien", {"line": "PRO-DOM"})

    assert page.status_code == 422
    assert "Có nội dung cần sửa" in page.content.decode()


def test_every_page_can_be_opened_and_saved() -> None:
    an = visitor("an")
    draft = begin(an)

    for task in an.get(f"/ho-so/{draft.pk}").context["tasks"]:
        assert an.get(f"/ho-so/{draft.pk}/trang/{task.code}").status_code == 200

    saved = an.post(f"/ho-so/{draft.pk}/trang/who", {"applicant_type": "IND", "local_link": "RESIDENCE"})
    assert saved["Location"].endswith("/trang/identity")
    draft.refresh_from_db()
    assert draft.answers["applicant_type"] == "IND"


def test_a_wrong_answer_is_shown_beside_its_field_and_what_was_typed_stays() -> None:
    an = visitor("an")
    draft = begin(an)

    page = an.post(f"/ho-so/{draft.pk}/trang/contact", {"phone": "abc", "email": "a@b.vn"})

    body = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id-phone"' in body
    assert 'value="abc"' in body


def test_a_row_can_be_added_without_script() -> None:
    an = visitor("an")
    draft = begin(an)
    row = {f"costs-0-{key}": value for key, value in dossier_answers()["costs"][0].items()}

    answer = an.post(f"/ho-so/{draft.pk}/trang/costs", {**row, "more": "1"})

    assert answer["Location"].endswith("/trang/costs")
    assert 'name="costs-1-amount_vnd"' in an.get(answer["Location"]).content.decode()


def test_a_complete_dossier_is_filed_once_however_often_the_button_is_pressed() -> None:
    an = visitor("an")
    draft = complete(an)
    check = an.get(f"/ho-so/{draft.pk}/kiem-tra")
    assert check.context["ready"], [t for t in check.context["tasks"] if t.status != "DONE"]
    key = str(check.context["key"])

    first = an.post(f"/ho-so/{draft.pk}/nop", {"key": key})
    second = an.post(f"/ho-so/{draft.pk}/nop", {"key": key})

    assert first["Location"] == second["Location"]
    filed = Dossier.objects.get()
    assert filed.code in an.get(first["Location"]).content.decode()
    assert an.get(f"/ho-so/{filed.pk}/theo-doi").status_code == 200
    assert an.get(f"/ho-so/{filed.pk}/noi-dung").status_code == 200


def test_a_dossier_with_a_missing_paper_is_not_filed() -> None:
    an = visitor("an")
    draft = complete(an)
    Upload.objects.filter(field="DOC-TITLE").delete()

    page = an.post(f"/ho-so/{draft.pk}/nop", {"key": "k"})

    assert page.status_code == 422
    assert "Chưa nộp được" in page.content.decode()
    assert not Dossier.objects.get().code


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00" + b"x" * 100, b"<html><script>alert(1)</script>", b"", b"PK\x03\x04junk"]
)
def test_a_renamed_program_is_refused_in_words(data: bytes) -> None:
    an = visitor("an")

    page = attach(an, begin(an), "DOC-ID", data)

    assert page.status_code == 200
    assert "message--error" in page.content.decode()
    assert Upload.objects.count() == 0


def test_a_file_can_be_taken_out_again_but_not_after_filing() -> None:
    an = visitor("an")
    draft = complete(an)
    upload = Upload.objects.filter(field="DOC-COST").get()
    an.post(f"/ho-so/{draft.pk}/tep/{upload.pk}/bo", {"page": "documents"})
    assert not Upload.objects.filter(pk=upload.pk).exists()

    attach(an, draft, "DOC-COST")
    an.post(f"/ho-so/{draft.pk}/nop", {"key": "k"})
    left = Upload.objects.first()
    assert left is not None
    assert an.post(f"/ho-so/{draft.pk}/tep/{left.pk}/bo").status_code == 409
    assert attach(an, Dossier.objects.get(), "DOC-ID").status_code == 409


def test_a_file_comes_back_as_a_download_with_its_own_name() -> None:
    an = visitor("an")
    draft = begin(an)
    attach(an, draft, "DOC-ID")
    upload = Upload.objects.get()

    answer = an.get(f"/ho-so/{draft.pk}/tep/{upload.pk}")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_reaches_a_dossier_of_somebody_else_by_its_address() -> None:
    an, binh = visitor("an"), visitor("binh")
    draft = complete(an)
    upload = Upload.objects.first()
    assert upload is not None

    gets = ["", "/trang/who", "/kiem-tra", "/da-nop", "/theo-doi", "/noi-dung", f"/tep/{upload.pk}"]
    posts = ["/trang/who", "/giay-to/DOC-ID", f"/tep/{upload.pk}/bo", "/nop", "/xoa", "/rut"]
    for stranger, expected in ((binh, 404), (visitor(), 302)):
        assert {stranger.get(f"/ho-so/{draft.pk}{path}").status_code for path in gets} == {expected}
        assert {stranger.post(f"/ho-so/{draft.pk}{path}").status_code for path in posts} == {expected}
    draft.refresh_from_db()
    assert not draft.code


def test_a_file_of_another_dossier_cannot_be_reached_through_ones_own() -> None:
    an, binh = visitor("an"), visitor("binh")
    attach(an, begin(an), "DOC-ID")
    upload = Upload.objects.get()
    own = begin(binh)

    assert binh.get(f"/ho-so/{own.pk}/tep/{upload.pk}").status_code == 404
    assert binh.post(f"/ho-so/{own.pk}/tep/{upload.pk}/bo").status_code == 404


def test_a_look_up_code_shows_state_and_dates_and_nothing_personal() -> None:
    an = visitor("an")
    draft = complete(an)
    assert visitor().get(f"/tra-cuu/{draft.lookup_code}").status_code == 404
    an.post(f"/ho-so/{draft.pk}/nop", {"key": "k"})
    filed = Dossier.objects.get()

    page = visitor().get(f"/tra-cuu/{filed.lookup_code}")

    body = page.content.decode()
    assert page.status_code == 200
    assert filed.code in body
    assert "Sản phẩm Mẫu" not in body


def test_guessing_look_up_codes_is_throttled() -> None:
    client = visitor()

    statuses = [client.get(f"/tra-cuu/AAAAAA{i:02d}").status_code for i in range(40)]

    assert set(statuses) == {404, 422}
    assert statuses.index(422) == 30


@pytest.mark.parametrize("name", ["__class__", "typename", "constructor"])
def test_fields_named_like_internals_are_not_taken(name: str) -> None:
    an = visitor("an")
    draft = begin(an)

    answer = an.post(f"/ho-so/{draft.pk}/trang/who", {"applicant_type": "ENT", "local_link": "BRANCH", name: "x"})

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert name not in draft.answers


def test_a_draft_can_be_thrown_away() -> None:
    an = visitor("an")
    draft = begin(an)

    an.post(f"/ho-so/{draft.pk}/xoa")

    assert Dossier.objects.count() == 0
