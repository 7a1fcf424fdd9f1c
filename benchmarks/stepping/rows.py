"""The rows that one step writes, the same for every peer: through the runtime's own statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from benchmarks.stepping.workload import PEOPLE, Items, form
from engine.bpmn.outcome import Happened
from engine.ids import new_id
from engine.ports import ports
from engine.store.repo import Write, save


def role(node: str) -> str:
    """Role of a user task of any round."""
    return PEOPLE[node.split("_")[0]]


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
    """Write one step. opened: node -> number of its token. Returns the ids of the opened items."""
    parameters: dict[str, Any] = {
        "instance": instance,
        "version": version,
        "business_key": f"B-{number}",
        "status": "COMPLETED" if ended else "RUNNING",
        "state": state,
        "rev": rev,
        "new_rev": rev + 1,
        "actor": "2",
        "at": at,
    }
    statement = Write(base, parameters, [])
    statement.key(key, key)
    statement.events(events)
    statement.tokens("done", done)
    items = {node: new_id() for node in opened}
    statement.rows(
        "opened",
        "o",
        ("id", "task_key", "node", "form", "role", "assignee", "due_at"),
        [
            (items[node], token, node, form(node), role(node), "", ports.add_working_days(at, 3))
            for node, token in opened.items()
        ],
    )
    save(statement, closes=bool(done))
    return items
