"""One dossier from the application to the money, through the pages of everybody who has a part in it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from engine import api
from portal.accounts.models import RoleGrant, User
from portal.budget import services as budget
from portal.budget.models import BudgetLine, LedgerEntry
from portal.config.first_filling import fill
from portal.dossiers.models import Dossier
from portal.platform.clock import today
from portal.platform.jobs import run_pending
from tests.browser.applying import PAPERS, date_of, fill_the_rest, put_paper, start_application

pytestmark = pytest.mark.django_db(transaction=True)

STAFF = {
    "RECEPTION": "Nguyễn Thị Mẫu",
    "OFFICER": "Trần Văn Mẫu",
    "DIVISION": "Phạm Văn Thử",
    "DOF_OFFICER": "Hoàng Thị Mẫu",
    "DIRECTOR": "Vũ Văn Mẫu",
    "ACCOUNTANT": "Đặng Thị Thử",
}


@pytest.fixture(autouse=True)
def portal(settings: Any, tmp_path: Path) -> None:
    settings.SAMPLE_DATA = True
    settings.MAIL_FOLDER, settings.UPLOAD_FOLDER = tmp_path / "mail", tmp_path / "files"
    fill()
    line = budget.open_line(support_line="PRO-DOM", year=today().year)
    budget.allocate(line_id=line.pk, amount_vnd=50_000_000, instrument_no="QĐ mẫu", actor="1", key="allot")


class Office:
    """The people's browsers, one each, all of one width."""

    def __init__(
        self, width: int, new_context: Callable[..., BrowserContext], sign_in: Any, axe: Any, shot: Any
    ) -> None:
        self.width, self.new_context, self.sign_in, self.axe, self.shot = width, new_context, sign_in, axe, shot
        self.pages: dict[str, Page] = {}

    def page_of(self, who: str, name: str) -> Page:
        """The open browser of a person, who is created at first sight."""
        if who not in self.pages:
            user = User.objects.create_user(f"{who.lower()}@example.test", "a-long-password-1", full_name=name)
            if who in STAFF:
                RoleGrant.objects.create(user=user, role=who)
            self.pages[who] = self.new_context(width=self.width).new_page()
            self.sign_in(self.pages[who], user)
        return self.pages[who]

    def take(self, who: str, task: str, code: str) -> Page:
        """A member of staff finds the dossier in the queue and takes the work."""
        page = self.page_of(who, STAFF[who])
        page.goto("/viec")
        row = page.get_by_role("row").filter(has_text=code)
        expect(row).to_contain_text(task)
        self.look(page, f"queue-{who}")
        row.get_by_role("button", name="Nhận việc").click()
        expect(page.get_by_role("heading", name=task, level=1)).to_be_visible()
        return page

    def finish(self, page: Page, name: str) -> None:
        """Look at the filled form and finish the work; the worker does its part."""
        self.look(page, name)
        page.get_by_role("button", name="Hoàn thành").click()
        expect(page.get_by_role("status").filter(has_text="Đã hoàn thành")).to_be_visible()
        run_pending()

    def look(self, page: Page, name: str) -> None:
        """Keep a picture and check that everybody can use the page."""
        self.shot(page, name)
        self.axe(page)


