"""Asking for a replay, and stopping it. The worker does it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, NotAllowed, Refused
from portal.rulebook.models import PackDraft
from portal.rulebook.replay.models import OPEN, ReplayRow, ReplayRun, Verdict
from portal.rulebook.replay.work import go_on

RIGHT = "pack_version.replay"


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest replay of a draft. is_fresh: it is of the draft as it stands."""

    run: ReplayRun | None
    is_fresh: bool


@transaction.atomic
def start(*, actor: Actor, draft_id: UUID) -> ReplayRun:
    """Have all known cases decided under a draft; an open replay of the same revision is the answer to a second click.

    Raises NotVisible, NotAllowed; Refused CELLS_WRONG; Conflict REPLAY_RUNS
    """
    draft: PackDraft = policy.find(actor, PackDraft, pk=draft_id)
    policy.require(actor, RIGHT, draft)
    if actor.user_id is None:
        raise NotAllowed(RIGHT)
    if draft.typed is not None:
        raise Refused("CELLS_WRONG")
    running = draft.replays.select_for_update().filter(status__in=OPEN).first()
    if running is not None and running.rev == draft.rev:
        return running
    if running is not None:
        _stop(actor, running)
    try:
        with transaction.atomic():
            run = ReplayRun.objects.create(
                draft=draft, rev=draft.rev, asked_by_id=actor.user_id, asked_at=now(), moved_at=now()
            )
    except IntegrityError as race:
        raise Conflict("REPLAY_RUNS") from race
    go_on.defer(run_id=str(run.pk))
    _log(actor, "start", run)
    return run


@transaction.atomic
def cancel(*, actor: Actor, run_id: UUID) -> ReplayRun:
    """Stop a replay; what it has found stays readable. Stopping an ended one changes nothing.

    Raises NotVisible, NotAllowed
    """
    run = find(actor, run_id)
    run = ReplayRun.objects.select_for_update().get(pk=run.pk)
    if run.is_open:
        _stop(actor, run)
    return run


def find(actor: Actor, run_id: UUID) -> ReplayRun:
    """One replay. Raises NotVisible, NotAllowed."""
    policy.require(actor, RIGHT)
    run: ReplayRun = policy.find(actor, ReplayRun, pk=run_id)
    return run


def standing(draft: PackDraft) -> Standing:
    """The latest replay of a draft, and whether it still speaks of it."""
    run = draft.replays.select_related("asked_by").first()
    return Standing(run, run is not None and run.rev == draft.rev)


def rows_of(run: ReplayRun, verdict: str = "") -> QuerySet[ReplayRow]:
    """The cases that change, in the order of their codes; of one verdict when it names one."""
    rows = run.rows.order_by("id")
    return rows.filter(verdict=verdict) if verdict in Verdict.values else rows


def _stop(actor: Actor, run: ReplayRun) -> None:
    run.status, run.ended_at = ReplayRun.Status.CANCELLED, now()
    run.save()
    _log(actor, "cancel", run)


def _log(actor: Actor, verb: str, run: ReplayRun) -> None:
    facts = {"draft": str(run.draft_id), "rev": run.rev, "done": run.done}
    audit.record(actor.id, f"replay.{verb}", kind="replay", object_id=run.pk, facts=facts)
