"""The administrator's story: change the procedure in force, be told what is wrong, have a second person publish it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, expect

from engine import api
from engine.models import Instance, ProcessVersion
from engine.ports import ports
from engine.selectors import definition_of, version_in_force
from portal.accounts.models import RoleGrant, User
from portal.programme.load import load_programme
from portal.programme.selectors import days
from portal.studio.services import publish_file

pytestmark = pytest.mark.django_db(transaction=True)

PROCEDURE = settings.BASE_DIR / "workflows" / "bpmn" / "P01-domestic-filing.bpmn"


def administrator(name: str) -> User:
    user = User.objects.create_user(f"{name}@example.vn", "a-long-password-1", full_name=name)
    RoleGrant.objects.create(user=user, role="ADMIN")
    return user


@pytest.fixture
def procedure(engine_alone: None, monkeypatch: pytest.MonkeyPatch) -> ProcessVersion:
    load_programme()
    monkeypatch.setattr(ports, "time_limit", days)
    return publish_file(PROCEDURE.read_bytes(), published_by="SYSTEM")


def shape(page: Page, element_id: str) -> Locator:
    return page.locator(f".djs-element[data-element-id='{element_id}'] > .djs-hit").first


def open_editor(page: Page) -> None:
    expect(page.locator("[data-ready]")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("#studio-status")).to_contain_text("Đã lưu")


def test_an_administrator_changes_a_procedure_and_a_second_person_publishes_it(
    desktop: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    procedure: ProcessVersion,
    watch: Any,
) -> None:
    watch.allow("422")  # the browser's own line about the refused submission
    running = api.start("P01", business_key="HD-OLD", variables=STARTED, actor="1", key="old")
    sign_in(desktop, administrator("An"))

    # The live diagram becomes a draft.
    desktop.goto("/studio/")
    axe(desktop)
    desktop.get_by_role("button", name="Soạn thay đổi P01").click()
    open_editor(desktop)
    expect(desktop.locator(".bjs-powered-by")).to_be_visible()

    # Rename a task.
    shape(desktop, "Task_Intake").click()
    name = desktop.get_by_label("Tên (tiếng Việt)")
    expect(name).to_have_value("Kiểm tra thành phần hồ sơ")
    name.fill("Kiểm tra thành phần và tính hợp lệ")
    name.press("Tab")
    saved(desktop)

    # Undo takes exactly this change back, redo brings it again.
    desktop.get_by_role("button", name="Hoàn tác").click()
    expect(desktop.get_by_label("Tên (tiếng Việt)")).to_have_value("Kiểm tra thành phần hồ sơ")
    desktop.get_by_role("button", name="Làm lại").click()

    # Insert a user task on the way to the eligibility rules.
    insert_task_after_receipt(desktop)
    desktop.get_by_label("Tên (tiếng Việt)").fill("Phân công chuyên viên")
    desktop.get_by_label("Vai trò thực hiện").select_option("DIVISION")
    desktop.get_by_label("Thời hạn (ngày làm việc)").fill("1")
    desktop.get_by_label("Thời hạn (ngày làm việc)").press("Tab")
    desktop.get_by_label("Thời hạn của cơ quan").select_option("D-VERIFY")
    shot(desktop, "panel")

    # Days and a limit of the office at once contradict each other.
    desktop.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(desktop.get_by_role("button", name="hoặc ghi số ngày, hoặc chọn thời hạn")).to_be_visible()
    desktop.get_by_label("Thời hạn (ngày làm việc)").fill("")
    desktop.get_by_label("Thời hạn (ngày làm việc)").press("Tab")

    # The check names what is missing and marks it on the canvas.
    desktop.get_by_role("button", name="Kiểm tra", exact=True).click()
    problem = desktop.get_by_role("button", name="Lỗi: “Phân công chuyên viên”: chưa chọn biểu mẫu")
    expect(problem).to_be_visible()
    expect(desktop.locator(".djs-element.studio-error")).not_to_have_count(0)
    axe(desktop)
    shot(desktop, "problem")

    # It cannot be submitted like this.
    desktop.get_by_label("Nội dung thay đổi và lý do").fill(REASON)
    desktop.get_by_role("button", name="Trình người thứ hai ban hành").click()
    expect(desktop.get_by_text("Sơ đồ còn 1 lỗi")).to_be_visible()
    open_editor(desktop)

    # A click on the problem leads to the element; mending it empties the list.
    desktop.get_by_role("button", name="Lỗi: “Phân công chuyên viên”: chưa chọn biểu mẫu").click()
    desktop.get_by_label("Biểu mẫu").select_option("F-VERIFY")
    desktop.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(desktop.get_by_text("Không có vấn đề nào.")).to_be_visible()
    expect(desktop.get_by_label("Nội dung thay đổi và lý do")).to_have_value(REASON)
    desktop.get_by_role("button", name="Trình người thứ hai ban hành").click()
    expect(desktop.get_by_text("Bản soạn đang chờ một người khác ban hành.")).to_be_visible()
    expect(desktop.get_by_role("button", name="Ban hành", exact=True)).to_have_count(0)

    # The second person sees what changes, and publishes.
    second = new_context(width=1440).new_page()
    sign_in(second, administrator("Bình"))
    second.goto("/studio/")
    second.get_by_role("link", name="Mở bản soạn P01").click()
    open_editor(second)
    expect(second.get_by_role("row", name="Phân công chuyên viên Activity")).to_contain_text("Thêm")
    expect(second.get_by_role("row", name="Task_Intake")).to_contain_text("Kiểm tra thành phần và tính hợp lệ")
    axe(second)
    shot(second, "review")
    second.get_by_role("button", name="Ban hành", exact=True).click()
    expect(second.get_by_text("Đã ban hành phiên bản 2.")).to_be_visible()
    open_editor(second)
    axe(second)

    # New dossiers run on the new version, the running one stays.
    version = version_in_force("P01")
    assert version is not None
    assert version.version == 2
    later = api.start("P01", business_key="HD-NEW", variables=STARTED, actor="1", key="new")
    assert Instance.objects.get(pk=later.instance_id).version_id == version.pk
    assert Instance.objects.get(pk=running.instance_id).version_id == procedure.pk
    names = {node.name.vi: node for node in definition_of(version.pk).nodes.values()}
    assert names["Phân công chuyên viên"].role == "DIVISION"
    assert names["Phân công chuyên viên"].due_working_days is None
    assert names["Phân công chuyên viên"].time_limit == "D-VERIFY"
    assert "Kiểm tra thành phần và tính hợp lệ" in names


REASON = "Thêm bước phân công, làm rõ tên bước kiểm tra"
STARTED = {"dossier": {"id": "1", "code": "HD", "line": "PRO-DOM"}, "applicant": "1"}


def insert_task_after_receipt(page: Page) -> None:
    """Drag a new user task from the palette onto the flow behind the receipt."""
    page.get_by_role("button", name="Xem toàn sơ đồ").click()
    flow = page.locator(".djs-element[data-element-id='Flow_Svc_Receipt__Rule_Eligibility']").first
    box = flow.bounding_box()
    assert box is not None
    page.locator(".djs-palette [data-action='create.user-task']").click()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 5, y - 5)
    page.mouse.move(x, y, steps=5)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Biểu mẫu")).to_be_visible()