@pytest.fixture(params=[390, 1440], ids=["phone", "desktop"])
def office(
    request: pytest.FixtureRequest,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> Office:
    return Office(request.param, new_context, sign_in, axe, shot)


def test_a_dossier_goes_from_the_application_to_the_money(office: Office, watch: Any) -> None:
    watch.allow("422")
    applicant = office.page_of("applicant", "Nguyễn Văn Mẫu")
    code = file_an_application(applicant)

    page = office.take("RECEPTION", "Kiểm tra thành phần hồ sơ", code)
    page.get_by_label("Đủ thành phần, tiếp nhận").check()
    office.finish(page, "intake")

    # The officer asks for one field and one paper; the clock stops.
    page = office.take("OFFICER", "Thẩm định hồ sơ", code)
    answer_yes(page, "Người đề nghị là chủ đơn, chủ văn bằng?")
    answer_yes(page, "Căn cứ thuộc địa bàn đã được chứng minh?")
    page.get_by_label("Tình trạng văn bằng, đơn").select_option("IN_FORCE")
    page.get_by_label("Yêu cầu bổ sung").check()
    ask_for(page, 0, "street", "Thiếu số nhà")
    ask_for(page, 1, "DOC-TITLE", "Bản chụp mờ")
    office.finish(page, "ask-supplement")

    # The applicant answers in place.
    applicant.goto("/ho-so/")
    applicant.get_by_role("link", name=code).click()
    office.look(applicant, "asked")
    applicant.get_by_role("link", name="Trả lời").click()
    put_paper(applicant, "DOC-TITLE", "văn bằng rõ.pdf")
    applicant.get_by_label("Số nhà, đường, thôn, tổ").fill("Số 25 đường Mẫu")
    office.look(applicant, "answer")
    applicant.get_by_role("button", name="Gửi").click()
    expect(applicant.get_by_text("Đã gửi. Cảm ơn quý vị.")).to_be_visible()
    run_pending()

    page = office.page_of("OFFICER", STAFF["OFFICER"])
    page.goto("/viec")
    page.get_by_role("row").filter(has_text=code).get_by_role("button", name="Nhận việc").click()
    expect(page.get_by_text("Số 25 đường Mẫu")).to_have_count(1)
    page.get_by_label("Đề xuất hỗ trợ").check()
    page.get_by_label("Tổng chi phí được chấp nhận (đồng)").fill("9.400.000")
    expect(page.get_by_text("R-EL-").first).to_be_visible()
    office.finish(page, "propose")

    page = office.take("DOF_OFFICER", "Xác nhận dòng kinh phí", code)
    page.get_by_label("Đã đối chiếu dòng kinh phí và năm ngân sách").check()
    office.finish(page, "fund")

    # Who proposed may not verify; the head of division does.
    page = office.take("DIVISION", "Soát", code)
    expect(page.get_by_text("9.400.000").first).to_be_visible()
    page.get_by_label("Đồng ý, trình ký").check()
    office.finish(page, "verify")

    page = office.take("DIRECTOR", "Ký duyệt", code)
    page.get_by_label("Phê duyệt theo đề xuất").check()
    page.get_by_label("Số quyết định").fill("15/QĐ-MẪU")
    office.finish(page, "sign")

    # The letter is there, with its number, its amount and its sample mark.
    applicant.goto("/ho-so/")
    applicant.get_by_role("link", name=code).click()
    office.look(applicant, "approved")
    letter = read_paper(applicant, "Quyết định hỗ trợ")
    assert "15/QĐ-MẪU" in letter
    assert "9.400.000" in letter
    assert "DỮ LIỆU MẪU" in letter

    page = office.take("ACCOUNTANT", "Chi trả", code)
    page.get_by_label("Đã chi").check()
    page.get_by_label("Số lệnh chi").fill("UNC-01")
    page.get_by_label("Ngày chi").fill(date_of())
    office.finish(page, "pay")

    applicant.reload()
    expect(applicant.get_by_text("Đã chi trả").or_(applicant.get_by_text("Đã chi")).first).to_be_visible()
    office.look(applicant, "paid")
    page.goto("/kinh-phi")
    office.look(page, "money")
    page.get_by_role("link", name="Bảo hộ").first.click()
    office.look(page, "money-line")
    nothing_is_lost_or_doubled(code)


def file_an_application(page: Page) -> str:
    """The whole application; returns the dossier's code."""
    start_application(page)
    fill_the_rest(page)
    for slot in PAPERS:
        put_paper(page, slot)
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    page.get_by_role("link", name="Xem lại và nộp").click()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("link", name="Theo dõi hồ sơ")).to_be_visible()
    run_pending()
    return Dossier.objects.get().code


def answer_yes(page: Page, question: str) -> None:
    page.get_by_role("group", name=question).get_by_label("Có").check()


def ask_for(page: Page, row: int, target: str, reason: str) -> None:
    """One point of a supplement; a further row appears when it is typed."""
    page.locator(f"#id-supplement_items-{row}-target").select_option(target)
    page.locator(f"#id-supplement_items-{row}-reason").fill(reason)
    page.locator(f"#id-supplement_items-{row}-reason").blur()
    expect(page.locator(f"#id-supplement_items-{row + 1}-target")).to_be_visible()


def read_paper(page: Page, title: str) -> str:
    """The text of an issued PDF."""
    address = page.get_by_role("link", name=title).get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.body())).pages)


def nothing_is_lost_or_doubled(code: str) -> None:
    dossier = Dossier.objects.get(code=code)
    assert dossier.money_state == "PAID"
    assert api.replay(dossier.instance_id) == api.stored_state(dossier.instance_id)
    kinds = list(LedgerEntry.objects.filter(dossier_code=code).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["RESERVE", "COMMIT", "PAY"]
    assert BudgetLine.objects.get().available_vnd == 50_000_000 - 9_400_000
