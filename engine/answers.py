"""Builds what a step answers: from the step itself, or from the log when the same key comes again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from engine import models
from engine.bpmn.codec import loads
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Happened
from engine.types import ClosedItem, Event, OpenedItem, RaisedIncident, StepResult


def opened_item(item_id: UUID, node: Node, token: int, assignee: str, due_at: datetime | None) -> OpenedItem:
    """The work item of a user task."""
    return OpenedItem(item_id, node.id, token, node.role or "", assignee, node.form or "", due_at)


def to_events(happened: Iterable[Happened], rev: int, actor: str, at: datetime) -> tuple[Event, ...]:
    """Numbered events of one step."""
    return tuple(Event(h.kind, rev, seq, h.node, h.token, actor, at, h.data) for seq, h in enumerate(happened))


def stored_event(row: models.Event) -> Event:
    """A line of the log as callers see it."""
    return Event(row.kind, row.rev, row.seq, row.node, row.token, row.actor, row.at, loads(row.data))


def repeated(instance_id: UUID, rev: int) -> StepResult:
    """The answer that the step of this revision gave, read back from the log."""
    instance = models.Instance.objects.only("business_key", "version_id", "status").get(pk=instance_id)
    log = models.Event.objects.filter(instance_id=instance_id, rev=rev, seq__gte=0).order_by("id")
    events = tuple(stored_event(row) for row in log)
    tokens = {kind: {e.token for e in events if e.kind == kind} for kind in _ITEM_KINDS}
    items = models.WorkItem.objects.filter(instance_id=instance_id, task_key__in=set().union(*tokens.values()))
    by_token = {item.task_key: item for item in items.order_by("task_key")}
    opened = tokens["ITEM_OPENED"] - tokens["ITEM_CANCELLED"]
    closed = (tokens["ITEM_COMPLETED"] | tokens["ITEM_CANCELLED"]) - tokens["ITEM_OPENED"]
    at = events[0].at
    incidents = models.Incident.objects.filter(instance_id=instance_id, opened_at=at).order_by("id")
    return StepResult(
        instance_id=instance_id,
        business_key=instance.business_key,
        version_id=instance.version_id,
        rev=rev,
        status=_status_after(events),
        actor=events[0].actor,
        opened=tuple(
            OpenedItem(item.id, item.node, token, item.role, item.assignee, item.form, item.due_at)
            for token, item in by_token.items()
            if token in opened
        ),
        closed=tuple(
            ClosedItem(item.id, item.node, item.status) for token, item in by_token.items() if token in closed
        ),
        events=events,
        incidents=tuple(RaisedIncident(i.id, i.node, i.code, i.text) for i in incidents),
        queued=sum(event.kind == "EFFECT_QUEUED" for event in events),
        repeated=True,
    )


_ITEM_KINDS = ("ITEM_OPENED", "ITEM_COMPLETED", "ITEM_CANCELLED")
_ENDINGS = {status: status for status in ("COMPLETED", "CANCELLED", "FAILED", "SUSPENDED")}


def _status_after(events: tuple[Event, ...]) -> str:
    return next((_ENDINGS[e.kind] for e in reversed(events) if e.kind in _ENDINGS), "RUNNING")
