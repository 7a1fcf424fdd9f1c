"""How long does a replay of a hundred thousand dossiers take? `python3 -m portal bench replay`

In a database of its own: invented dossiers, each with one receipt; one draft that raises a level; the worker's part
from reading to the last row of the report. The bound is one minute for 100,000 on one core.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter
from typing import Any

from benchmarks._database import own_database

TARGET_SECONDS = 60.0
KINDS = ("MARK", "PATENT", "DESIGN", "UTILITY_SOLUTION")
APPLICANTS = ("ENT", "COOP", "IND", "RES")
STATES = ("CLOSED", "PAID", "APPRAISING", "REJECTED")


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print the figures. Returns 0 when the target holds, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python3 -m portal bench replay")
    parser.add_argument("--dossiers", type=int, default=100_000)
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    import django

    django.setup()
    with own_database("replay"):
        return _run(options.dossiers)


def _run(dossiers: int) -> int:
    from portal.rulebook.replay import work

    run = _filled(dossiers)
    spent: dict[str, float] = {}
    _timed(work, "known_cases", spent)
    _timed(work, "_keep", spent)
    began = perf_counter()
    work.work(run.pk)
    seconds = perf_counter() - began
    run.refresh_from_db()
    counts = run.summary["all"]
    if (run.status, run.done) != ("DONE", dossiers):
        raise RuntimeError(f"the replay ended as {run.status} after {run.done}: {run.reason}")
    print(f"{dossiers:,} dossiers, {run.rows.count():,} change ({counts['GAIN']:,} gain): {seconds:.1f} s")
    rest = seconds - sum(spent.values())
    print(f"  read {spent['known_cases']:.1f} s, decide twice and count {rest:.1f} s, write {spent['_keep']:.1f} s")
    bound = TARGET_SECONDS * dossiers / 100_000
    print(f"  target: at most {bound:.0f} s: {'holds' if seconds <= bound else 'MISSED'}")
    return 0 if seconds <= bound else 1


def _timed(module: Any, name: str, spent: dict[str, float]) -> None:
    real: Callable[..., Any] = getattr(module, name)
    spent[name] = 0.0

    def timed(*args: Any, **named: Any) -> Any:
        began = perf_counter()
        try:
            return real(*args, **named)
        finally:
            spent[name] += perf_counter() - began

    setattr(module, name, timed)


def _filled(dossiers: int) -> Any:
    """A stored replay that waits, and what it reads."""
    from django.conf import settings

    from portal.accounts.models import User
    from portal.platform.clock import now
    from portal.programme.models import SupportLine
    from portal.rulebook.library import install_library
    from portal.rulebook.models import PackDraft, PackVersion
    from portal.rulebook.replay.models import ReplayRun

    settings.SAMPLE_DATA = True
    install_library()
    person = User.objects.create_user("bench@example.test", full_name="Bench")
    line = SupportLine.objects.create(code="PRO-DOM", active_from=date(2021, 1, 1), active_to=date(2030, 12, 31))
    base = PackVersion.objects.get(key="domestic-cap", kind="CITY_DECISION")
    draft = PackDraft.objects.create(
        key=base.key,
        base=base,
        dmn=bytes(base.dmn).replace(b">12000000<", b">15000000<"),
        tests=bytes(base.tests),
        author=person,
        created_at=now(),
        updated_at=now(),
    )
    _copy(dossiers, person.pk, line.pk)
    return ReplayRun.objects.create(draft=draft, rev=draft.rev, asked_by=person, asked_at=now(), moved_at=now())


def _copy(dossiers: int, person: Any, line: str) -> None:
    from django.db import connection

    from engine.bpmn.codec import dumps
    from portal.casework.models import DecisionReceipt
    from portal.dossiers.models import Dossier
    from portal.platform.clock import now
    from portal.platform.ids import new_id

    chance, moment = random.Random(1), now()  # noqa: S311
    codes = [f"MAU-{number:07}" for number in range(dossiers)]
    with connection.cursor() as cursor:
        columns = "id, code, lookup_code, applicant_id, support_line_id, state, money_state, delivery_state, form_key,"
        columns += " form_sha, answers, search, pack_pins, supplement_count, is_sample, created_at, saved_at"
        with cursor.copy(f"COPY {Dossier._meta.db_table} ({columns}) FROM STDIN") as copy:
            for code in codes:
                state = chance.choice(STATES)
                start = (new_id(), code, code[4:], person, line, state, "NONE", "NONE", "F-P01", "", "{}", "", "{}")
                copy.write_row((*start, 0, True, moment, moment))
        columns = "id, key, dossier_code, pack, pack_version, pack_sha256, decision, facts, outputs, result_sha256,"
        columns += " engine, decided_at, seal"
        with cursor.copy(f"COPY {DecisionReceipt._meta.db_table} ({columns}) FROM STDIN") as copy:
            for code in codes:
                facts = dumps(_facts(chance))
                start = (new_id(), code, code, "domestic-cap", "2", "", "grant", facts)
                copy.write_row((*start, "{}", "", "bench", moment, ""))
        cursor.execute("ANALYZE")


def _facts(chance: random.Random) -> dict[str, Any]:
    """What casework tells the rules of a dossier, invented."""
    cost = chance.randrange(1_000_000, 60_000_000)
    return {
        "reference_date": date(2026, chance.randint(1, 12), chance.randint(1, 28)),
        "line": "PRO-DOM",
        "applicant_type": chance.choice(APPLICANTS),
        "local_link": "HEAD_OFFICE",
        "commune_known": True,
        "object_type": chance.choice(KINDS),
        "is_owner": True,
        "title_no": f"{chance.randrange(10**6)}",
        "grant_date": date(2026, 1, 15),
        "evidence_date": date(2026, 1, 15),
        "submitted_date": date(2026, 6, 1),
        "duplicate_count": 0,
        "dossiers_this_year": 0,
        "title_status": "IN_FORCE",
        "overdue_obligation": False,
        "units": 1,
        "cost_vnd": cost,
        "requested_vnd": cost,
        "other_public_funding_vnd": 0,
        "granted_year_vnd": 0,
        "granted_total_vnd": 0,
        "available_vnd": 10**10,
    }


if __name__ == "__main__":
    raise SystemExit(main())
