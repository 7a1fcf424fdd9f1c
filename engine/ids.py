"""New identifiers made in Python. UUIDv7 grows with time, so that new rows lie together.

A statement that makes many rows at once (the deliveries of a signal) lets PostgreSQL make theirs.
"""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A time-ordered unique id (RFC 9562, version 7)."""
    return uuid7()
