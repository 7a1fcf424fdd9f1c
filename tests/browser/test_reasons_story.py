"""Reasons, as people meet them: a visitor who is not eligible, a rule officer who tries a draft and keeps the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import RoleGrant, User
from portal.config.first_filling import fill
from portal.rulebook.models import PackDraft, PackVersion
from tests.unit.rulebook.conftest import edited, exported, raise_the_mark_level

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def portal(settings: Any) -> None:
    settings.SAMPLE_DATA = True
    fill()


def test_a_visitor_learns_why_not_and_what_would_help(
    either: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None], watch: Any
) -> None:
    watch.allow("422")  # the questions that hang on the kind of object come back first
    page = either
    page.goto("/kiem-tra-dieu-kien")
    page.get_by_label("Bảo hộ trong nước").check()
    page.get_by_label("Doanh nghiệp").check()
    page.get_by_label("Không có").first.check()
    page.get_by_label("Quyền tác giả").check()
    page.get_by_role("group", name="Quý vị là chủ đơn hoặc chủ văn bằng?").get_by_label("Có").check()
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Không có thay đổi nào trong tầm tay")).to_be_visible()

    page.get_by_label("Nhãn hiệu").check()
    page.get_by_role("button", name="Kiểm tra").click()
    page.get_by_role("group", name="Đã được cấp văn bằng?").get_by_label("Không").check()
    page.get_by_role("button", name="Kiểm tra").click()
    way = page.get_by_role("region", name="Cần thay đổi gì")
    expect(way).to_contain_text("Gắn với địa phương: Không có → Trụ sở chính")
    expect(way).to_contain_text("Số văn bằng: chưa có → cần có")
    page.get_by_text("Vì sao?").click()
    expect(page.get_by_text("Người đề nghị không thuộc địa bàn").last).to_be_visible()
    expect(page.get_by_text("Quyết định 3853/QĐ-UBND").last).to_be_visible()
    page.get_by_text("quy tắc không áp dụng").first.click()
    axe(page)
    shot(page, "precheck-reasons")


def test_a_rule_officer_tries_a_draft_and_keeps_the_case(
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    watch.allow("422")
    editor = User.objects.create_user("editor@example.test", "a-long-password-1", full_name="Đỗ Thị Mẫu")
    RoleGrant.objects.create(user=editor, role="RULE_EDITOR")
    client = Client()
    client.force_login(editor)
    version = PackVersion.objects.get(key="domestic-cap", version__contains="sample")
    workbook = SimpleUploadedFile("muc.xlsx", edited(exported(version), raise_the_mark_level))
    client.post("/quy-tac/domestic-cap/nap", {"file": workbook})
    draft = PackDraft.objects.get()

    page = either
    sign_in(page, editor)
    page.goto(f"/quy-tac/ban-soan/{draft.pk}")
    page.get_by_role("link", name="Thử quy tắc").click()
    expect(page.get_by_text("Kết quả hiện ở đây")).to_be_visible()
    axe(page)

    # A slip is told at its box; what was typed stays.
    page.get_by_label("Chi phí thực tế").fill("bốn mươi triệu")
    page.get_by_role("button", name="Thử", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Chi phí thực tế")).to_have_value("bốn mươi triệu")
    axe(page)
    page.get_by_label("Đối tượng SHTT").select_option(label="Nhãn hiệu")
    page.get_by_label("Chi phí thực tế").fill("40.000.000")
    page.get_by_label("Số tiền đề nghị").fill("40.000.000")
    page.get_by_label("Số đối tượng").fill("1")
    page.get_by_label("Nguồn công khác").fill("0")
    page.get_by_role("button", name="Thử", exact=True).click()
    row = page.get_by_role("row", name="Mức hỗ trợ")
    expect(row).to_contain_text("12.000.000 đồng")
    expect(row).to_contain_text("15.000.000 đồng")
    page.get_by_text("Giải thích theo phiên bản").click()
    axe(page)
    shot(page, "try-draft")

    page.get_by_label("Tên ví dụ").fill("Nhãn hiệu có chi phí cao")
    page.get_by_role("button", name="Giữ làm ví dụ").click()
    expect(page.get_by_text("Đã giữ làm ví dụ kiểm tra")).to_be_visible()
    page.goto(f"/quy-tac/ban-soan/{draft.pk}/thu?quyet_dinh=grant")
    page.get_by_label("Điền sẵn từ ví dụ").select_option("Nhãn hiệu có chi phí cao")
    page.get_by_role("button", name="Điền").click()
    expect(page.get_by_label("Chi phí thực tế")).to_have_value("40.000.000")
