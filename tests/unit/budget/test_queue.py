"""Who gets money when it is short: the dossier that was received first (rule R-BUD-11)."""

import datetime as dt

import pytest

from portal.budget import queue, services
from portal.budget.models import FundingQueue
from portal.budget.services import ReservationStatus
from portal.platform.ids import new_id

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


def reserve(line, code, amount_vnd, hour, attempt=1):
    return services.reserve(
        line_id=line.pk,
        dossier_code=code,
        amount_vnd=amount_vnd,
        received_at=MORNING + dt.timedelta(hours=hour),
        actor="SYSTEM",
        key=f"reserve-{code}-{attempt}",
        instance_id=new_id(),
    )


@pytest.fixture
def told(monkeypatch):
    """The messages that wake the queue, instead of processes."""
    sent = []
    monkeypatch.setattr(queue.api, "send_message", lambda instance, name, *a, **k: sent.append((instance, name)))
    return sent


def test_one_dossier_gets_the_last_money_and_the_other_waits(budget_line):
    line = budget_line(20_000_000)

    first, second = reserve(line, "A", 15_000_000, 0), reserve(line, "B", 15_000_000, 1)

    assert (first.status, first.place) == (ReservationStatus.RESERVED, 0)
    assert (second.status, second.place) == (ReservationStatus.QUEUED, 1)


def test_a_later_small_dossier_does_not_overtake_an_earlier_large_one(budget_line):
    line = budget_line(20_000_000)
    reserve(line, "LARGE", 30_000_000, 0)

    small = reserve(line, "SMALL", 1_000_000, 1)

    assert (small.status, small.place) == (ReservationStatus.QUEUED, 2)


def test_the_place_follows_the_receipt_slip_not_the_moment_of_asking(budget_line):
    line = budget_line(10_000_000)
    reserve(line, "LATE", 30_000_000, 5)

    early = reserve(line, "EARLY", 10_000_000, 1)

    assert early.status == ReservationStatus.RESERVED
    assert reserve(line, "LATE", 30_000_000, 5, attempt=2).place == 1
    assert reserve(line, "EARLIEST", 30_000_000, 0).place == 1
    assert [w.dossier_code for w in queue.waiting_on(line.pk)] == ["EARLIEST", "LATE"]


def test_new_money_wakes_exactly_those_whom_it_is_enough_for_in_order(budget_line, told):
    line = budget_line(1_000)
    for hour, (code, amount) in enumerate([("A", 10_000_000), ("B", 10_000_000), ("C", 10_000_000)]):
        reserve(line, code, amount, hour)
    services.allocate(line_id=line.pk, amount_vnd=20_000_000, instrument_no="QĐ 2", actor="1", key="more")

    assert queue.wake_all_queues() == 2

    waiting = {w.dossier_code: w.instance_id for w in queue.waiting_on(line.pk)}
    assert told == [(waiting["A"], "budget-available"), (waiting["B"], "budget-available")]
    assert reserve(line, "A", 10_000_000, 0, attempt=2).status == ReservationStatus.RESERVED
    assert not FundingQueue.objects.filter(FundingQueue.OPEN, dossier_code="A").exists()


def test_a_withdrawn_dossier_leaves_the_queue_and_the_next_moves_up(budget_line, told):
    line = budget_line(5_000_000)
    reserve(line, "A", 10_000_000, 0)
    reserve(line, "B", 5_000_000, 1)

    services.release(line_id=line.pk, dossier_code="A", actor="1", key="withdraw-A")

    assert queue.wake_queue(line.pk) == 1
    assert queue.place_of(queue.waiting_on(line.pk).get()) == 1


def test_without_money_nobody_is_told(budget_line, told):
    line = budget_line(1_000)
    reserve(line, "A", 10_000_000, 0)

    assert queue.wake_all_queues() == 0
    assert told == []
