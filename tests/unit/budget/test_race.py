"""Many at once after the last money."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.budget import selectors, services
from portal.budget.services import ReservationStatus
from portal.platform.clock import now

AT_ONCE = 64
WISH_VND = 7_000_000


def all_at_once(acts):
    """Run each act in its own thread with its own connection, all starting together. Returns the results in order."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_64_connections_after_the_last_money_never_overspend(budget_line):
    line = budget_line(10 * WISH_VND + WISH_VND - 1)
    acts = [
        lambda n=n: services.reserve(
            line_id=line.pk, dossier_code=f"D{n}", amount_vnd=WISH_VND, received_at=now(), actor="1", key=f"key-{n}"
        )
        for n in range(AT_ONCE)
    ]

    outcomes = [outcome.status for outcome in all_at_once(acts)]

    line.refresh_from_db()
    assert outcomes.count(ReservationStatus.RESERVED) == 10
    assert outcomes.count(ReservationStatus.QUEUED) == AT_ONCE - 10
    assert line.reserved_vnd == 10 * WISH_VND
    assert selectors.balance_of_entries(line.pk)["RESERVED"] == 10 * WISH_VND


@pytest.mark.django_db(transaction=True)
def test_one_intention_sent_many_times_at_once_moves_money_once(budget_line):
    line = budget_line(100 * WISH_VND)
    act = lambda: services.reserve(  # noqa: E731
        line_id=line.pk, dossier_code="A", amount_vnd=WISH_VND, received_at=now(), actor="1", key="one key"
    )

    outcomes = all_at_once([act] * 16)

    line.refresh_from_db()
    assert {outcome.status for outcome in outcomes} == {ReservationStatus.RESERVED}
    assert line.reserved_vnd == WISH_VND
