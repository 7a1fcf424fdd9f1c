"""The applicant's story, on a phone and on a desk: pre-check, page by page, another device, papers, submit, track."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import User
from portal.config.first_filling import fill
from portal.dossiers.models import Dossier
from tests.browser.applying import PAPERS, date_of, fill_the_rest, onward, put_paper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any, tmp_path: Path) -> None:
    settings.SAMPLE_DATA = True
    settings.MAIL_FOLDER, settings.UPLOAD_FOLDER = tmp_path / "mail", tmp_path / "files"
    fill()


def test_an_applicant_checks_fills_in_files_and_follows_a_dossier(
    either: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
) -> None:
    watch.allow("422")  # the browser's own line about a page that came back with errors
    page = either
    an = User.objects.create_user("an@example.vn", "a-long-password-1", full_name="Nguyễn Văn Mẫu")

    # The start page and the pre-check are open to everybody.
    page.goto("/")
    axe(page)
    shot(page, "start")
    page.get_by_role("link", name="Kiểm tra sơ bộ điều kiện").click()
    page.get_by_label("Bảo hộ trong nước").check()
    page.get_by_label("Doanh nghiệp").check()
    page.get_by_label("Trụ sở chính").check()
    page.get_by_label("Nhãn hiệu").check()
    page.get_by_role("group", name="Quý vị là chủ đơn hoặc chủ văn bằng?").get_by_label("Có").check()
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("group", name="Đã được cấp văn bằng?").get_by_label("Có").check()
    page.get_by_role("button", name="Kiểm tra").click()
    page.get_by_label("Ngày cấp văn bằng, hoặc ngày quyết định chấp nhận đơn").fill(date_of(60))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", name="Theo các câu trả lời, hồ sơ có thể được hỗ trợ.")).to_be_visible()
    axe(page)
    shot(page, "precheck")

    # A new dossier, one thing per page.
    sign_in(page, an)
    page.goto("/ho-so/")
    axe(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Bắt đầu").click()
    axe(page)
    shot(page, "tasks")
    page.get_by_role("link", name="Người đề nghị là ai?").click()
    page.get_by_label("Doanh nghiệp").check()
    page.get_by_label("Trụ sở chính").check()
    onward(page)

    # A wrong tax code is told beside the field.
    page.get_by_label("Tên tổ chức hoặc họ và tên").fill("Công ty TNHH Mẫu")
    page.get_by_label("Mã số thuế hoặc mã số doanh nghiệp").fill("0100233480")
    page.get_by_label("Người đại diện theo pháp luật").fill("Nguyễn Văn Mẫu")
    onward(page)
    expect(page.get_by_role("alert")).to_contain_text("Mã số thuế không hợp lệ.")
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    shot(page, "error")
    page.get_by_label("Mã số thuế hoặc mã số doanh nghiệp").fill("0100233488")
    onward(page)

    # Resume on another device: what was saved is there.
    other = new_context(width=390, height=844).new_page()
    sign_in(other, an)
    other.goto(page.url.replace("/trang/address", "/trang/identity"))
    expect(other.get_by_label("Mã số thuế hoặc mã số doanh nghiệp")).to_have_value("0100233488")
    other.close()

    fill_the_rest(page)

    # Papers go into named slots.
    expect(page.get_by_role("heading", name="Giấy tờ kèm theo")).to_be_visible()
    axe(page)
    for slot in PAPERS:
        put_paper(page, slot)
    shot(page, "papers")
    page.get_by_role("button", name="Lưu và đi tiếp").click()

    # Check the answers and submit.
    page.get_by_role("link", name="Xem lại và nộp").click()
    expect(page.get_by_text("9.400.000")).not_to_have_count(0)
    axe(page)
    shot(page, "check")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    filed = Dossier.objects.get()
    expect(page.get_by_text(filed.code)).to_be_visible()
    axe(page)

    # Follow it, also without signing in.
    page.get_by_role("link", name="Theo dõi hồ sơ").click()
    expect(page.get_by_text("Mới đăng ký").first).to_be_visible()
    axe(page)
    shot(page, "track")
    public = new_context(width=390, height=844).new_page()
    public.goto(f"/tra-cuu/{filed.lookup_code}")
    expect(public.get_by_text(filed.code)).to_be_visible()
    expect(public.get_by_text("Công ty TNHH Mẫu")).to_have_count(0)
    axe(public)
