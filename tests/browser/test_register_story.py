"""The register in a browser: found without accents, read with its pictures, changed, and wrong dates said in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import RoleGrant, User
from portal.config.first_filling import fill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


def test_an_officer_finds_reads_and_adds_an_instrument(
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
) -> None:
    watch.allow("422")
    page = either
    officer = User.objects.create_user("rule@example.test", "a-long-password-1", full_name="Đỗ Thị Mẫu")
    RoleGrant.objects.create(user=officer, role="RULE_EDITOR")
    sign_in(page, officer)

    page.goto("/van-ban/")
    axe(page)
    shot(page, "register-list")
    page.get_by_label("Tìm theo số").fill("bao ve du lieu")
    page.get_by_role("button", name="Lọc").click()
    page.get_by_role("link", name="13/2023/NĐ-CP").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("13/2023/NĐ-CP")
    axe(page)
    shot(page, "register-detail")

    page.goto("/van-ban/moi")
    axe(page)
    page.get_by_label("Số, ký hiệu").fill("11/2026/NQ-HĐND")
    page.get_by_label("Tên văn bản").fill("Mức hỗ trợ đăng ký bảo hộ")
    page.get_by_label("Cơ quan ban hành").fill("Cơ quan mẫu")
    page.get_by_label("Ngày ký").fill("05/11/2026")
    page.get_by_label("Có hiệu lực từ ngày").fill("04/11/2026")
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_role("alert")).to_contain_text("không được trước ngày ký")
    axe(page)
    shot(page, "register-form")
    page.get_by_label("Có hiệu lực từ ngày").fill("15/11/2026")
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("11/2026/NQ-HĐND")
