"""What a line gives and refuses."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.budget import selectors, services
from portal.budget.errors import NoBudgetLine, NotEnoughMoney
from portal.budget.models import BudgetLine, DossierFunding, LedgerEntry
from portal.budget.services import ReservationStatus, TreasuryResult

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


def reserve(line, code, amount_vnd, *, key=None, received_at=MORNING):
    return services.reserve(
        line_id=line.pk,
        dossier_code=code,
        amount_vnd=amount_vnd,
        received_at=received_at,
        actor="SYSTEM",
        key=key or f"reserve-{code}",
    )


def commit(line, code, amount_vnd):
    return services.commit(
        line_id=line.pk,
        dossier_code=code,
        amount_vnd=amount_vnd,
        instrument_no="12/QĐ",
        actor="5",
        key=f"commit-{code}",
    )


def stored(line):
    line.refresh_from_db()
    return (line.available_vnd, line.reserved_vnd, line.committed_vnd, line.paid_vnd)


def test_money_goes_from_the_line_to_the_dossier_and_out(budget_line):
    line = budget_line(30_000_000)

    assert reserve(line, "A", 12_000_000).status == ReservationStatus.RESERVED
    assert stored(line) == (18_000_000, 12_000_000, 0, 0)

    commit(line, "A", 12_000_000)
    assert stored(line) == (18_000_000, 0, 12_000_000, 0)

    services.pay(line_id=line.pk, dossier_code="A", amount_vnd=12_000_000, order_no="UNC 1", actor="6", key="pay-A")
    assert stored(line) == (18_000_000, 0, 12_000_000, 12_000_000)
    assert [entry.kind for entry in selectors.entries_of("A")] == ["RESERVE", "COMMIT", "PAY"]


@pytest.mark.parametrize("act", ["reserve", "commit", "pay", "release"])
def test_the_same_key_moves_money_once(budget_line, act):
    line = budget_line(30_000_000)
    acts = {
        "reserve": lambda: reserve(line, "A", 10_000_000),
        "commit": lambda: commit(line, "A", 10_000_000),
        "pay": lambda: services.pay(
            line_id=line.pk, dossier_code="A", amount_vnd=10_000_000, order_no="UNC", actor="6", key="pay-A"
        ),
        "release": lambda: services.release(line_id=line.pk, dossier_code="A", actor="1", key="release-A"),
    }
    before = {"reserve": [], "commit": ["reserve"], "pay": ["reserve", "commit"], "release": ["reserve"]}[act]
    for name in before:
        acts[name]()

    first, again = acts[act](), acts[act]()

    assert first == again
    assert LedgerEntry.objects.filter(dossier_code="A", kind=act.upper()).count() == 1


def test_a_dossier_cannot_bind_or_pay_more_than_it_holds(budget_line):
    line = budget_line(30_000_000)
    reserve(line, "A", 10_000_000)
    reserve(line, "B", 10_000_000)

    with pytest.raises(NotEnoughMoney):
        commit(line, "A", 10_000_001)
    commit(line, "A", 10_000_000)
    with pytest.raises(NotEnoughMoney):
        services.pay(line_id=line.pk, dossier_code="B", amount_vnd=1, order_no="UNC", actor="6", key="pay-B")

    assert stored(line) == (10_000_000, 10_000_000, 10_000_000, 0)


def test_a_release_gives_back_only_ones_own_money(budget_line):
    line = budget_line(30_000_000)
    reserve(line, "A", 10_000_000)
    reserve(line, "B", 5_000_000)

    assert services.release(line_id=line.pk, dossier_code="A", actor="1", key="release-A") == 10_000_000
    assert services.release(line_id=line.pk, dossier_code="A", actor="1", key="release-A-again") == 0
    assert services.release(line_id=line.pk, dossier_code="NOBODY", actor="1", key="release-N") == 0

    assert stored(line) == (25_000_000, 5_000_000, 0, 0)


def test_a_returned_payment_leaves_the_money_committed(budget_line):
    line = budget_line(30_000_000)
    reserve(line, "A", 10_000_000)
    commit(line, "A", 10_000_000)
    order = {"line_id": line.pk, "dossier_code": "A", "amount_vnd": 10_000_000, "actor": "6"}

    services.record_treasury_result(result=TreasuryResult.RETURNED, order_no="UNC 1", key="order-1", **order)
    assert stored(line) == (20_000_000, 0, 10_000_000, 0)

    services.record_treasury_result(result=TreasuryResult.PAID, order_no="UNC 2", key="order-2", **order)
    assert stored(line) == (20_000_000, 0, 10_000_000, 10_000_000)


def test_allotted_money_that_somebody_holds_cannot_be_cancelled(budget_line):
    line = budget_line(30_000_000)
    reserve(line, "A", 10_000_000)
    cancel = {"line_id": line.pk, "instrument_no": "QĐ 2", "actor": "1"}

    with pytest.raises(NotEnoughMoney):
        services.cancel_allocation(amount_vnd=20_000_001, key="cancel-1", **cancel)
    services.cancel_allocation(amount_vnd=20_000_000, key="cancel-2", **cancel)

    assert stored(line) == (0, 10_000_000, 0, 0)


@pytest.mark.parametrize("amount_vnd", [0, -1])
def test_no_money_and_less_than_none_are_mistakes_of_the_caller(budget_line, amount_vnd):
    with pytest.raises(ValueError, match="positive"):
        reserve(budget_line(1_000), "A", amount_vnd)


def test_a_year_without_a_line_is_refused(support_line):
    with pytest.raises(NoBudgetLine):
        selectors.line_for("PRO-DOM", 2031)


def test_granted_money_is_counted_by_year(budget_line):
    for year in (2026, 2027):
        line = budget_line(30_000_000, year)
        reserve(line, f"A{year}", 1_000_000 * (year - 2025))
        commit(line, f"A{year}", 1_000_000 * (year - 2025))

    assert selectors.granted_vnd(["A2026", "A2027"]) == 3_000_000
    assert selectors.granted_vnd(["A2026", "A2027"], year=2027) == 2_000_000
    assert selectors.granted_vnd([]) == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE budget_ledgerentry SET amount_vnd = 1", "DELETE FROM budget_ledgerentry"]
)
def test_the_ledger_only_grows(budget_line, statement):
    budget_line(30_000_000)

    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("model", "column", "value", "constraint"),
    [
        (BudgetLine, "committed_vnd", 30_000_001, "budget_line_never_overspent"),
        (BudgetLine, "reserved_vnd", -1, "budget_line_amounts_not_negative"),
        (BudgetLine, "paid_vnd", 1, "budget_line_pays_what_is_committed"),
        (DossierFunding, "reserved_vnd", -1, "funding_amounts_not_negative"),
        (DossierFunding, "paid_vnd", 1, "funding_pays_what_is_committed"),
    ],
)
def test_the_database_refuses_what_the_services_never_do(budget_line, model, column, value, constraint):
    line = budget_line(30_000_000)
    reserve(line, "A", 1_000)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**{column: value})
