"""The only door to running instances: plain functions, each one step in one transaction.

A function called inside the caller's transaction takes part in it. `key` is the idempotency key of the intention: the
same call with the same key answers what the first one answered (`repeated=True`) and does nothing.
`actor` is an opaque name, `str(user.pk)` or SYSTEM. What is raised is in engine.errors; nothing is written then.
"""

from __future__ import annotations

from uuid import UUID

import engine.effects.calls  # noqa: F401 - registers the effects by which processes call each other
from engine import steps
from engine.bpmn.codec import clean
from engine.bpmn.outcome import Outcome
from engine.bpmn.run import Run
from engine.bpmn.state import State
from engine.duties import excluding_step
from engine.effects.messages import correlate
from engine.effects.outbox import retry_incident, run_outbox
from engine.effects.signals import send_signal
from engine.effects.timers import fire_due_timers
from engine.errors import AlreadyClaimed, BadValue, NotOpen, NotWaiting, SeparationOfDuties
from engine.holding import assign, claim, unclaim
from engine.log import history, replay, stored_state
from engine.store import repo
from engine.store.repo import Row
from engine.types import StepResult, Values
from engine.versions.load import Loaded
from engine.versions.migrate import migrate, preview
from engine.versions.publish import publish

__all__ = [
    "assign",
    "cancel",
    "claim",
    "complete",
    "correlate",
    "fire_due_timers",
    "history",
    "migrate",
    "move",
    "preview",
    "publish",
    "replay",
    "resume",
    "retry_incident",
    "run_outbox",
    "send_message",
    "send_signal",
    "start",
    "stored_state",
    "suspend",
    "unclaim",
]


def start(
    process_key: str,
    *,
    business_key: str,
    variables: Values,
    actor: str,
    key: str,
    version_id: UUID | None = None,
) -> StepResult:
    """Begin an instance and run it to its first wait.

    process_key   hd:key of the process; its version in force now is used unless `version_id` names another
    business_key  what the instance is about, e.g. the code of a dossier
    Raises        NotPublished, BadValue, KeyReused
    """
    act = steps.Act(f"start:{process_key}:{business_key}", actor, key)
    return steps.start(process_key, business_key, variables, act, version_id)


def complete(item_id: UUID, *, actor: str, answers: Values, key: str) -> StepResult:
    """A person completes a work item; the instance runs on to its next wait.

    answers  become the variable of the item's form (F-INTAKE: `F_INTAKE`), or variables of their own without a form
    Raises   NotFound, NotOpen, Suspended, AlreadyClaimed, SeparationOfDuties, BadValue, KeyReused
    """
    given = clean(dict(answers))
    if not isinstance(given, dict):
        raise BadValue(type(given).__name__)

    def check(row: Row, state: State, version: Loaded) -> None:
        if row.item is None or row.item.status not in ("READY", "CLAIMED"):
            raise NotOpen(row.item.status if row.item else "DONE")
        holder = row.item.claimed_by or row.item.assignee
        if holder and holder != actor:
            raise AlreadyClaimed(holder)
        other = excluding_step(row.item.node, state, version, actor)
        if other:
            raise SeparationOfDuties(row.item.node, other)

    def move(run: Run, row: Row) -> Outcome:
        return run.complete(row.item.task_key if row.item else 0, given, actor)

    act = steps.Act(f"complete:{item_id}:{actor}", actor, key)
    return steps.advance(lambda k: repo.read_item(item_id, k), act, move, check=check)


def send_message(instance_id: UUID, name: str, payload: Values, *, actor: str, key: str) -> StepResult:
    """Give a message to everything in the instance that waits for it.

    payload  kept in the variable of the message's name ("-" as "_") unless empty
    Raises   NotFound, NotWaiting, NotOpen, Suspended, BadValue, KeyReused
    """
    given = clean(dict(payload))

    def move(run: Run, row: Row) -> Outcome:
        try:
            return run.message(name, given)
        except KeyError:
            raise NotWaiting(name) from None

    act = steps.Act(f"message:{instance_id}:{name}", actor, key)
    return steps.advance(lambda k: repo.read_instance(instance_id, k), act, move)


def cancel(instance_id: UUID, *, actor: str, reason: str, key: str) -> StepResult:
    """End an instance here and now: open items, timers, effects and incidents are closed. Raises NotFound, NotOpen."""
    act = steps.Act(f"cancel:{instance_id}", actor, key)
    return steps.advance(
        lambda k: repo.read_instance(instance_id, k),
        act,
        lambda run, row: run.cancel(reason),
        frozen=True,
        status="CANCELLED",
    )


def move(instance_id: UUID, token: int, to: str, *, actor: str, reason: str, key: str) -> StepResult:
    """Put a waiting token on another node of its level and run on: a correction by hand, logged with its reason.

    token   number of the token; to: id of the node, one of `engine.selectors.targets`
    Raises  NotFound, NotOpen (also when the token cannot be moved there), Suspended, KeyReused
    """
    act = steps.Act(f"move:{instance_id}:{token}:{to}", actor, key)

    def put(run: Run, row: Row) -> Outcome:
        outcome = run.move(token, to)
        run.note("MOVE_REASON", {"reason": reason})
        return outcome

    return steps.advance(lambda k: repo.read_instance(instance_id, k), act, put)


def suspend(instance_id: UUID, *, actor: str, reason: str, key: str) -> StepResult:
    """Stop an instance: nobody completes, no timer fires, no effect begins. Raises NotFound, NotOpen."""
    act = steps.Act(f"suspend:{instance_id}", actor, key)
    return steps.mark(
        lambda k: repo.read_instance(instance_id, k), act, "SUSPENDED", "SUSPENDED", ("RUNNING",), {"reason": reason}
    )


def resume(instance_id: UUID, *, actor: str, reason: str, key: str) -> StepResult:
    """Let a suspended instance go on; timers that came due meanwhile fire soon. Raises NotFound, NotOpen."""
    act = steps.Act(f"resume:{instance_id}", actor, key)
    return steps.mark(
        lambda k: repo.read_instance(instance_id, k), act, "RESUMED", "RUNNING", ("SUSPENDED",), {"reason": reason}
    )
