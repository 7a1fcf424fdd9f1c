"""How a dossier moves: called by the steps of its process, inside their transaction, with the dossier's row locked.

Every move writes a line of the timeline. Nothing here calls the engine.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from portal.dossiers.models import ClockPause, Dossier, DossierEvent, SupplementRequest
from portal.dossiers.search import search_text
from portal.dossiers.states import PROCESSED, DeliveryState, MoneyState, State
from portal.platform.calendar import Pause
from portal.platform.errors import Conflict
from portal.programme.selectors import calendar


class Pin(Protocol):
    """A pinned rule pack, as casework describes it."""

    def stored(self) -> dict[str, object]:
        """The pin as the dossier keeps it: `version`, `sha256`, and what casework adds."""


def move(dossier: Dossier, state: str, *, at: datetime, actor: str, note: str = "", kind: str = "STATE") -> None:
    """Put the dossier into a state and write it down. The first processed state stamps the end of processing."""
    dossier.state = State(state)
    if state in PROCESSED and dossier.processed_at is None:
        dossier.processed_at = at
        dossier.delivery_state = DeliveryState.READY
    dossier.save(update_fields=["state", "processed_at", "delivery_state"])
    record(dossier, kind, at=at, actor=actor, note=note)


def record(dossier: Dossier, kind: str, *, at: datetime, actor: str, note: str = "") -> DossierEvent:
    """Add a line to the timeline without moving the dossier."""
    return DossierEvent.objects.create(dossier=dossier, at=at, actor=actor, kind=kind, state=dossier.state, note=note)


def receive(dossier: Dossier, *, received_at: datetime, due_at: datetime, actor: str) -> None:
    """The receipt slip is out: the clock runs, the appointment date stands (rule R-CAL-5). Raises Conflict."""
    if dossier.received_at is not None:
        raise Conflict("ALREADY_RECEIVED")
    dossier.received_at, dossier.first_due_at, dossier.due_at = received_at, due_at, due_at
    dossier.save(update_fields=["received_at", "first_due_at", "due_at"])
    move(dossier, State.RECEIVED, at=received_at, actor=actor)


def pin_packs(dossier: Dossier, pins: Mapping[str, Pin], *, at: datetime, actor: str, reason: str = "") -> None:
    """Fix the rule packs that the dossier is judged by; a later change carries its reason (rule R-PACK-5)."""
    dossier.pack_pins = {key: pin.stored() for key, pin in pins.items()}
    dossier.save(update_fields=["pack_pins"])
    record(dossier, "PACKS_PINNED", at=at, actor=actor, note=reason)


def set_money_state(dossier: Dossier, money_state: str) -> None:
    """Where the money stands now; the ledger has the movements."""
    dossier.money_state = MoneyState(money_state)
    dossier.save(update_fields=["money_state"])


def open_supplement(
    dossier: Dossier,
    *,
    items: Sequence[Mapping[str, object]],
    answer_by: datetime,
    paper_no: str,
    at: datetime,
    actor: str,
) -> SupplementRequest:
    """Ask the applicant to add something. The clock stops (rule R-CAL-6) once the dossier has been received."""
    dossier.supplement_count += 1
    dossier.save(update_fields=["supplement_count"])
    if dossier.received_at is not None:
        ClockPause.objects.create(dossier=dossier, began_at=at)
    move(dossier, State.SUPPLEMENT_REQUESTED, at=at, actor=actor)
    return SupplementRequest.objects.create(
        dossier=dossier,
        count=dossier.supplement_count,
        items=[dict(row) for row in items],
        answer_by=answer_by,
        paper_no=paper_no,
        asked_by=actor,
        asked_at=at,
    )


def close_supplement(dossier: Dossier, *, answers: Mapping[str, object], at: datetime, actor: str) -> None:
    """Take the answer. The clock runs on and the appointment date moves by the waiting time (rule R-CAL-6)."""
    SupplementRequest.objects.filter(dossier=dossier, answered_at__isnull=True).update(
        answered_at=at, answers=dict(answers)
    )
    stop_pause(dossier, at)
    record(dossier, "SUPPLEMENTED", at=at, actor=actor)


def stop_pause(dossier: Dossier, at: datetime) -> None:
    """End the running pause, if there is one, and recompute the appointment date from the first one."""
    if not ClockPause.objects.filter(dossier=dossier, ended_at__isnull=True).update(ended_at=at):
        return
    pauses = [Pause(*times) for times in dossier.pauses.values_list("began_at", "ended_at")]
    if dossier.first_due_at is not None:
        dossier.due_at = calendar().due_after_pauses(dossier.first_due_at, pauses)
        dossier.save(update_fields=["due_at"])


def add_answers(dossier: Dossier, answers: Mapping[str, object]) -> None:
    """Take corrected answers into the dossier, e.g. a bank account; the earlier ones stay in the log."""
    dossier.answers = {**dossier.answers, **answers}
    dossier.search = search_text(dossier)
    dossier.save(update_fields=["answers", "search"])
