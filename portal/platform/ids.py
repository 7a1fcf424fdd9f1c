"""New identifiers, from the engine's one source of them (time-ordered UUIDs)."""

from engine.ids import new_id

__all__ = ["new_id"]
