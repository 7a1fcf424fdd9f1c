"""The same rows written as an application on Django writes them by itself: one model call for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from benchmarks.stepping.rows import role
from benchmarks.stepping.workload import Items, form
from engine.bpmn.codec import dumps
from engine.bpmn.outcome import Happened
from engine.models import Event, IdempotencyKey, Instance, WorkItem
from engine.ports import ports


def read(item_id: UUID, key: str) -> WorkItem:
    """Read and lock an item with its instance, after a look for the key."""
    assert not IdempotencyKey.objects.filter(pk=key).exists()
    return WorkItem.objects.select_related("instance").select_for_update(of=("self", "instance")).get(pk=item_id)


def write(
    *,
    base: str,
    key: str,
    instance: UUID,
    version: UUID,
    number: int,
    rev: int,
    state: bytes,
    events: Sequence[Happened],
    opened: Mapping[str, int],
    done: Sequence[int],
    ended: bool,
    at: datetime,
) -> Items:
    """See rows.write."""
    row = Instance(id=instance, version_id=version, business_key=f"B-{number}", created_at=at)
    row.rev, row.state, row.updated_at, row.status = rev + 1, state, at, "COMPLETED" if ended else "RUNNING"
    if base == "begin":
        row.save(force_insert=True)
    else:
        row.save(force_update=True, update_fields=["rev", "state", "updated_at", "status"])
    for item in WorkItem.objects.filter(instance_id=instance, task_key__in=done) if done else ():
        item.status, item.done_by, item.claimed_by, item.closed_at = "DONE", "2", "2", at
        item.save(update_fields=["status", "done_by", "claimed_by", "closed_at"])
    items: Items = {}
    for node, token in opened.items():
        fresh = WorkItem.objects.create(
            instance_id=instance,
            task_key=token,
            node=node,
            form=form(node),
            business_key=f"B-{number}",
            role=role(node),
            status="READY",
            opened_at=at,
            due_at=ports.add_working_days(at, 3),
        )
        items[node] = fresh.pk
    for seq, event in enumerate(events):
        Event.objects.create(
            instance_id=instance,
            rev=rev + 1,
            seq=seq,
            kind=event.kind,
            node=event.node,
            token=event.token,
            actor="2",
            at=at,
            data=dumps(event.data),
        )
    IdempotencyKey.objects.create(key=key, act=key, instance_id=instance, rev=rev + 1, created_at=at)
    return items
