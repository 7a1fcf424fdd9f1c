"""Procedures that the rule book cannot see by itself: those that somebody is drawing. The wiring registers them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.bpmn.definition import Definition


@dataclass(frozen=True, slots=True)
class DrawnProcedure:
    """A procedure that is not in service yet."""

    key: str
    definition: Definition


_drawn: list[Callable[[], Iterable[DrawnProcedure]]] = []


def register_drawn(source: Callable[[], Iterable[DrawnProcedure]]) -> None:
    """Called once by the wiring."""
    _drawn[:] = [source]


def drawn_procedures() -> list[DrawnProcedure]:
    """The open drafts of procedures, as far as they can be read."""
    return [found for source in _drawn for found in source()]
