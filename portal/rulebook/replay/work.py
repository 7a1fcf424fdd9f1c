"""The worker's part: a replay goes on by parts, each one transaction, until it ends, is cancelled or becomes stale."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from portal.casework.receipts import count_cases, known_cases
from portal.platform.clock import now
from portal.rulebook.compiled import pack_of
from portal.rulebook.judge import draft_pack
from portal.rulebook.replay.compare import Compared, Comparer
from portal.rulebook.replay.models import OPEN, ReplayRow, ReplayRun
from portal.rulebook.replay.tally import add, new_tally
from rules.feel import Text
from rules.packs import PackError

PART = 2000  # cases in one transaction
TURN_SECONDS = 3.0  # how long one job works before it lets letters and timers go first
SILENT = timedelta(minutes=1)  # a replay that has not moved for so long has lost its job
MAX_TRIES = 3
COLUMNS = ("run_id", "dossier_code", "decision", "support_line", "state", "verdict", "delta_vnd", "before", "after")

Status = ReplayRun.Status

STALE = Text("Bản soạn đã được sửa trong khi chạy.", "The draft was changed meanwhile.")
BROKEN = Text("Máy chủ dừng nhiều lần khi đang chạy.", "The server stopped repeatedly while it ran.")


@dataclass(slots=True)
class _Ready:
    """The two packs of a run, read once in a turn."""

    rev: int
    comparer: Comparer


@app.task(name="rulebook.replay", queue="replay")
def go_on(run_id: str) -> bool:
    """Work on a replay for one turn, then queue the next one. Returns whether it is still open."""
    still_open = work(UUID(run_id), seconds=TURN_SECONDS)
    if still_open:
        go_on.defer(run_id=run_id)
    return still_open


def work(run_id: UUID, *, seconds: float | None = None) -> bool:
    """Work part by part for about `seconds`, or to the end without it. Returns whether the replay is still open."""
    ends = None if seconds is None else monotonic() + seconds
    ready: list[_Ready] = []
    while _part(run_id, ready):
        if ends is not None and monotonic() >= ends:
            return True
    return False


def pick_up() -> int:
    """Queue replays that have stopped moving again; give up those that never come through. Returns how many moved."""
    moved = 0
    for run_id in ReplayRun.objects.filter(status__in=OPEN, moved_at__lt=now() - SILENT).values_list("pk", flat=True):
        with transaction.atomic():
            run = ReplayRun.objects.select_for_update(skip_locked=True).filter(pk=run_id, status__in=OPEN).first()
            if run is None:
                continue
            run.tries, run.moved_at = run.tries + 1, now()
            if run.tries > MAX_TRIES:
                _end(run, Status.FAILED, BROKEN.vi)
            else:
                run.save(update_fields=["tries", "moved_at"])
                go_on.defer(run_id=str(run.pk))
            moved += 1
    return moved


@transaction.atomic
def _part(run_id: UUID, ready: list[_Ready]) -> bool:
    """The next part of a run. Returns whether there is more to do."""
    run = ReplayRun.objects.select_for_update().select_related("draft").get(pk=run_id)
    if not run.is_open:
        return False
    if run.draft.rev != run.rev:
        return _end(run, Status.CANCELLED, STALE.vi)
    if not ready:
        try:
            comparer = Comparer(pack_of(run.draft.base_id), draft_pack(run.draft))
        except PackError as wrong:
            return _end(run, Status.FAILED, str(wrong)[:300])
        ready.append(_Ready(run.rev, comparer))
    if run.status == Status.WAITING:
        run.status, run.total, run.summary = Status.RUNNING, count_cases(run.draft.key), new_tally()
    return _advance(run, ready[0].comparer)


def _advance(run: ReplayRun, comparer: Comparer) -> bool:
    cases = known_cases(run.draft.key, after=(run.after_dossier, run.after_decision), limit=PART)
    if not cases:
        return _end(run, Status.DONE)
    compared = [comparer.compare(case) for case in cases]
    for found in compared:
        add(run.summary, found)
    _keep(run, [found for found in compared if found.verdict is not None])
    run.after_dossier, run.after_decision = cases[-1].place
    run.done += len(cases)
    run.total = max(run.total, run.done)  # dossiers that were decided since it began
    run.tries, run.moved_at = 0, now()
    run.save()
    return True


def _keep(run: ReplayRun, changed: list[Compared]) -> None:
    """Rows by COPY: a hundred thousand take seconds instead of a minute."""
    from psycopg.types.json import Jsonb

    table = ReplayRow._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for found in changed:
            case, delta = found.case, found.after_vnd - found.before_vnd
            place = (run.pk, case.dossier_code, case.decision, case.support_line, case.state)
            copy.write_row((*place, found.verdict, delta, Jsonb(found.before), Jsonb(found.after)))


def _end(run: ReplayRun, status: ReplayRun.Status, reason: str = "") -> bool:
    run.status, run.reason, run.ended_at, run.moved_at = status, reason, now(), now()
    run.total = run.done if status == Status.DONE else run.total
    run.save()
    return False
