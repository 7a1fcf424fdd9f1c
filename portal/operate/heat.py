"""Where work piles up: for each step of a procedure how much waits there, and how long it took lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from engine import selectors as engine
from engine.models import Incident, ProcessVersion, WorkItem
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.casework.nodes import in_language
from portal.platform.clock import local, now
from portal.platform.errors import NotVisible
from portal.programme.selectors import calendar

LATELY = timedelta(days=90)
MOST_ITEMS = 20_000  # closed items that a mean is made of, the latest ones
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Warmth:
    """One step. days: mean working days from opening to completion lately, None where none was completed.

    level  0 (nothing waits) to 5 (most waits here)
    """

    node: str
    name: str
    waiting: int
    overdue: int
    incidents: int
    done: int
    days: float | None
    level: int


def find_version(actor: Actor, version_id: UUID) -> ProcessVersion:
    """A published version. Raises NotAllowed, NotVisible."""
    policy.require(actor, "instance.view")
    version = ProcessVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotVisible("procedure")
    return version


def heat_of(version: ProcessVersion) -> list[Warmth]:
    """Every step of a version that people work at or that stopped, in the order of the diagram."""
    moment = now()
    items = WorkItem.objects.filter(instance__version=version)
    waiting = list(items.filter(status__in=engine.OPEN).values_list("node", "due_at"))
    closed = items.filter(status="DONE", closed_at__gte=moment - LATELY).order_by("-closed_at")
    done = list(closed.values_list("node", "opened_at", "closed_at")[:MOST_ITEMS])
    stopped = list(
        Incident.objects.filter(instance__version=version, closed_at__isnull=True).values_list("node", flat=True)
    )
    nodes = engine.definition_of(version.pk).nodes
    used = {node for node, *_ in (*waiting, *done)} | set(stopped)
    shown = [node for node in nodes.values() if node.kind == "userTask" or node.id in used]
    most = max([sum(1 for one, _due in waiting if one == node.id) for node in shown], default=0)
    return [
        _warmth(
            node.id,
            in_language(node) or node.id,
            [due for one, due in waiting if one == node.id],
            stopped.count(node.id),
            [(opened, ended) for one, opened, ended in done if one == node.id and ended],
            most,
            moment,
        )
        for node in shown
    ]


def _warmth(
    node: str,
    name: str,
    dues: list[datetime | None],
    incidents: int,
    done: list[tuple[datetime, datetime]],
    most: int,
    moment: datetime,
) -> Warmth:
    count = len(dues)
    return Warmth(
        node=node,
        name=name,
        waiting=count,
        overdue=sum(1 for due in dues if due is not None and due < moment),
        incidents=incidents,
        done=len(done),
        days=_mean_days(done),
        level=0 if not count else -(-count * LEVELS // most),
    )


def _mean_days(done: Iterable[tuple[datetime, datetime]]) -> float | None:
    office = calendar()
    days = [office.working_days_between(local(opened).date(), local(closed).date()) for opened, closed in done]
    return round(sum(days) / len(days), 1) if days else None
