"""A new city decision arrives: from Excel over a gap, its mend, the replay and two people to its day.

An older dossier keeps the old level; one that is filed on the day gets the new one, with the article beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from engine import clock
from portal.accounts.models import RoleGrant, User
from portal.dossiers.models import Dossier
from portal.platform.clock import HANOI
from portal.platform.jobs import run_pending
from portal.rulebook.models import PackVersion
from portal.rulebook.replay import work
from portal.rulebook.replay.models import ReplayRun
from tests.journeys.answers import MARK
from tests.journeys.conftest import MONDAY, Office, open_office
from tests.unit.rulebook.conftest import NUMBER, SHEET, edited, put, raise_the_mark_level

pytestmark = pytest.mark.django_db(transaction=True)

COST = 20_000_000
EFFECT = date(2026, 12, 1)


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the server's threads and of the test, which then runs on."""

    def set_clock(moment: datetime) -> None:
        shift = moment - datetime.now(UTC)
        monkeypatch.setattr(clock, "_shift", ContextVar("clock_shift", default=shift))

    set_clock(MONDAY)
    return set_clock


@pytest.fixture
def office(it_is: Any, settings: Any, tmp_path: Path) -> Office:
    opened = open_office(settings, tmp_path, sample=True)
    for role in ("RULE_EDITOR", "RULE_APPROVER"):
        opened.people[role] = User.objects.create_user(f"{role.lower()}@example.test", full_name=role)
        RoleGrant.objects.create(user=opened.people[role], role=role)
    opened.budget(100_000_000)
    return opened


def at_the_director(office: Office, dossier: Dossier) -> Dossier:
    office.do("RECEPTION", dossier, "Task_Intake")
    office.do("OFFICER", dossier, "Task_Appraise", accepted_cost_vnd=COST)
    office.do("DOF_OFFICER", dossier, "Task_Funding")
    return office.do("DIVISION", dossier, "Task_Verify")


def mark(number: int) -> dict[str, str]:
    """One granted mark; each of another application."""
    return {**MARK, "app_no": f"4-2025-0{number}", "title_no": f"51{number}", "title_name": f"Nhãn hiệu Mẫu {number}"}


def leaves_marks_of_one_line_open(book: Any) -> None:
    """A slip: the new row covers one of the two support lines only."""
    raise_the_mark_level(book)
    put(book[SHEET], "MAU-3", "Dòng hỗ trợ", "PRO-DOM")


def upload(page: Page, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.get_by_label("Tệp Excel đã sửa").set_input_files(file)
    page.get_by_role("button", name="Nạp tệp").click()


def test_a_new_city_decision_arrives(
    office: Office,
    it_is: Callable[[datetime], None],
    either: Page,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    watch: Any,
    tmp_path: Path,
) -> None:
    watch.allow("422")  # the refused submission
    page, slip = either, tmp_path / "muc-moi.xlsx"
    older = at_the_director(office, office.file(cost_vnd=COST, objects=[mark(1001)]))
    sign_in(page, office.people["RULE_EDITOR"])

    # Out to Excel and back: the change is shown, and the case that the slip leaves without an answer.
    page.goto("/quy-tac/domestic-cap")
    with page.expect_download() as download:
        page.get_by_role("row", name="Đang dùng").get_by_role("link", name="Xuất Excel").click()
    exported = Path(download.value.path()).read_bytes()
    upload(page, slip, edited(exported, leaves_marks_of_one_line_open))
    expect(page.get_by_role("row", name="Mức tối đa (đồng)")).to_contain_text("15.000.000")
    tables = page.locator("section.gate").first
    expect(tables).to_contain_text("Chưa đạt")
    expect(tables).to_contain_text("PRO-STI")
    axe(page)
    shot(page, "decision-gap")
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Tên văn bản").fill("Quyết định mẫu về mức hỗ trợ nhãn hiệu")
    page.get_by_label("Cơ quan ban hành").fill("Cơ quan mẫu")
    page.get_by_label("Ngày ban hành").fill("16/11/2026")
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{EFFECT:%d/%m/%Y}")
    page.get_by_label("Nội dung thay đổi và lý do").fill("Nâng mức hỗ trợ nhãn hiệu.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Bảng còn 1 chỗ hở")).to_be_visible()

    # Mended.
    page.goto("/quy-tac/domestic-cap")
    upload(page, slip, edited(exported, raise_the_mark_level))
    draft = page.url
    expect(page.locator("section.gate").first).to_contain_text("Đạt")
    expect(page.locator("section.gate").first).not_to_contain_text("Chưa đạt")

    # The replay: the worker runs it, the page follows.
    page.get_by_role("link", name="Xem tác động").click()
    page.get_by_role("button", name="Tính tác động").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe(page)
    shot(page, "decision-replay-runs")
    work.work(ReplayRun.objects.get().pk)
    row = page.get_by_role("row", name=older.code)
    expect(row).to_contain_text("Được lợi")
    expect(row).to_contain_text("+3.000.000")
    expect(row.get_by_role("link")).to_have_count(0)  # a rule officer reads no dossiers
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải báo cáo Excel").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    axe(page)
    shot(page, "decision-replay")

    # Handed over for a day to come; the second person sees the same report and publishes.
    page.goto(draft)
    expect(page.get_by_text("1 được lợi")).to_be_visible()
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_label("Tên văn bản").fill("Quyết định mẫu về mức hỗ trợ nhãn hiệu")
    page.get_by_label("Cơ quan ban hành").fill("Cơ quan mẫu")
    page.get_by_label("Ngày ban hành").fill("16/11/2026")
    page.get_by_label("Có hiệu lực từ ngày").fill(f"{EFFECT:%d/%m/%Y}")
    page.get_by_label("Nội dung thay đổi và lý do").fill("Nâng mức hỗ trợ nhãn hiệu.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("chờ một người khác duyệt")).to_be_visible()
    second = new_context(width=page.viewport_size["width"]).new_page()
    sign_in(second, office.people["RULE_APPROVER"])
    second.goto(draft)
    expect(second.get_by_text("1 được lợi")).to_be_visible()
    second.get_by_role("button", name="Ban hành").click()
    expect(second.get_by_text("Đã ban hành phiên bản")).to_be_visible()
    shot(second, "decision-published")

    # Until the day comes nothing changes; on the day a new dossier gets the new level.
    before = at_the_director(office, office.file(who="neighbour", cost_vnd=COST, objects=[mark(1002)]))
    it_is(datetime.combine(EFFECT, datetime.min.time(), HANOI) + timedelta(hours=9))
    run_pending()
    after = at_the_director(office, office.file(who="neighbour", cost_vnd=COST, objects=[mark(1003)]))

    new = PackVersion.objects.get(key="domestic-cap", author__isnull=False)
    assert after.pack_pins["domestic-cap"]["version"] == new.version
    desk = new_context(width=page.viewport_size["width"]).new_page()
    sign_in(desk, office.people["DIRECTOR"])
    for dossier, level in ((older, "12.000.000"), (before, "12.000.000"), (after, "15.000.000")):
        desk.goto(f"/viec/{office.item(dossier, 'Task_Sign').pk}")
        expect(desk.locator("section", has=desk.get_by_role("heading", name="Tính mức hỗ trợ"))).to_contain_text(level)
    expect(desk.locator("main")).to_contain_text(NUMBER)
    axe(desk)
    shot(desk, "decision-new-dossier")
