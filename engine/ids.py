"""New identifiers: the only place that makes them. UUIDv7 grows with time, so that new rows lie together."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A time-ordered unique id (RFC 9562, version 7)."""
    return uuid7()
