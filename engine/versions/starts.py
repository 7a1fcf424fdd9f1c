"""Which processes begin when a message or a signal comes: asked of the versions in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.models import ProcessVersion
from engine.versions.load import load


@dataclass(frozen=True, slots=True)
class Beginning:
    """One node through which a process begins."""

    process_key: str
    version_id: UUID
    node: str

    def variables(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Variables of the new instance: what came with the message or signal of this name."""
        return {name.replace("-", "_"): dict(given)} if given else {}

    def payload(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the effect that begins it needs to know."""
        variables = self.variables(name, given)
        return {"process": self.process_key, "version": str(self.version_id), "node": self.node, "variables": variables}


def beginnings(kind: str, name: str, at: datetime) -> list[Beginning]:
    """Nodes that begin an instance when this comes, by process key.

    kind     message or signal
    at       versions in force then are asked
    """
    versions = ProcessVersion.objects.filter(effective_at__lte=at).order_by("key", "-effective_at", "-version")
    found = []
    for version_id, key in versions.distinct("key").values_list("id", "key"):
        program = load(version_id).program
        for node in program.entrances:
            if any(wait.kind == kind and wait.name == name for wait in program.steps[node].waits):
                found.append(Beginning(key, version_id, node))
    return found
