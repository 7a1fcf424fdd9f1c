"""Which portal service answers which port of the engine and of casework. The only place that knows both sides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.ports import on_step, ports

if TYPE_CHECKING:
    from portal.rulebook.gates.ports import DrawnProcedure


def wire() -> None:
    """Register the ports. Called once, when all apps are loaded."""
    from portal.budget.queue import wake_all_queues
    from portal.casework import decisions, projection, tell
    from portal.casework.ports import register_packs
    from portal.platform.jobs import register_sweeper
    from portal.programme.selectors import days
    from portal.rulebook.book import Rulebook
    from portal.rulebook.gates.ports import register_drawn

    ports.decide = decisions.decide
    ports.add_working_days = add_working_days
    ports.time_limit = days
    ports.notify = tell.notify_step
    on_step(projection.on_step)
    register_sweeper(wake_all_queues)
    register_packs(Rulebook())
    register_drawn(drawn_procedures)


def drawn_procedures() -> list[DrawnProcedure]:
    """The open drafts of the studio, as the rule book asks for them."""
    from portal.rulebook.gates.ports import DrawnProcedure
    from portal.studio.selectors import drawn_definitions

    return [DrawnProcedure(key, definition) for key, definition in drawn_definitions()]


def add_working_days(start: datetime, count: int) -> datetime:
    """The deadline by the office calendar as it stands now."""
    from portal.programme.selectors import calendar

    return calendar().add_working_days(start, count)
