"""A gap is found before publication: shown in domain words, answered for with a reason, read by the approver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.actor import actor_for
from portal.config.first_filling import fill
from portal.platform.clock import today
from portal.rulebook.instruments.models import LegalInstrument
from portal.rulebook.models import PackVersion
from tests.browser.test_rulebook_story import officer
from tests.unit.rulebook.conftest import NUMBER
from tests.unit.rulebook.drafts import draft_with
from tests.unit.rulebook.test_gates import narrow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


def test_a_gap_is_answered_for_and_the_instrument_says_what_happens_to_dossiers_on_their_way(
    either: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
) -> None:
    watch.allow("422")
    page, editor = either, officer("Đỗ Thị Mẫu", "RULE_EDITOR")
    cap = PackVersion.objects.get(key="domestic-cap", kind="CITY_DECISION")
    draft = draft_with(actor_for(editor), cap, narrow)
    sign_in(page, editor)

    # The gap stands in the way.
    page.goto(f"/quy-tac/ban-soan/{draft.pk}")
    gate = page.get_by_role("region", name="Bảng đủ và không mâu thuẫn")
    expect(gate).to_contain_text("Chưa đạt")
    expect(gate).to_contain_text('Dòng hỗ trợ "PRO-STI"; Đối tượng SHTT "PATENT"')
    axe(page)
    shot(page, "gap")
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Tên văn bản").fill("Quyết định mẫu")
    page.get_by_label("Cơ quan ban hành").fill("Cơ quan mẫu")
    page.get_by_label("Ngày ban hành").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Nội dung thay đổi và lý do").fill("Chỉ còn hỗ trợ một dòng.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("chỗ hở hoặc chồng nhau")).to_be_visible()

    # The author answers for it, by keyboard.
    page.get_by_text("Văn bản để ngỏ trường hợp này?").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Lý do giữ lại").fill("Văn bản chỉ nói về một dòng hỗ trợ.")
    page.get_by_role("button", name="Giữ lại khoảng hở này").click()
    expect(page.get_by_text("Giữ lại có lý do")).to_be_visible()
    axe(page)

    # What the instrument provides for dossiers on their way.
    page.goto("/van-ban/")
    page.get_by_role("link", name="00/QĐ-MẪU").click()
    page.get_by_role("link", name="Sửa", exact=True).click()
    page.get_by_role("group", name="Quy định chuyển tiếp 1").get_by_label("Bộ quy tắc").select_option("domestic-cap")
    page.get_by_label("Tính theo").select_option("ACCEPTED")
    page.get_by_label("Thì").select_option("MORE_FAVOURABLE")
    page.get_by_label("Điều, khoản chuyển tiếp").fill("Điều 9")
    shot(page, "provision-form")
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_text("Điều 9 của 00/QĐ-MẪU: hồ sơ được tiếp nhận trước")).to_be_visible()
    axe(page)
    shot(page, "provision")
    assert LegalInstrument.objects.get(number="00/QĐ-MẪU").provisions.count() == 1

    # The approver reads the reason.
    second = new_context(width=page.viewport_size["width"]).new_page()
    sign_in(second, officer("Hồ Văn Thử", "RULE_APPROVER"))
    second.goto(f"/quy-tac/ban-soan/{draft.pk}")
    expect(second.get_by_text("Văn bản chỉ nói về một dòng hỗ trợ.")).to_be_visible()
    expect(second.get_by_role("button", name="Bỏ lời chấp nhận")).to_have_count(0)
    axe(second)
    shot(second, "approver")
