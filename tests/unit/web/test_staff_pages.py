"""The pages of the people who handle dossiers, as they see them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from engine.models import Incident, WorkItem
from portal.accounts.models import RoleGrant, User
from portal.platform.clock import now
from tests.journeys.answers import MARK
from tests.journeys.conftest import morning, office, office_without_decision  # noqa: F401 - fixtures

OTHER = {**MARK, "app_no": "4-2025-00777", "title_no": "500777", "title_name": "Bánh đậu xanh Mẫu"}


def client_of(office: Any, who: str) -> Client:  # noqa: F811
    client = Client()
    client.force_login(office.people[who])
    return client


def text_of(answer: Any) -> str:
    """What a reader sees of a page, on one line."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def filed(office: Any) -> Any:  # noqa: F811
    office.budget(100_000_000)
    return office.file()


# --- the queue --------------------------------------------------------------------------------------------------------


def test_the_queue_names_the_work_its_dossier_applicant_and_deadline(office: Any, filed: Any) -> None:  # noqa: F811
    page = text_of(client_of(office, "RECEPTION").get("/viec"))

    assert "Chờ vai trò của tôi (1)" in page
    assert "Việc tôi đang giữ (0)" in page
    for part in (filed.code, "Kiểm tra thành phần hồ sơ", "Công ty TNHH Sản phẩm Mẫu", "17/11/2026", "Nhận việc"):
        assert part in page


def test_an_empty_queue_says_what_to_do_next(office: Any) -> None:  # noqa: F811
    client = client_of(office, "OFFICER")

    assert "Việc mới sẽ hiện ở đây" in text_of(client.get("/viec"))
    assert "Xem việc đang chờ vai trò của tôi" in text_of(client.get("/viec?scope=mine"))
    assert "Bỏ lọc" in text_of(client.get("/viec?q=khong-co"))


def test_a_filter_is_kept_from_page_to_page(office: Any, filed: Any) -> None:  # noqa: F811
    office.file("neighbour", objects=[OTHER], full_name="Hộ Đặng Mẫu", holder="Hộ Đặng Mẫu")
    client = client_of(office, "RECEPTION")

    found = text_of(client.get("/viec?q=banh+dau&line=PRO-DOM&urgency=SOON"))

    assert "Hộ Đặng Mẫu" in found
    assert filed.code not in found
    assert 'value="banh dau"' in client.get("/viec?q=banh+dau").content.decode()


def test_who_comes_second_is_told_who_was_first(office: Any, filed: Any) -> None:  # noqa: F811
    colleague = User.objects.create_user("second@example.test", full_name="Lê Thị Thứ Hai")
    RoleGrant.objects.create(user=colleague, role="RECEPTION")
    office.people["second"] = colleague
    address = f"/viec/{office.item(filed, 'Task_Intake').pk}"

    first = client_of(office, "RECEPTION").post(f"{address}/nhan")
    second = client_of(office, "second").post(f"{address}/nhan", follow=True)

    assert first["Location"] == address
    assert second.status_code == 200
    assert "RECEPTION đã nhận việc này trước." in second.content.decode()
    assert WorkItem.objects.get(business_key=filed.code, status="CLAIMED").claimed_by == str(
        office.people["RECEPTION"].pk
    )


