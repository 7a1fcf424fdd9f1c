"""A published version as this process keeps it: parsed and compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.bpmn.definition import Definition, read_definition
from engine.bpmn.program import Kept, Program, compile_program
from engine.errors import NotFound
from engine.models import ProcessVersion


@dataclass(frozen=True, slots=True)
class Loaded:
    """One version, ready to run. `references` is what it was published with (forms, packs, documents)."""

    id: UUID
    key: str
    number: int
    definition: Definition
    program: Program
    references: Mapping[str, Any]


_kept: Kept[Loaded] = Kept()


def load(version_id: UUID) -> Loaded:
    """The version, from memory or from the database. Raises NotFound."""
    return _kept.get(version_id, lambda: _from_database(version_id))


def forget_all() -> None:
    """Drop the cache, as a new process would start."""
    _kept.clear()


def _from_database(version_id: UUID) -> Loaded:
    row = ProcessVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise NotFound("version", version_id)
    definition = read_definition(bytes(row.xml), row.key)
    return Loaded(row.pk, row.key, row.version, definition, compile_program(definition), row.references)
