"""The register's pages and services for programs: who enters, nothing typed is lost, problems stand by their fields."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.actor import actor_for
from portal.accounts.models import RoleGrant, User
from portal.adapters import scanner
from portal.platform.clock import now
from portal.platform.errors import Unavailable
from portal.rulebook.instruments.models import InstrumentRelation, LegalInstrument
from portal.rulebook.instruments.seed import install_instruments
from portal.rulebook.instruments.selectors import instrument_detail
from portal.rulebook.library import install_library
from portal.web.instrument_picture import EDGE, GAP, timeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.SAMPLE_DATA = True
    settings.UPLOAD_FOLDER = tmp_path
    install_library()
    install_instruments()


def client(*roles, language="vi"):
    user = User.objects.create_user(f"{'-'.join(roles).lower()}-x@example.test", full_name="ai", language=language)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    visitor = Client(headers={"accept-language": language})
    visitor.force_login(user)
    return visitor


def typed(**changes):
    given = {
        "number": "11/2026/NQ-HĐND",
        "kind": "RESOLUTION",
        "title_vi": "Mức hỗ trợ đăng ký bảo hộ",
        "issuer": "Hội đồng nhân dân thành phố Hải Phòng",
        "signed_on": "05/11/2026",
        "effective_from": "15/11/2026",
        "confidence": "VERIFIED",
        "source_note": "Công báo",
        "articles-TOTAL_FORMS": "2",
        "articles-INITIAL_FORMS": "0",
        "articles-0-number": "Điều 5 khoản 2",
        "articles-0-summary": "Mức tối đa",
        "articles-1-number": "",
        "articles-1-summary": "",
        "relations-TOTAL_FORMS": "2",
        "relations-INITIAL_FORMS": "0",
        "relations-0-kind": "GUIDES",
        "relations-0-target": str(find("75/2021/TT-BTC").pk),
        "relations-0-since": "",
        "relations-0-note": "Hải Phòng",
        "relations-1-kind": "",
        "relations-1-target": "",
        "provisions-TOTAL_FORMS": "1",
        "provisions-INITIAL_FORMS": "0",
        "provisions-0-pack_key": "",
    }
    return given | changes


def find(number):
    return LegalInstrument.objects.get(number=number)


def test_the_list_filters_and_the_detail_draws(register):
    reader = client("RECEPTION")
    page = reader.get("/van-ban/?q=du lieu ca nhan&state=REPLACED").content.decode()
    assert "13/2023/NĐ-CP" in page
    assert "91/2025/QH15" not in page

    detail = reader.get(f"/van-ban/{find('13/2023/NĐ-CP').pk}").content.decode()
    assert re.findall(r'<svg [^>]*aria-labelledby="(\w+)"', detail) == ["life", "relations"]
    assert "356/2025/NĐ-CP" in detail
    assert "01/01/2026" in detail
    assert "Sửa</a>" not in detail
    cited = client("OFFICER").get(f"/van-ban/{find('3853/QĐ-UBND').pk}").content.decode()
    assert "/quy-tac/phien-ban/" in cited


def test_every_instrument_has_a_page(register):
    reader = client("AUDITOR")
    for found in LegalInstrument.objects.all():
        assert reader.get(f"/van-ban/{found.pk}").status_code == 200, found.number


def test_a_day_that_is_none_is_said_beside_its_field(register):
    answer = client("AUDITOR").get("/van-ban/?on=31/02/2026")
    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()
    assert 'aria-describedby="on-error"' in answer.content.decode()


def test_an_officer_adds_an_instrument_with_its_scan_and_changes_it(register):
    officer = client("RULE_EDITOR")
    scan = SimpleUploadedFile("nghi-quyet.pdf", b"%PDF-1.7 invented")
    answer = officer.post("/van-ban/moi", typed(file=scan))
    made = find("11/2026/NQ-HĐND")
    assert answer["Location"] == f"/van-ban/{made.pk}"
    assert (made.signed_on, made.effective_from) == (dt.date(2026, 11, 5), dt.date(2026, 11, 15))
    assert made.articles.get().number == "Điều 5 khoản 2"
    assert made.relations_out.get().note == "Hải Phòng"
    file = officer.get(f"/van-ban/{made.pk}/tep/{made.files.get().pk}")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 invented"
    assert file["Content-Disposition"].startswith("attachment")

    form = officer.get(f"/van-ban/{made.pk}/sua").content.decode()
    assert 'value="05/11/2026"' in form
    changes = {"articles-INITIAL_FORMS": "1", "articles-0-DELETE": "on", "relations-INITIAL_FORMS": "1", "rev": "1"}
    assert officer.post(f"/van-ban/{made.pk}/sua", typed(title_vi="Tên mới", **changes)).status_code == 302
    made.refresh_from_db()
    assert (made.title_vi, made.rev, made.articles.count(), made.relations_out.count()) == ("Tên mới", 2, 0, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"signed_on": "31/02/2026"}, "id_signed_on"),
        ({"effective_from": "04/11/2026"}, "id_effective_from"),
        ({"expires_on": "14/11/2026"}, "id_expires_on"),
        ({"number": "20/2025/NQ-HĐND"}, "id_number"),
        ({"source_note": ""}, "id_source_note"),
        ({"articles-0-summary": ""}, "id_articles-0-summary"),
        ({"relations-0-since": "01/11/2026"}, "id_relations-0-since"),
        ({"relations-0-target": ""}, "id_relations-0-target"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(register, wrong, field):
    answer = client("RULE_EDITOR").post("/van-ban/moi", typed(**wrong))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page
    assert f'id="{field}_error"' in page
    assert f'aria-describedby="{field}_' in page or f"{field}_error" in page
    assert 'aria-invalid="true"' in page
    for kept in ("Mức hỗ trợ đăng ký bảo hộ", "Công báo", "Điều 5 khoản 2", "Hải Phòng"):
        assert kept in page or kept in wrong.values() or "source_note" in wrong


def test_a_file_that_is_no_pdf_and_a_scanner_that_is_down_are_said_in_words(register, monkeypatch):
    officer = client("RULE_EDITOR")
    answer = officer.post("/van-ban/moi", typed(file=SimpleUploadedFile("a.pdf", b"MZ")))
    assert answer.status_code == 422
    assert '<a href="#id_file">' in answer.content.decode()

    def down(_content):
        raise Unavailable("SCANNER_DOWN")

    monkeypatch.setattr(scanner, "is_clean", down)
    answer = officer.post("/van-ban/moi", typed(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7")))
    assert answer.status_code == 503
    assert "Công báo" in answer.content.decode()
    assert not LegalInstrument.objects.filter(number="11/2026/NQ-HĐND").exists()


def test_an_old_form_shows_what_was_typed_and_saves_only_when_sent_again(register):
    officer, law = client("RULE_EDITOR"), find("93/2025/QH15")
    answer = officer.post(f"/van-ban/{law.pk}/sua", typed(number="93/2025/QH15", rev="7"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Công báo" in page
    assert 'name="rev" value="1"' in page
    law.refresh_from_db()
    assert law.rev == 1
    again = typed(number="93/2025/QH15", rev="1", **{"relations-INITIAL_FORMS": "1"})
    assert officer.post(f"/van-ban/{law.pk}/sua", again).status_code == 302


def test_a_cycle_is_refused_on_the_page(register):
    amending, amended = find("1624/QĐ-TTg"), find("1068/QĐ-TTg")
    wrong = {"relations-0-kind": "AMENDS", "relations-0-target": str(amending.pk), "rev": "1"}
    answer = client("RULE_EDITOR").post(f"/van-ban/{amended.pk}/sua", typed(number="1068/QĐ-TTg", **wrong))

    assert answer.status_code == 422
    assert '<a href="#id_relations-0-target">' in answer.content.decode()
    assert not InstrumentRelation.objects.filter(source=amended).exists()


def test_a_broken_form_is_refused_not_a_defect(register):
    officer = client("RULE_EDITOR")
    assert officer.post("/van-ban/moi", {}).status_code == 422
    assert officer.post("/van-ban/moi", typed(**{"articles-TOTAL_FORMS": "9" * 9})).status_code == 422
    assert officer.post("/van-ban/moi", typed(number="a\x00b")).status_code == 422


def test_pages_speak_english(register):
    reader = client("RULE_EDITOR", language="en")
    reader.cookies["django_language"] = "en"
    page = reader.get("/van-ban/").content.decode()
    assert "Register of instruments" in page
    assert "State Budget Law" in page
    form = re.sub(r"<select.*?</select>", "", reader.get("/van-ban/moi").content.decode(), flags=re.DOTALL)
    assert "Save the instrument" in form


def test_programs_read_the_register(register):
    reader = client("OFFICER")
    rows = reader.get("/api/v1/instruments?state=REPLACED&on=2026-01-01").json()
    assert [row["number"] for row in rows] == ["13/2023/NĐ-CP"]
    detail = reader.get(f"/api/v1/instruments/{rows[0]['id']}").json()
    assert [(found["kind"], found["acting"]["number"]) for found in detail["incoming"]] == [
        ("REPLACES", "356/2025/NĐ-CP")
    ]
    programme = reader.get(f"/api/v1/instruments/{find('3853/QĐ-UBND').pk}").json()
    assert programme["state"] == "UNKNOWN"
    assert {row["pack_key"] for row in programme["citing"]} >= {"domestic-eligibility"}
    assert programme["articles"][0]["number"] == "Mục II.2"
    assert reader.get("/api/v1/instruments?on=31/12/2026").status_code == 400
    assert client("ADMIN").get("/api/v1/instruments").status_code == 403
    assert "/api/v1/instruments/{instrument_id}" in reader.get("/api/schema").content.decode()


def test_the_line_of_a_life_draws_crowded_days_apart_and_ends_where_it_is_replaced(register):
    law = find("118/2025/NĐ-CP")
    for number in range(20):
        other = LegalInstrument.objects.create(
            number=f"{number}/NĐ",
            kind="DECREE",
            title_vi="x",
            issuer="x",
            confidence="ILLUSTRATIVE",
            effective_from=dt.date(2026, 1, 1),
            updated_at=now(),
        )
        kind = "REPLACES" if number == 19 else "AMENDS"
        InstrumentRelation.objects.create(source=other, target=law, kind=kind)
    reader = User.objects.create_user("reader@example.test", full_name="ai")
    RoleGrant.objects.create(user=reader, role="OFFICER")
    line = timeline(instrument_detail(actor_for(reader), law.pk), dt.date(2026, 1, 2))

    places = [mark.x for mark in line.marks]
    assert len(places) == 23
    assert all(after - before >= GAP for before, after in zip(places, places[1:], strict=False))
    assert EDGE <= places[0] <= places[-1] <= line.width - EDGE
    assert [mark.no for mark in line.marks if mark.is_today] == [23]
    replaced = next(mark.x for mark in line.marks if mark.day == dt.date(2026, 1, 1))
    assert line.start + line.length == replaced


def test_an_officer_says_what_an_instrument_provides_for_dossiers_on_their_way(register):
    officer = client("RULE_EDITOR")
    row = {
        "provisions-0-pack_key": "domestic-cap",
        "provisions-0-pivot": "ACCEPTED",
        "provisions-0-mode": "MORE_FAVOURABLE",
        "provisions-0-article": "Điều 12 khoản 1",
    }
    lacking = officer.post("/van-ban/moi", typed(**row) | {"provisions-0-article": ""})
    assert lacking.status_code == 422
    assert '<a href="#id_provisions-0-article">' in lacking.content.decode()

    made = officer.post("/van-ban/moi", typed(**row))
    page = officer.get(made["Location"]).content.decode()

    assert "Điều 12 khoản 1 của 11/2026/NQ-HĐND: hồ sơ được tiếp nhận trước" in page
    assert "có lợi hơn" in page
