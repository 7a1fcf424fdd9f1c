"""Who holds a work item: claim, give back, hand over. Changes no token, so the revision stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from engine import clock
from engine.bpmn.codec import decode
from engine.bpmn.outcome import Happened
from engine.duties import excluding_step
from engine.errors import AlreadyClaimed, EngineError, KeyReused, NotOpen, SeparationOfDuties, Suspended
from engine.faults import fault
from engine.store import repo
from engine.store.repo import ItemRow, Row, Write
from engine.types import Item
from engine.versions.load import load


def claim(item_id: UUID, *, actor: str, key: str) -> Item:
    """Take a READY item. Taking what one holds already is fine.

    Raises  NotFound, NotOpen, Suspended, AlreadyClaimed (by: who was faster), SeparationOfDuties, KeyReused
    """

    def check(row: Row, item: ItemRow) -> None:
        holder = item.claimed_by or item.assignee
        if holder and holder != actor:
            raise AlreadyClaimed(holder)
        _check_duties(row, item, actor)

    return _hold(item_id, "claim", "ITEM_CLAIMED", actor, actor, key, check)


def unclaim(item_id: UUID, *, actor: str, key: str) -> Item:
    """Give an item back to its role. Raises NotFound, NotOpen, Suspended, AlreadyClaimed when another holds it."""

    def check(row: Row, item: ItemRow) -> None:
        if item.claimed_by and item.claimed_by != actor:
            raise AlreadyClaimed(item.claimed_by)

    return _hold(item_id, "unclaim", "ITEM_UNCLAIMED", "", actor, key, check)


def assign(item_id: UUID, *, to: str, actor: str, key: str) -> Item:
    """Hand an item to somebody, whoever holds it now; whether `actor` may do so is the caller's question.

    Raises  NotFound, NotOpen, Suspended, SeparationOfDuties (of `to`), AlreadyClaimed when the diagram names another
    """

    def check(row: Row, item: ItemRow) -> None:
        if item.assignee and item.assignee != to:
            raise AlreadyClaimed(item.assignee)
        _check_duties(row, item, to)

    return _hold(item_id, "assign", "ITEM_ASSIGNED", to, actor, key, check)


def _check_duties(row: Row, item: ItemRow, holder: str) -> None:
    version = load(row.version_id)
    if not version.definition.nodes[item.node].not_same_as:
        return
    other = excluding_step(item.node, decode(row.state), version, holder)
    if other:
        raise SeparationOfDuties(item.node, other)


def _hold(
    item_id: UUID,
    act: str,
    kind: str,
    holder: str,
    actor: str,
    key: str,
    check: Callable[[Row, ItemRow], None],
) -> Item:
    name = f"{act}:{item_id}:{actor}:{holder}"
    with transaction.atomic():
        row = repo.read_item(item_id, key)
        item = row.item
        assert item is not None, "an item was read"
        if row.seen is None:
            try:
                _refuse(row, item, check)
            except EngineError:
                # The lock may have been waited for while the first of two equal requests was committed.
                if repo.seen_key(key) is None:
                    raise
            else:
                return _save(row, item, kind, holder, actor, key, name)
        seen = row.seen or repo.seen_key(key)
        if seen is None or seen.act != name:
            raise KeyReused(key)
        return Item(item.id, row.instance_id, item.node, item.status, item.claimed_by)


def _refuse(row: Row, item: ItemRow, check: Callable[[Row, ItemRow], None]) -> None:
    if item.status not in ("READY", "CLAIMED"):
        raise NotOpen(item.status)
    if row.status == "SUSPENDED":
        raise Suspended(row.instance_id)
    check(row, item)


def _save(row: Row, item: ItemRow, kind: str, holder: str, actor: str, key: str, name: str) -> Item:
    write = Write(
        "here",
        {
            "instance": row.instance_id,
            "item": item.id,
            "holder": holder,
            "actor": actor,
            "at": clock.now(),
            "new_rev": row.rev,
        },
        ["claimed"],
    )
    write.key(key, name)
    write.events([Happened(kind, item.node, item.task_key, {"holder": holder})], first_seq=-1)
    repo.save(write, closes=False)
    fault("step.saved")
    return Item(item.id, row.instance_id, item.node, "CLAIMED" if holder else "READY", holder)
