"""A rule officer edits a pack with another DMN tool: out, a slip told by element and line, in again as a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.config.first_filling import fill
from tests.browser.test_rulebook_story import officer
from tests.unit.rulebook.test_dmn_files import cell, changed, raise_the_mark_level

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


def test_rules_go_out_to_a_dmn_tool_and_come_back(
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
    tmp_path: Path,
) -> None:
    watch.allow("422")
    page = either
    sign_in(page, officer("Đỗ Thị Mẫu", "RULE_EDITOR"))
    page.goto("/")
    page.get_by_role("link", name="Bộ quy tắc").click()
    page.locator("li", has_text="domestic-cap").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("row", name="đang dùng").get_by_role("link", name="Tải DMN").click()
    content = Path(download.value.path()).read_bytes()
    file = tmp_path / "muc-moi.dmn"

    # A slip of the hand.
    file.write_bytes(changed(content, lambda root: cell(root, "1 +")))
    page.get_by_label("Tệp DMN đã sửa").set_input_files(file)
    page.get_by_role("button", name="Nạp DMN").click()
    expect(page.get_by_role("alert")).to_contain_text("MAU-3")
    axe(page)
    shot(page, "dmn-problems")

    # Mended.
    file.write_bytes(changed(content, raise_the_mark_level))
    page.get_by_label("Tệp DMN đã sửa").set_input_files(file)
    page.get_by_role("button", name="Nạp DMN").click()
    expect(page.get_by_role("main")).to_contain_text("15.000.000")
    axe(page)
    shot(page, "dmn-draft")
