"""The examination and the provisions for programs, and what the draft page shows of them."""

import json

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.rulebook import services
from portal.rulebook.instruments.models import LegalInstrument, TransitionalProvision
from tests.unit.rulebook.conftest import NUMBER, basis
from tests.unit.rulebook.drafts import draft_with
from tests.unit.rulebook.test_gates import narrow, widen


def caller(actor, language="vi"):
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def put(client, path, body):
    return client.put(path, json.dumps(body), content_type="application/json")


@pytest.fixture
def draft(editor, cap):
    return draft_with(editor, cap, narrow)


def test_a_gap_is_read_accepted_and_taken_back(editor, draft):
    client, path = caller(editor), f"/api/v1/rule-packs/drafts/{draft.pk}/findings"
    found = client.get(path).json()
    (gap,) = [one for one in found["findings"] if one["weight"] == "BLOCKS"]
    assert (found["may_be_published"], gap["code"], gap["decision"], gap["may_be_accepted"]) == (
        False,
        "GAP",
        "unit_cap",
        True,
    )
    assert 'Support line "PRO-STI"' in gap["instance"]["en"]

    accepted = put(client, f"{path}/{gap['key']}", {"reason": "Văn bản để ngỏ."}).json()
    assert accepted["may_be_published"] is True
    assert [one["accepted"]["reason"] for one in accepted["findings"] if one["accepted"]] == ["Văn bản để ngỏ."]
    assert client.delete(f"{path}/{gap['key']}").json()["may_be_published"] is False


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": None}, {"reason": "x" * 5000}, []])
def test_a_reason_that_is_none_is_refused(editor, draft, body):
    assert put(caller(editor), f"/api/v1/rule-packs/drafts/{draft.pk}/findings/{'0' * 32}", body).status_code == 400


def test_a_finding_that_is_not_there_is_refused(editor, draft):
    answer = put(caller(editor), f"/api/v1/rule-packs/drafts/{draft.pk}/findings/{'0' * 32}", {"reason": "x"})
    assert answer.status_code == 422


def test_provisions_are_read_and_said_anew(editor, approver, cap):
    path = f"/api/v1/instruments/{LegalInstrument.objects.get(number='00/QĐ-MẪU').pk}/provisions"
    client = caller(editor)
    row = {"pack_key": "domestic-cap", "pivot": "ACCEPTED", "mode": "OLD_RULE", "article": "Điều 9"}
    assert client.get(path).json() == {"rev": 1, "provisions": []}

    assert put(client, path, {"rev": 1, "provisions": [row]}).json() == {"rev": 2, "provisions": [row]}
    assert put(client, path, {"rev": 1, "provisions": []}).status_code == 409
    wrong = put(client, path, {"rev": 2, "provisions": [row, row | {"pack_key": "khong-co"}]})
    assert (wrong.status_code, wrong.json()) == (
        422,
        [{"index": 1, "field": "pack_key", "code": "INSTRUMENT_MISSING"}],
    )
    assert put(client, path, {"rev": 2, "provisions": [row | {"mode": "BEST"}]}).status_code == 400
    assert put(client, path, {"rev": -1, "provisions": "x"}).status_code == 400
    assert put(caller(approver), path, {"rev": 2, "provisions": []}).status_code == 403


def test_the_draft_page_shows_the_gap_and_takes_the_reason(editor, approver, draft):
    client, address = caller(editor), f"/quy-tac/ban-soan/{draft.pk}"
    page = client.get(address).content.decode()
    assert "Dòng hỗ trợ &quot;PRO-STI&quot;; Đối tượng SHTT &quot;PATENT&quot;" in page
    key = page.split('name="finding" value="')[1].split('"')[0]

    client.post(f"{address}/giu-lai", {"finding": key, "reason": "  "})
    assert "Hãy ghi lý do" in client.get(address).content.decode()
    client.post(f"{address}/giu-lai", {"finding": key, "reason": "<b>Văn bản để ngỏ</b>"})
    page = caller(approver).get(address).content.decode()
    assert "&lt;b&gt;Văn bản để ngỏ&lt;/b&gt;" in page
    assert "Giữ lại có lý do" in page
    assert caller(approver).post(f"{address}/giu-lai", {"finding": key, "withdraw": "1"}).status_code == 403
    client.post(f"{address}/giu-lai", {"finding": key, "withdraw": "1"})
    assert "Phải sửa" in client.get(address).content.decode()


def test_a_registered_instrument_need_not_be_typed_again(editor, cap):
    draft = draft_with(editor, cap, widen)
    LegalInstrument.objects.filter(number="00/QĐ-MẪU").update(number=NUMBER)
    LegalInstrument.objects.create(
        number="00/QĐ-MẪU",
        kind="DECISION",
        title_vi="x",
        issuer="Khác",
        confidence="ILLUSTRATIVE",
        sample=True,
        updated_at=draft.updated_at,
    )
    TransitionalProvision.objects.create(
        instrument=LegalInstrument.objects.get(number=NUMBER),
        pack_key=cap.key,
        pivot="ACCEPTED",
        mode="OLD_RULE",
        article="Điều 9",
    )

    services.submit(actor=editor, draft_id=draft.pk, basis=basis(instrument_title="", issuer="", issued_on=None))

    draft.refresh_from_db()
    assert (draft.issuer, draft.issued_on) == ("Cơ quan mẫu (không có thật)", draft.issued_on)
    assert draft.instrument_title == "Quyết định mẫu về mức hỗ trợ (không có thật)"
    page = caller(editor).get(f"/quy-tac/ban-soan/{draft.pk}").content.decode()
    assert f"Điều 9 của {NUMBER}: hồ sơ được tiếp nhận trước ngày" in page
