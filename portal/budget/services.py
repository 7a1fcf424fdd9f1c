"""Moving money. Every service joins the caller's transaction, is idempotent by `key`, and locks line before dossier."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from portal.budget.errors import NotEnoughMoney
from portal.budget.ledger import earlier_entry, move
from portal.budget.models import BudgetLine, DossierFunding, EntryKind, LedgerEntry
from portal.budget.queue import leave, place_of, somebody_before, wait


class ReservationStatus(StrEnum):
    """What became of a wish for money."""

    RESERVED = "RESERVED"
    QUEUED = "QUEUED"


@dataclass(frozen=True, slots=True)
class Reservation:
    """The answer to `reserve`: held, or waiting at a place in the queue (1 = next)."""

    status: ReservationStatus
    line_id: int
    amount_vnd: int
    place: int = 0


class TreasuryResult(StrEnum):
    """What the treasury reported on a payment order."""

    PAID = "PAID"
    RETURNED = "RETURNED"


@transaction.atomic
def open_line(*, support_line: str, year: int) -> BudgetLine:
    """The line of a support line and year, created empty when it is not there yet."""
    line, _ = BudgetLine.objects.get_or_create(support_line_id=support_line, year=year)
    return line


@transaction.atomic
def allocate(*, line_id: int, amount_vnd: int, instrument_no: str, actor: str, key: str) -> LedgerEntry:
    """Add allotted money to a line, on the basis of an instrument (rule R-BUD-1)."""
    return move(
        EntryKind.ALLOCATE, line_id=line_id, amount_vnd=amount_vnd, actor=actor, key=key, instrument_no=instrument_no
    )


@transaction.atomic
def cancel_allocation(*, line_id: int, amount_vnd: int, instrument_no: str, actor: str, key: str) -> LedgerEntry:
    """Take back allotted money that nobody holds (rules R-BUD-8, R-BUD-10). Raises NotEnoughMoney."""
    return move(
        EntryKind.CANCEL, line_id=line_id, amount_vnd=amount_vnd, actor=actor, key=key, instrument_no=instrument_no
    )


@transaction.atomic
def reserve(
    *,
    line_id: int,
    dossier_code: str,
    amount_vnd: int,
    received_at: datetime,
    actor: str,
    key: str,
    instance_id: UUID | None = None,
) -> Reservation:
    """Hold money for a dossier, or put it into the queue; never a part of the amount, never past an earlier dossier.

    amount_vnd   whole đồng, > 0
    received_at  moment on the receipt slip: the order of the queue
    instance_id  whom `wake_queue` calls when money comes
    Source       rules R-BUD-3, R-BUD-4, R-BUD-11
    """
    if earlier := earlier_entry(key, EntryKind.RESERVE):
        return Reservation(ReservationStatus.RESERVED, line_id, earlier.amount_vnd)
    BudgetLine.objects.select_for_update().get(pk=line_id)
    if not somebody_before(line_id, dossier_code, received_at) and _hold(line_id, dossier_code, amount_vnd, actor, key):
        leave(line_id, dossier_code)
        return Reservation(ReservationStatus.RESERVED, line_id, amount_vnd)
    waiting = wait(line_id, dossier_code, amount_vnd, received_at, instance_id)
    return Reservation(ReservationStatus.QUEUED, line_id, amount_vnd, place_of(waiting))


def _hold(line_id: int, dossier_code: str, amount_vnd: int, actor: str, key: str) -> bool:
    """Reserve if the line holds the amount. The refusal comes before any write, so nothing has to be undone."""
    try:
        move(EntryKind.RESERVE, line_id=line_id, amount_vnd=amount_vnd, actor=actor, key=key, dossier_code=dossier_code)
    except NotEnoughMoney:
        return False
    return True


@transaction.atomic
def release(*, line_id: int, dossier_code: str, actor: str, key: str) -> int:
    """Give back all that the dossier has reserved on the line, and leave the queue. Returns the đồng given back.

    Nothing reserved is no error: a withdrawal does not know how far the dossier had come.
    """
    if earlier := earlier_entry(key, EntryKind.RELEASE):
        return earlier.amount_vnd
    BudgetLine.objects.select_for_update().get(pk=line_id)
    leave(line_id, dossier_code)
    held = DossierFunding.objects.filter(line_id=line_id, dossier_code=dossier_code).first()
    if held is None or held.reserved_vnd == 0:
        return 0
    move(
        EntryKind.RELEASE,
        line_id=line_id,
        amount_vnd=held.reserved_vnd,
        actor=actor,
        key=key,
        dossier_code=dossier_code,
    )
    return held.reserved_vnd


@transaction.atomic
def commit(
    *, line_id: int, dossier_code: str, amount_vnd: int, instrument_no: str, actor: str, key: str
) -> LedgerEntry:
    """Bind reserved money by a signed decision (rule R-BUD-5). Raises NotEnoughMoney when less is reserved."""
    return move(
        EntryKind.COMMIT,
        line_id=line_id,
        amount_vnd=amount_vnd,
        actor=actor,
        key=key,
        dossier_code=dossier_code,
        instrument_no=instrument_no,
    )


@transaction.atomic
def pay(*, line_id: int, dossier_code: str, amount_vnd: int, order_no: str, actor: str, key: str) -> LedgerEntry:
    """Record that committed money left (rule R-BUD-7). Raises NotEnoughMoney beyond what is committed and unpaid."""
    return move(
        EntryKind.PAY,
        line_id=line_id,
        amount_vnd=amount_vnd,
        actor=actor,
        key=key,
        dossier_code=dossier_code,
        instrument_no=order_no,
    )


@transaction.atomic
def record_treasury_result(
    *, result: TreasuryResult, line_id: int, dossier_code: str, amount_vnd: int, order_no: str, actor: str, key: str
) -> LedgerEntry:
    """Write down what the treasury did with a payment order. A returned order is a payment and its way back."""
    paid = pay(
        line_id=line_id, dossier_code=dossier_code, amount_vnd=amount_vnd, order_no=order_no, actor=actor, key=key
    )
    if result == TreasuryResult.PAID:
        return paid
    return move(
        EntryKind.PAY_BACK,
        line_id=line_id,
        amount_vnd=amount_vnd,
        actor=actor,
        key=key,
        dossier_code=dossier_code,
        instrument_no=order_no,
    )
