"""A visitor makes an account, signs in and out, and reads every page of it in Vietnamese and English."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mật-khẩu-thử-2026"


def test_a_visitor_makes_an_account_signs_out_and_in_again(
    either: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = either
    page.goto("/accounts/signup/")
    axe(page)
    shot(page, "signup")
    page.get_by_label("Thư điện tử").fill("nguoinop@example.vn")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_text("nguoinop@example.vn").first).to_be_visible()

    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/accounts/login/")
    shot(page, "login")
    axe(page)
    page.get_by_label("Thư điện tử").fill("nguoinop@example.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    assert User.objects.count() == 1


def test_a_wrong_password_is_told_in_vietnamese_and_nothing_else(
    either: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = either
    page.goto("/accounts/login/")
    page.get_by_label("Thư điện tử").fill("khongco@example.vn")
    page.get_by_label("Mật khẩu").fill("sai-hoàn-toàn")
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_role("alert")).to_contain_text("Thư điện tử hoặc mật khẩu không đúng.")
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    shot(page, "refused")


def test_every_page_can_be_read_in_english(desktop: Page) -> None:
    desktop.goto("/accounts/login/")

    desktop.get_by_role("button", name="English").click()

    expect(desktop.locator("html")).to_have_attribute("lang", "en")
    desktop.get_by_role("button", name="Tiếng Việt").click()
    expect(desktop.locator("html")).to_have_attribute("lang", "vi")


def test_a_wrong_address_answers_in_our_frame(desktop: Page, watch: object, axe: Callable[[Page], None]) -> None:
    watch.allow("404")  # type: ignore[attr-defined]
    response = desktop.goto("/khong-co-trang-nay/")

    assert response is not None
    assert response.status == 404
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Không tìm thấy trang")
    axe(desktop)
