"""The rule officer's story: a new city decision, from Excel through a second person to the next dossier."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import RoleGrant, User
from portal.config.first_filling import fill
from portal.platform.clock import now, today
from portal.rulebook.book import Rulebook
from tests.unit.rulebook.conftest import NUMBER, SHEET, edited, put, raise_the_mark_level
from tests.unit.rulebook.test_services import MARK

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


def officer(name: str, role: str) -> User:
    user = User.objects.create_user(f"{role.lower()}@example.test", "a-long-password-1", full_name=name)
    RoleGrant.objects.create(user=user, role=role)
    return user


def levels() -> int:
    """What a mark registration of today gets."""
    book = Rulebook()
    return book.decide(book.in_force("domestic-cap", today()), "grant", MARK, now())["outputs"]["grant_vnd"]


def test_a_new_level_goes_from_excel_to_the_next_dossier(
    either: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
    tmp_path: Path,
) -> None:
    watch.allow("422")
    page, book = either, Rulebook()
    sign_in(page, officer("Đỗ Thị Mẫu", "RULE_EDITOR"))
    earlier = book.in_force("domestic-cap", today())

    # The pack in force, as people read it.
    page.goto("/")
    page.get_by_role("link", name="Bộ quy tắc").click()
    axe(page)
    shot(page, "packs")
    page.locator("li", has_text="domestic-cap").get_by_role("link").first.click()
    axe(page)
    shot(page, "pack")
    page.get_by_role("row", name="Đang dùng").get_by_role("link", name="Phiên bản").click()
    expect(page.get_by_role("row", name="MARK")).to_contain_text("12.000.000")
    axe(page)
    shot(page, "version")

    # Out to Excel, a slip of the hand, told by cell.
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel").click()
    exported = Path(download.value.path()).read_bytes()
    page.get_by_role("link", name="Các phiên bản").click()
    slip = tmp_path / "muc-moi.xlsx"
    slip.write_bytes(edited(exported, lambda book: put(book[SHEET], "MAU-3", "Mức tối đa (đồng)", "15.000")))
    page.get_by_label("Tệp Excel đã sửa").set_input_files(slip)
    page.get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_role("alert")).to_contain_text("D7")
    expect(page.get_by_role("alert")).to_contain_text("có thể là hai số khác nhau")
    axe(page)
    shot(page, "problems")

    # Mended: the change is shown cell by cell.
    slip.write_bytes(edited(exported, raise_the_mark_level))
    page.get_by_label("Tệp Excel đã sửa").set_input_files(slip)
    page.get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_role("row", name="Mức tối đa (đồng)")).to_contain_text("15.000.000")
    expect(page.get_by_text("Đạt cả 3 ví dụ")).to_be_visible()
    axe(page)
    shot(page, "draft")

    # A basis that lacks its date is not lost, and is then made whole.
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Tên văn bản").fill("Quyết định mẫu về mức hỗ trợ nhãn hiệu")
    page.get_by_label("Cơ quan ban hành").fill("Cơ quan mẫu")
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Nội dung thay đổi và lý do").fill("Nâng mức hỗ trợ nhãn hiệu.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Hãy ghi đủ số, tên")).to_be_visible()
    expect(page.get_by_label("Số văn bản")).to_have_value(NUMBER)
    page.get_by_label("Ngày ban hành").fill(f"{today():%d/%m/%Y}")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("chờ một người khác duyệt")).to_be_visible()
    expect(page.get_by_role("button", name="Ban hành")).to_have_count(0)
    address = page.url
    assert levels() == 12_000_000

    # The second person publishes.
    second = new_context(width=page.viewport_size["width"]).new_page()
    sign_in(second, officer("Hồ Văn Thử", "RULE_APPROVER"))
    second.goto(address)
    expect(second.get_by_role("row", name="Mức tối đa (đồng)")).to_contain_text("12.000.000")
    axe(second)
    shot(second, "approval")
    second.get_by_role("button", name="Ban hành").click()
    expect(second.get_by_text("Đã ban hành phiên bản")).to_be_visible()
    expect(second.get_by_role("row", name="MARK")).to_contain_text(NUMBER)
    axe(second)
    shot(second, "published")

    # The next dossier gets the new level with its citation, the older keeps the old.
    decided = partial(book.decide, decision="grant", facts=MARK, now=now())
    result = decided(book.in_force("domestic-cap", today()))
    assert result["outputs"]["grant_vnd"] == 15_000_000
    assert NUMBER in result["findings"][0]["legal_basis"]["vi"]
    assert decided(earlier)["outputs"]["grant_vnd"] == 12_000_000
