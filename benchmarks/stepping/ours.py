"""Our public runtime API on Django."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from benchmarks.stepping.workload import FIELDS, Items, process_key
from engine import api
from engine.types import StepResult


class Ours:
    """engine.api, as the portal calls it."""

    name = "engine.api"

    def __init__(self, rounds: int = 1) -> None:
        self._key = process_key(rounds)

    def start(self, number: int) -> Items:
        """See Peer."""
        return _items(
            api.start(self._key, business_key=f"B-{number}", variables=FIELDS, actor="1", key=f"ours:{number}:start")
        )

    def complete(self, item: UUID, node: str, number: int, answers: Mapping[str, Any]) -> Items:
        """See Peer."""
        return _items(api.complete(item, actor="2", answers=answers, key=f"ours:{number}:{node}"))


def _items(result: StepResult) -> Items:
    return {opened.node: opened.id for opened in result.opened}
