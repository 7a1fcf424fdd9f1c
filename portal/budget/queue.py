"""The queue for money: strictly by the moment on the receipt slip, no hidden priority (rule R-BUD-11).

A later dossier does not overtake, even when the money would be enough for it alone.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from engine import api
from portal.budget.models import BudgetLine, FundingQueue
from portal.platform.clock import now

MESSAGE = "budget-available"
SYSTEM = "SYSTEM"


def wait(
    line_id: int, dossier_code: str, amount_vnd: int, received_at: datetime, instance_id: UUID | None
) -> FundingQueue:
    """The dossier's open row in the queue; one that waits already keeps its place. The line must be locked."""
    wish = {"amount_vnd": amount_vnd, "instance_id": instance_id}
    waiting, _ = FundingQueue.objects.update_or_create(
        line_id=line_id,
        dossier_code=dossier_code,
        left_at=None,
        defaults=wish,
        create_defaults={**wish, "received_at": received_at, "queued_at": now()},
    )
    return waiting


def leave(line_id: int, dossier_code: str) -> None:
    """Take the dossier out of the queue of the line, if it waits there."""
    FundingQueue.objects.filter(FundingQueue.OPEN, line_id=line_id, dossier_code=dossier_code).update(left_at=now())


def waiting_on(line_id: int) -> QuerySet[FundingQueue]:
    """The dossiers that wait for the line, next first."""
    return FundingQueue.objects.filter(FundingQueue.OPEN, line_id=line_id).order_by("received_at", "pk")


def place_of(waiting: FundingQueue) -> int:
    """1 for the dossier that gets the next money."""
    return 1 + waiting_on(waiting.line_id).filter(_before(waiting.received_at, waiting.pk)).count()


def somebody_before(line_id: int, dossier_code: str, received_at: datetime) -> bool:
    """Whether another dossier that was received earlier waits for the line."""
    mine = waiting_on(line_id).filter(dossier_code=dossier_code).first()
    before = _before(mine.received_at, mine.pk) if mine else Q(received_at__lte=received_at)
    return waiting_on(line_id).filter(before).exclude(dossier_code=dossier_code).exists()


def wake_queue(line_id: int) -> int:
    """Tell the dossiers at the head of the queue that there is money for them. Returns how many were told.

    The process then reserves by itself; a dossier that is told stays in the queue until it has.
    """
    left = BudgetLine.objects.get(pk=line_id).available_vnd
    told = 0
    for waiting in waiting_on(line_id):
        left -= waiting.amount_vnd
        if left < 0:
            break
        told += _tell(waiting)
    return told


def wake_all_queues() -> int:
    """`wake_queue` for every line that somebody waits for. Registered as a sweeper."""
    lines = FundingQueue.objects.filter(FundingQueue.OPEN).order_by("line_id").values_list("line_id", flat=True)
    return sum(wake_queue(line_id) for line_id in lines.distinct())


@transaction.atomic
def _tell(waiting: FundingQueue) -> bool:
    """Send one message: the row is counted and the instance moved together, or neither."""
    if waiting.instance_id is None:
        return False
    key = f"{MESSAGE}:{waiting.pk}:{waiting.woken}"
    FundingQueue.objects.filter(pk=waiting.pk).update(woken=waiting.woken + 1)
    api.send_message(waiting.instance_id, MESSAGE, {}, actor=SYSTEM, key=key)
    return True


def _before(received_at: datetime, pk: int) -> Q:
    return Q(received_at__lt=received_at) | Q(received_at=received_at, pk__lt=pk)
