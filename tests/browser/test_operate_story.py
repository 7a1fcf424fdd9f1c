"""The operator's story: finds a procedure, sees it on its diagram, moves a token, looks where work piles up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.models import Instance
from tests.journeys.conftest import Office, morning, office  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_operator_moves_a_token_and_reads_the_heat(
    office: Office,  # noqa: F811
    either: Page,
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
) -> None:
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    page = either
    sign_in(page, office.people["ADMIN"])
    page.goto("/")
    page.get_by_role("link", name="Vận hành").click()
    expect(page.get_by_role("link", name=dossier.code)).to_be_visible()
    axe(page)
    shot(page, "list")
    page.get_by_role("link", name=dossier.code).click()
    expect(page.locator("[data-studio-viewer][data-ready]")).to_be_attached()
    expect(page.locator(".studio-count").first).to_have_text("1")
    axe(page)
    shot(page, "instance")

    page.get_by_text("Chuyển khỏi “Thẩm định hồ sơ”").click()
    form = page.locator("details[open]")
    form.get_by_label("Đến bước").select_option(label="Kiểm tra thành phần hồ sơ")
    form.get_by_label("Lý do").fill("Tiếp nhận lại theo đề nghị")
    form.get_by_role("button", name="Chuyển bước").click()
    expect(page.get_by_text("Tiếp nhận lại theo đề nghị")).to_be_visible()
    assert "Task_Intake" in set(
        Instance.objects.get(pk=dossier.instance_id).items.filter(status="READY").values_list("node", flat=True)
    )

    page.get_by_role("link", name="Lịch hẹn giờ").click()
    axe(page)
    page.get_by_role("link", name="Chờ thông điệp").click()
    expect(page.get_by_text("withdraw").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Quy trình đang chạy").click()
    page.get_by_role("link", name="P01 phiên bản 1").click()
    expect(page.locator("[data-studio-viewer][data-ready]")).to_be_attached()
    expect(page.get_by_role("row", name="Kiểm tra thành phần hồ sơ")).to_contain_text("1")
    axe(page)
    shot(page, "heat")
