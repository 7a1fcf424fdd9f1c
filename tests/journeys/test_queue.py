"""The work queue: whose work it is, how urgent, and finding it with or without accents."""

import datetime as dt
import unicodedata

import pytest

from engine import clock
from portal.casework import selectors, services
from portal.casework.urgency import bounds
from tests.journeys.answers import MARK

OTHER = {**MARK, "app_no": "4-2025-00777", "title_no": "500777", "title_name": "Bánh đậu xanh Mẫu"}


@pytest.fixture
def two(office):
    """Two filed dossiers of two applicants."""
    office.budget(100_000_000)
    return office.file(), office.file("neighbour", objects=[OTHER], full_name="Hộ Đặng Mẫu", holder="Hộ Đặng Mẫu")


def codes(page):
    return [row.dossier.code for row in page.rows]


def test_a_role_sees_its_shared_work_until_somebody_takes_it(office, two):
    first, second = two
    actor = office.actor("RECEPTION")
    assert codes(selectors.queue(actor, scope="roles")) == [first.code, second.code]

    services.claim(actor=actor, item_id=office.item(first, "Task_Intake").pk, key=office.key())

    assert codes(selectors.queue(actor, scope="roles")) == [second.code]
    mine = selectors.queue(actor, scope="mine")
    assert codes(mine) == [first.code]
    assert (mine.rows[0].is_mine, mine.rows[0].claimed_by_name) == (True, "RECEPTION")
    assert mine.counts == {"mine": 1, "roles": 1, "all": 2}


def test_other_roles_and_neighbours_see_no_row_and_no_count(office, two):
    for who in ("OFFICER", "ADMIN", "applicant"):
        page = selectors.queue(office.actor(who), scope="all")
        assert (page.rows, page.total, page.counts["all"]) == ([], 0, 0)


@pytest.mark.parametrize(
    "typed", ["bánh đậu", "BANH DAU", unicodedata.normalize("NFD", "Bánh Đậu"), "500777", "dang mau"]
)
def test_work_is_found_however_the_words_are_typed(office, two, typed):
    page = selectors.queue(office.actor("RECEPTION"), scope="all", q=typed)

    assert codes(page) == [two[1].code]


def test_search_and_line_narrow_rows_and_counts_alike(office, two):
    page = selectors.queue(office.actor("RECEPTION"), scope="roles", line="PRO-STI")
    assert (page.rows, page.counts["roles"]) == ([], 0)

    page = selectors.queue(office.actor("RECEPTION"), scope="roles", q="nuoc mam", line="PRO-DOM")
    assert (codes(page), page.counts["roles"]) == ([two[0].code], 1)


def test_work_moves_through_the_urgency_groups_as_time_passes(office, two, morning):
    actor = office.actor("RECEPTION")
    expected = {0: "SOON", 1: "TODAY", 2: "OVERDUE"}

    for days, group in expected.items():
        with clock.running_from(morning + dt.timedelta(days=days)):
            page = selectors.queue(actor, scope="roles")
            assert {name for name, n in page.urgency_counts.items() if n} == {group}
            assert {row.urgency for row in page.rows} == {group}
            assert len(selectors.queue(actor, scope="roles", urgency=group).rows) == 2
            assert selectors.queue(actor, scope="roles", urgency="LATER").rows == []


def test_pages_are_cut_and_a_page_beyond_the_end_is_the_last(office, two):
    actor = office.actor("RECEPTION")

    second = selectors.queue(actor, scope="roles", page=2, per_page=1)
    beyond = selectors.queue(actor, scope="roles", page=9, per_page=1)

    assert (codes(second), second.pages, second.total) == ([two[1].code], 2, 2)
    assert codes(beyond) == codes(second)


def test_without_a_deadline_work_is_for_later(db, morning):
    assert bounds().group_of(None) == "LATER"


def test_a_head_of_division_hands_work_from_one_officer_to_another(office, two):
    dossier = office.do("RECEPTION", two[0], "Task_Intake")
    item = office.item(dossier, "Task_Appraise")
    head = office.actor("DIVISION")

    with pytest.raises(services.Refused) as refusal:
        services.assign(actor=head, item_id=item.pk, to_user_id=office.people["DIRECTOR"].pk, key=office.key())
    assert refusal.value.code == "ASSIGNEE_LACKS_ROLE"
    services.assign(actor=head, item_id=item.pk, to_user_id=office.people["OFFICER"].pk, key=office.key())

    assert codes(selectors.queue(office.actor("OFFICER"), scope="mine")) == [dossier.code]


def test_work_that_is_given_back_is_shared_again(office, two):
    actor, item = office.actor("RECEPTION"), office.item(two[0], "Task_Intake")
    services.claim(actor=actor, item_id=item.pk, key=office.key())

    services.unclaim(actor=actor, item_id=item.pk, key=office.key())

    assert selectors.queue(actor, scope="roles").total == 2


def test_the_page_of_an_item_brings_what_was_decided_before(office, two):
    dossier = office.do("RECEPTION", two[0], "Task_Intake")
    dossier = office.do("OFFICER", dossier, "Task_Appraise")
    dossier = office.do("DOF_OFFICER", dossier, "Task_Funding")

    seen = selectors.item_context(office.actor("DIVISION"), office.item(dossier, "Task_Verify"))

    assert (seen.can_claim, seen.can_complete, seen.blocked_reason, seen.notice) == (True, False, "", "")
    assert seen.grant["grant_vnd"] == 9_400_000
    assert seen.reservation["status"] == "RESERVED"
    assert [(e.node_name, e.actor_name) for e in seen.earlier_answers] == [
        ("Kiểm tra thành phần hồ sơ", "RECEPTION"),
        ("Thẩm định hồ sơ", "OFFICER"),
        ("Xác nhận dòng kinh phí", "DOF_OFFICER"),
    ]


def test_notices_are_read_by_their_owner_only(office, two):
    reception = office.actor("RECEPTION")
    notice = selectors.notifications(reception).first()
    assert selectors.unread_count(reception) == 2

    with pytest.raises(services.policy.NotVisible):
        services.mark_read(actor=office.actor("OFFICER"), id=notice.pk)
    services.mark_read(actor=reception, id=notice.pk)

    assert selectors.unread_count(reception) == 1