def test_pressing_twice_with_one_key_takes_the_work_once(office: Any, filed: Any) -> None:  # noqa: F811
    client, item = client_of(office, "RECEPTION"), office.item(filed, "Task_Intake")

    answers = [client.post(f"/viec/{item.pk}/nhan", {"key": "one"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/viec/{item.pk}"] * 2


# --- one piece of work ------------------------------------------------------------------------------------------------


def appraisal(office: Any, dossier: Any) -> tuple[Client, str]:  # noqa: F811
    """The officer at the appraisal that they hold."""
    office.do("RECEPTION", dossier, "Task_Intake")
    client, item = client_of(office, "OFFICER"), office.item(dossier, "Task_Appraise")
    client.post(f"/viec/{item.pk}/nhan")
    return client, f"/viec/{item.pk}"


def test_the_evidence_stands_beside_the_form(office: Any, filed: Any) -> None:  # noqa: F811
    client, address = appraisal(office, filed)

    page = text_of(client.get(address))

    for part in (
        "Kết luận thẩm định",
        "Kết quả theo quy tắc",
        "R-EL-05",
        "chưa kiểm chứng",
        "Kiểm tra thành phần hồ sơ: RECEPTION",
        "Nước mắm Mẫu",
        "Vì sao có kết quả này",
        "Kết luận điều kiện:",
        "Đã tính lại: kết quả vẫn như vậy.",
        "DOC-ID.pdf",
        "Giấy tiếp nhận hồ sơ",
        "Được tiếp nhận",
    ):
        assert part in page


def test_an_answer_with_errors_keeps_what_was_typed_and_names_each_error(office: Any, filed: Any) -> None:  # noqa: F811
    client, address = appraisal(office, filed)

    answer = client.post(f"{address}/xong", {"conclusion": "PROPOSE", "comment": "Đã xem kỹ", "key": "k"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "Tổng chi phí được chấp nhận" in page
    assert 'value="PROPOSE" checked' in re.sub(r"\s+", " ", page)
    assert office.item(filed, "Task_Appraise").status == "CLAIMED"


def test_the_signer_sees_every_limit_and_which_one_decides(office: Any, filed: Any) -> None:  # noqa: F811
    office.to_signature(filed)
    item = office.item(filed, "Task_Sign")

    page = text_of(client_of(office, "DIRECTOR").get(f"/viec/{item.pk}"))

    for part in (
        "Tính mức hỗ trợ",
        "Mức cho một đối tượng 12.000.000 đ",
        "Mức hỗ trợ 9.400.000 đ",
        "Giới hạn quyết định",
    ):
        assert part in page
    assert "Soát phiếu thẩm định: DIVISION" in page


def test_who_proposed_may_not_verify_and_is_told_why(office: Any, filed: Any) -> None:  # noqa: F811
    RoleGrant.objects.create(user=office.people["OFFICER"], role="DIVISION")
    for who, node in (("RECEPTION", "Task_Intake"), ("OFFICER", "Task_Appraise"), ("DOF_OFFICER", "Task_Funding")):
        office.do(who, filed, node)
    client, item = client_of(office, "OFFICER"), office.item(filed, "Task_Verify")

    page = client.get(f"/viec/{item.pk}")

    assert "Thẩm định hồ sơ" in text_of(page)
    assert f"{item.pk}/nhan" not in page.content.decode()
    assert client.post(f"/viec/{item.pk}/nhan").status_code in {302, 403}
    item.refresh_from_db()
    assert item.status == "READY"


def test_a_reference_level_says_so_over_the_amount(office_without_decision: Any) -> None:  # noqa: F811
    office = office_without_decision  # noqa: F811
    office.budget(100_000_000)
    dossier = office.file()
    office.do("RECEPTION", dossier, "Task_Intake")
    office.do("OFFICER", dossier, "Task_Appraise")
    item = office.item(dossier, "Task_AwaitBasis")

    page = text_of(client_of(office, "OFFICER").get(f"/viec/{item.pk}"))

    assert "Mức tham khảo, chưa có căn cứ của thành phố" in page


def test_work_is_given_back_and_handed_over(office: Any, filed: Any) -> None:  # noqa: F811
    client, address = appraisal(office, filed)
    head = client_of(office, "DIVISION")

    back = client.post(f"{address}/tra", follow=True)
    given = head.post(f"{address}/giao", {"to": office.people["OFFICER"].pk}, follow=True)

    assert "Đã trả việc về hàng đợi chung." in text_of(back)
    assert "Đã giao việc." in text_of(given)
    assert filed.code in text_of(client.get("/viec?scope=mine"))


# --- around the work --------------------------------------------------------------------------------------------------


def test_the_dossier_page_shows_answers_files_papers_and_events(office: Any, filed: Any) -> None:  # noqa: F811
    office.do("RECEPTION", filed, "Task_Intake")

    page = text_of(client_of(office, "OFFICER").get(f"/can-bo/ho-so/{filed.pk}"))

    for part in (filed.code, "0100233488", "DOC-TITLE.pdf", "Giấy tiếp nhận hồ sơ", "Được tiếp nhận"):
        assert part in page


def test_an_incident_is_named_and_tried_again_by_the_administrator_only(office: Any, filed: Any) -> None:  # noqa: F811
    incident = Incident.objects.create(
        business_key=filed.code,
        node="Svc_Receipt",
        code="MAIL_DOWN",
        text="máy chủ thư",
        opened_at=now(),
        instance_id=filed.instance_id,
    )

    page = text_of(client_of(office, "ADMIN").get("/van-hanh/su-co"))

    assert f"{filed.code} Cấp giấy tiếp nhận" in page
    assert "MAIL_DOWN máy chủ thư" in page
    assert "Chạy lại" in page
    assert client_of(office, "OFFICER").post(f"/van-hanh/su-co/{incident.pk}/chay-lai").status_code == 403


def test_the_money_page_adds_up_for_those_who_may_see_it(office: Any, filed: Any) -> None:  # noqa: F811
    office.to_signature(filed)
    client = client_of(office, "DOF_OFFICER")

    page = text_of(client.get("/kinh-phi"))
    link = re.search(r'href="(/kinh-phi/\d+)"', client.get("/kinh-phi").content.decode())
    assert link
    ledger = text_of(client.get(link[1]))

    for part in ("100.000.000 đ", "Đang giữ 9.400.000 đ", "Còn lại 90.600.000 đ"):
        assert part in page
    assert f"Giữ kinh phí {filed.code} 9.400.000 đ" in ledger
    assert client_of(office, "RECEPTION").get("/kinh-phi").status_code == 403


def test_a_letter_that_would_have_been_sent_is_shown_to_the_administrator(office: Any, settings: Any) -> None:  # noqa: F811
    settings.EMAIL_BACKEND = "portal.adapters.mail.FolderBackend"
    filed = office.file()
    office.do("RECEPTION", filed, "Task_Intake")

    page = text_of(client_of(office, "ADMIN").get("/van-hanh/thu"))

    assert "applicant@example.test" in page
    assert filed.code in page


def test_a_notice_is_put_away_by_its_reader(office: Any, filed: Any) -> None:  # noqa: F811
    office.do("RECEPTION", filed, "Task_Intake")
    client = client_of(office, "applicant")
    before = client.get("/thong-bao").content.decode()
    marks = re.findall(r'action="(/thong-bao/\d+/da-doc)"', before)
    assert filed.code in before
    assert marks

    client.post(marks[0])

    assert marks[0] not in client.get("/thong-bao").content.decode()
