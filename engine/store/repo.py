"""One read that locks, one statement that writes. Nothing here knows BPMN.

Locks are taken parent first: instance, then work item. A step that finds its instance changed writes nothing at all,
because every part of the statement hangs on the guarded row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import Cursor

from engine.bpmn.codec import dumps
from engine.bpmn.outcome import Happened
from engine.errors import LostRace, NotFound
from engine.store.sql import READ, WRITE

PREPARE_AT = 2  # executions before a statement is prepared


@dataclass(frozen=True, slots=True)
class Seen:
    """An idempotency key that was used before; no instance: for a signal to all of them."""

    act: str
    instance_id: UUID | None
    rev: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The work item a step is about, as locked."""

    id: UUID
    task_key: int
    node: str
    status: str
    claimed_by: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Row:
    """An instance as locked, with its item if one was asked for. `seen` may lag behind a race: ask `seen_key` again."""

    instance_id: UUID
    version_id: UUID
    business_key: str
    status: str
    rev: int
    state: bytes
    item: ItemRow | None
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A work item that the statement closed."""

    id: UUID
    node: str
    status: str


@dataclass(slots=True)
class Write:
    """Everything one step writes, gathered and then sent as one statement.

    base is `advance`, `begin` or `here` (no change of the instance itself: claims).
    """

    base: str
    parameters: dict[str, Any]
    parts: list[str]

    def key(self, key: str, act: str) -> None:
        """Remember the idempotency key. `begin` does it by itself."""
        self.parameters |= {"key": key, "act": act}
        if self.base != "begin":
            self.parts.append("key")

    def events(self, happened: Sequence[Happened], *, first_seq: int = 0) -> None:
        """Append to the log, numbered from `first_seq` (-1: outside the state)."""
        self.parts.append("events")
        self.parameters |= {
            "e_seq": [first_seq if first_seq < 0 else n for n in range(len(happened))],
            "e_kind": [h.kind for h in happened],
            "e_node": [h.node for h in happened],
            "e_token": [h.token for h in happened],
            "e_data": [dumps(h.data) for h in happened],
        }

    def rows(self, part: str, prefix: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows through the named part; nothing when there are none."""
        if rows:
            self.parts.append(part)
            for column, values in zip(columns, zip(*rows, strict=True), strict=True):
                self.parameters[f"{prefix}_{column}"] = list(values)

    def tokens(self, part: str, tokens: Sequence[int]) -> None:
        """Change the rows of these tokens through the named part; nothing when there are none."""
        if tokens:
            self.parts.append(part)
            self.parameters[part] = list(tokens)


def execute(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement that PostgreSQL keeps prepared on this connection: planning these joins anew at each step
    costs more than running them. Goes through Django's connection, its transaction and its errors."""
    connection.ensure_connection()
    if connection.connection.prepare_threshold is None:
        connection.connection.prepare_threshold = PREPARE_AT  # Django's own cursors bind in the client: not affected
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def read_item(item_id: UUID, key: str) -> Row:
    """Read and lock an item with its instance. Raises NotFound."""
    return _read("item", {"item": item_id, "key": key}, "item", item_id)


def read_instance(instance_id: UUID, key: str) -> Row:
    """Read and lock an instance. Raises NotFound."""
    return _read("instance", {"instance": instance_id, "key": key}, "instance", instance_id)


def seen_key(key: str) -> Seen | None:
    """The earlier use of a key, as committed now."""
    rows = execute(READ["key"], {"key": key})
    return Seen(*rows[0]) if rows else None


def version_in_force(
    process_key: str, version_id: UUID | None, at: datetime, key: str
) -> tuple[UUID | None, Seen | None]:
    """The version that new instances get, and the earlier use of the key."""
    rows = execute(READ["version_in_force"], {"process": process_key, "version": version_id, "at": at, "key": key})
    if not rows:
        return None, None
    row = rows[0]
    return row[0], Seen(*row[1:]) if row[1] is not None else None


def due_timer(at: datetime, but: Sequence[UUID]) -> tuple[UUID, UUID, int] | None:
    """Id, instance and token of a due timer, not one of `but`. Locks its instance; passes over those others hold."""
    rows = execute(READ["due_timer"], {"at": at, "but": list(but)})
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


def save(write: Write, *, closes: bool) -> tuple[Closed, ...]:
    """Send the statement. closes: whether to give back the items it closed.

    Raises LostRace when the instance had changed; nothing was written then.
    """
    parts = ",\n".join(WRITE[name] for name in (write.base, *write.parts))
    shown = [name for name in ("done", "dropped") if closes and name in write.parts]
    closed = " UNION ALL ".join(f"SELECT id, node, status FROM {name}" for name in shown)  # noqa: S608 - own names
    more = f" UNION ALL {closed}" if closed else ""
    rows = execute(f"WITH {parts}\nSELECT id, '', '' FROM step{more}", write.parameters)  # noqa: S608
    if not rows:
        raise LostRace(write.parameters["instance"])
    return tuple(Closed(*row) for row in rows if row[1])


def _read(name: str, parameters: dict[str, Any], kind: str, wanted: UUID) -> Row:
    rows = execute(READ[name], parameters)
    if not rows:
        raise NotFound(kind, wanted)
    row = rows[0]
    item = ItemRow(*row[6:12]) if row[6] is not None else None
    seen = Seen(*row[12:15]) if row[12] is not None else None
    return Row(row[0], row[1], row[2], row[3], row[4], bytes(row[5]), item, seen)
