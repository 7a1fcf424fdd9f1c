"""The rule officer edits decision tables in the browser: by keyboard, from a spreadsheet, in two windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from portal.accounts.models import RoleGrant, User
from portal.config.first_filling import fill
from portal.rulebook.judge import judge
from portal.rulebook.models import PackDraft
from tests.unit.rulebook.conftest import NUMBER

pytestmark = pytest.mark.django_db(transaction=True)

LEVEL, BASIS = "Mức tối đa (đồng)", "Căn cứ"


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


@pytest.fixture
def officer() -> User:
    user = User.objects.create_user("editor@example.test", "a-long-password-1", full_name="Đỗ Thị Mẫu")
    RoleGrant.objects.create(user=user, role="RULE_EDITOR")
    return user


def levels(page: Page) -> Locator:
    return page.get_by_role("grid", name="Mức hỗ trợ tối đa")


def cell(grid: Locator, row: int, heading: str) -> Locator:
    """The cell of a row, counted from 1, under a heading."""
    headings = grid.get_by_role("columnheader").all_inner_texts()
    return grid.get_by_role("row").nth(row).get_by_role("gridcell").nth(headings.index(heading) - 1)


def saved(page: Page, word: str = "Đã lưu") -> None:
    expect(page.locator("#grid-status")).to_contain_text(word)


def opened(page: Page) -> Locator:
    expect(page.locator("[data-ready]")).to_be_visible()
    expect(page.locator("#grid-standing")).to_have_attribute("aria-busy", "false")
    return levels(page)


def begin(page: Page) -> Locator:
    """From the list of packs to the tables, by keyboard alone."""
    page.goto("/quy-tac/domestic-cap")
    button = page.get_by_role("button", name="Soạn trong trình duyệt")
    button.focus()
    page.keyboard.press("Enter")
    return opened(page)


def kept() -> PackDraft:
    return PackDraft.objects.get()


def test_a_level_is_changed_by_keyboard_alone(
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    officer: User,
) -> None:
    page = either
    sign_in(page, officer)
    grid = begin(page)
    expect(cell(grid, 3, LEVEL)).to_have_text("12.000.000")
    axe(page)
    shot(page, "opened")

    # To the cell by arrows; digits replace it; the amount gets its dots; Tab goes on.
    cell(grid, 1, "Dòng hỗ trợ").focus()
    for key in ("End", "Home", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(cell(grid, 3, LEVEL)).to_be_focused()
    page.keyboard.type("15000000")
    page.keyboard.press("Tab")
    expect(cell(grid, 3, LEVEL)).to_have_text("15.000.000")
    expect(cell(grid, 3, "Tính trên")).to_be_focused()
    saved(page)

    # A slip is told at the cell and in the list, and nothing of it is lost.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.type("x)")
    page.keyboard.press("Enter")
    wrong = cell(grid, 3, LEVEL)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{wrong.get_attribute('aria-describedby')}")).to_be_visible()
    saved(page, "Còn 1 chỗ phải sửa")
    axe(page)
    shot(page, "slip")
    page.reload()
    grid = opened(page)
    expect(cell(grid, 3, LEVEL)).to_contain_text("15.000.000x)")

    # From the list to the cell; mended; the examples that no longer hold are named beside it.
    page.get_by_role("link", name="dòng 3, cột Mức tối đa").focus()
    page.keyboard.press("Enter")
    expect(cell(grid, 3, LEVEL)).to_be_focused()
    page.keyboard.type("15000000")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-errors")).to_be_hidden()
    saved(page)
    expect(cell(grid, 3, LEVEL)).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#grid-standing")).to_contain_text("15.000.000")

    # Undo, redo, escape.
    page.keyboard.press("Control+z")
    expect(cell(grid, 3, LEVEL)).to_contain_text("15.000.000x)")
    page.keyboard.press("Control+y")
    expect(cell(grid, 3, LEVEL)).to_have_text("15.000.000")
    cell(grid, 3, BASIS).focus()
    page.keyboard.type("không giữ")
    page.keyboard.press("Escape")
    expect(cell(grid, 3, BASIS)).not_to_contain_text("không giữ")
    page.keyboard.type(f"Quyết định {NUMBER}, Điều 4")
    page.keyboard.press("Enter")
    saved(page)
    axe(page)
    shot(page, "mended")

    # On to the page where it is submitted.
    page.get_by_role("link", name="Xem thay đổi và trình duyệt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=LEVEL)).to_contain_text("15.000.000")
    (change,) = judge(kept()).changes
    assert [c.after for c in change.cells] == ["15000000", f"Quyết định {NUMBER}, Điều 4"]


def test_rows_are_added_moved_copied_and_a_block_is_pasted(
    desktop: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    officer: User,
) -> None:
    page = desktop
    sign_in(page, officer)
    grid = begin(page)
    rows = grid.get_by_role("rowheader")
    before = rows.all_inner_texts()

    # Order of rows, by keys and by button.
    cell(grid, 1, LEVEL).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(cell(grid, 2, LEVEL)).to_be_focused()
    page.get_by_role("toolbar", name="Mức hỗ trợ").get_by_role("button", name="Đưa dòng lên").click()
    expect(cell(grid, 1, LEVEL)).to_be_focused()
    assert rows.all_inner_texts() == before

    # Duplicate, delete, undo.
    page.keyboard.press("Control+d")
    expect(rows).to_have_count(len(before) + 1)
    page.keyboard.press("Control+Delete")
    expect(rows).to_have_count(len(before))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert rows.all_inner_texts() == before

    # A block goes out as a spreadsheet takes it, and comes back over other cells.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cell(grid, 1, LEVEL).focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split("\n")[0].split("\t")[0] == cell(grid, 1, LEVEL).inner_text()
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", 'PRO-DOM\tCOPYRIGHT\t2500000\nPRO-DOM\t"VARIETY"\t3.000.000\r\n'
    )
    cell(grid, 3, "Dòng hỗ trợ").focus()
    page.keyboard.press("Alt+Enter")
    expect(rows).to_have_count(len(before) + 1)
    page.keyboard.press("Control+v")
    expect(rows).to_have_count(len(before) + 2)
    expect(cell(grid, 5, LEVEL)).to_have_text("3.000.000")
    saved(page, "chỗ phải sửa")
    shot(page, "pasted")
    axe(page)

    # All of it is one step back.
    page.keyboard.press("Control+z")
    expect(rows).to_have_count(len(before) + 1)
    page.keyboard.press("Control+z")
    expect(rows).to_have_count(len(before))
    saved(page)
    expect(page.locator("#grid-errors")).to_be_hidden()
    assert judge(kept()).changes == ()


def test_an_example_is_added_and_says_whether_it_comes_out(
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    officer: User,
) -> None:
    page = either
    sign_in(page, officer)
    begin(page)
    examples = page.get_by_role("grid", name="Ví dụ kiểm tra")
    expect(examples.get_by_role("rowheader").first).to_contain_text("Đạt")
    cell(examples, 1, LEVEL).click()
    page.keyboard.type("11000000")
    page.keyboard.press("Enter")
    expect(examples.get_by_role("rowheader").first).to_contain_text("Không đạt")
    expect(page.locator("#grid-standing")).to_contain_text("ví dụ không đạt")
    shot(page, "fails")
    axe(page)
    page.keyboard.press("Control+z")
    expect(examples.get_by_role("rowheader").first).to_contain_text("Đạt")

    count = examples.get_by_role("rowheader").count()
    page.get_by_role("button", name="Thêm ví dụ").focus()
    page.keyboard.press("Enter")
    expect(examples.get_by_role("rowheader")).to_have_count(count + 1)
    page.keyboard.type("Ví dụ mới")
    page.keyboard.press("Tab")
    page.keyboard.type("grant")
    page.keyboard.press("Enter")
    saved(page, "Đã lưu")
    expect(examples.get_by_role("rowheader").last).to_contain_text("Đạt")
    assert kept().typed is None


def test_two_windows_and_a_lost_network_lose_nothing(
    desktop: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
    officer: User,
) -> None:
    watch.allow("409")
    watch.allow("ERR_INTERNET_DISCONNECTED")
    first = desktop
    sign_in(first, officer)
    grid = begin(first)
    second = new_context(width=1440).new_page()
    sign_in(second, officer)
    second.goto(first.url)
    other = opened(second)

    cell(grid, 1, LEVEL).focus()
    first.keyboard.type("31000000")
    first.keyboard.press("Enter")
    saved(first)
    cell(other, 1, LEVEL).focus()
    second.keyboard.type("32000000")
    second.keyboard.press("Enter")
    second.keyboard.type("17000000")
    second.keyboard.press("Enter")

    # The later window is told, keeps what was typed, and takes the newer tables under it.
    expect(second.locator("#grid-conflict")).to_be_visible()
    expect(cell(other, 1, LEVEL)).to_have_text("32.000.000")
    axe(second)
    shot(second, "conflict")
    second.get_by_role("button", name="Lấy bản mới và giữ phần tôi vừa gõ").focus()
    second.keyboard.press("Enter")
    expect(second.locator("#grid-clashes")).to_contain_text("31.000.000")
    expect(cell(other, 1, LEVEL)).to_have_text("32.000.000")
    expect(cell(other, 2, LEVEL)).to_have_text("17.000.000")
    saved(second)
    axe(second)
    shot(second, "merged")

    # Without a network typing goes on; it is saved when the network is back.
    second.context.set_offline(True)
    cell(other, 3, LEVEL).focus()
    second.keyboard.type("19000000")
    second.keyboard.press("Enter")
    saved(second, "Không kết nối được")
    shot(second, "offline")
    second.context.set_offline(False)
    saved(second, "Đã lưu")
    assert {"32000000", "17000000", "19000000"} <= {c.after for change in judge(kept()).changes for c in change.cells}

    # A window that dies with unsaved words gives them back.
    second.route("**/luu", lambda route: route.abort())
    watch.allow("ERR_FAILED")
    cell(other, 3, LEVEL).focus()
    second.keyboard.type("20000000")
    second.keyboard.press("Enter")
    saved(second, "Không kết nối được")
    second.on("dialog", lambda dialog: dialog.accept())
    second.reload()
    second.unroute("**/luu")
    other = opened(second)
    expect(cell(other, 3, LEVEL)).to_have_text("20.000.000")
    saved(second)


def test_others_and_browsers_without_scripts_read_the_tables(
    desktop: Page,
    browser: Any,
    live_server: Any,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    officer: User,
    new_context: Callable[..., BrowserContext],
) -> None:
    sign_in(desktop, officer)
    begin(desktop)
    address = desktop.url
    reader = User.objects.create_user("approver@example.test", "a-long-password-1", full_name="Hồ Văn Thử")
    RoleGrant.objects.create(user=reader, role="RULE_APPROVER")
    other = new_context(width=1440).new_page()
    sign_in(other, reader)
    other.goto(address)
    grid = opened(other)
    cell(grid, 1, LEVEL).focus()
    other.keyboard.press("Enter")
    expect(grid.locator(".grid-editor")).to_have_count(0)
    expect(other.get_by_role("button", name="Xóa dòng")).to_have_count(0)
    axe(other)

    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="vi-VN", viewport={"width": 390, "height": 844}
    )
    page = plain.new_page()
    sign_in(page, officer)
    page.goto(address)
    expect(page.locator("noscript td", has_text="12.000.000").first).to_be_visible()
    expect(page.locator("noscript a", has_text="Xuất Excel")).to_be_visible()
    expect(page.locator("button", has_text="Lưu ngay")).to_be_hidden()
    shot(page, "no-scripts")
    plain.close()
