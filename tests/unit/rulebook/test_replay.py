"""A replay says who would gain and lose under a draft, writes nothing else, and survives cancels, edits and crashes."""

import datetime as dt
import random

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.casework.ports import PackPin
from portal.casework.receipts import known_cases, write_receipt
from portal.dossiers.models import Dossier
from portal.platform.clock import now
from portal.platform.errors import NotAllowed
from portal.programme.models import SupportLine
from portal.rulebook import services as drafts
from portal.rulebook.compiled import pack_of
from portal.rulebook.judge import draft_pack
from portal.rulebook.models import PackDraft
from portal.rulebook.replay import services, work
from portal.rulebook.replay.book import report_book
from portal.rulebook.replay.models import ReplayRow, ReplayRun
from rules.evaluate import decide
from tests.unit.rulebook.conftest import edited, exported, raise_the_mark_level

KEY = "domestic-cap"
FACTS = {
    "reference_date": dt.date(2026, 6, 1),
    "line": "PRO-DOM",
    "object_type": "MARK",
    "units": 1,
    "cost_vnd": 30_000_000,
    "requested_vnd": 30_000_000,
    "granted_year_vnd": 0,
    "granted_total_vnd": 0,
    "available_vnd": 500_000_000,
    "applicant_type": "ENTERPRISE",
}


def case(version, number, state="CLOSED", **facts):
    """A dossier that the rules have judged, as sample data."""
    owner = User.objects.filter(email="owner@example.test").first() or User.objects.create_user("owner@example.test")
    line, _ = SupportLine.objects.get_or_create(
        code="PRO-DOM", defaults={"active_from": dt.date(2021, 1, 1), "active_to": dt.date(2030, 12, 31)}
    )
    code, moment = f"MAU-{number:06}", now()
    Dossier.objects.create(
        code=code,
        lookup_code=f"{number:010}",
        support_line=line,
        applicant=owner,
        state=state,
        created_at=moment,
        saved_at=moment,
    )
    told = {**FACTS, **facts}
    pin = PackPin(key=KEY, version=version.version, sha256=version.sha256)
    result = decide(pack_of(version.pk), "grant", told, now=now()).to_json()
    write_receipt(key=f"{code}:1", dossier_code=code, pin=pin, decision="grant", facts=told, result=result, at=now())
    return code


@pytest.fixture
def draft(editor, cap, django_capture_on_commit_callbacks):
    content = edited(exported(cap), raise_the_mark_level)
    return drafts.import_workbook(actor=editor, key=KEY, content=content, file_name="moi.xlsx")


def replayed(editor, draft):
    run = services.start(actor=editor, draft_id=draft.pk)
    work.work(run.pk)
    run.refresh_from_db()
    return run


def test_who_gains_and_by_how_much(editor, cap, draft):
    case(cap, 1)
    case(cap, 2, state="APPRAISING")
    case(cap, 3, object_type="PATENT")

    run = replayed(editor, draft)

    assert (run.status, run.done, run.total) == ("DONE", 3, 3)
    counts = run.summary["all"]
    assert (counts["GAIN"], counts["LOSE"], counts["same"]) == (2, 0, 1)
    rows = list(services.rows_of(run, "GAIN"))
    assert [row.dossier_code for row in rows] == ["MAU-000001", "MAU-000002"]
    assert all(row.delta_vnd == row.after["grant_vnd"] - row.before["grant_vnd"] > 0 for row in rows)
    assert counts["gain_vnd"] == sum(row.delta_vnd for row in rows) == counts["after_vnd"] - counts["before_vnd"]
    assert (run.summary["running"]["GAIN"], run.summary["ended"]["GAIN"]) == (1, 1)
    assert run.summary["lines"]["PRO-DOM"]["cases"] == run.summary["applicants"]["ENTERPRISE"]["cases"] == 3


def test_a_lower_level_is_a_loss(editor, cap):
    lower = edited(exported(cap), lambda book: raise_the_mark_level(book, amount=1_000_000))
    draft = drafts.import_workbook(actor=editor, key=KEY, content=lower, file_name="thap.xlsx")
    case(cap, 1)

    run = replayed(editor, draft)

    assert run.summary["all"]["LOSE"] == 1
    assert run.summary["all"]["lose_vnd"] < 0 == run.summary["all"]["gain_vnd"]


def test_it_says_what_the_full_evaluation_says(editor, cap, draft):
    chance = random.Random(7)
    kinds = ["MARK", "PATENT", "DESIGN", "UTILITY_SOLUTION", "PLANT_VARIETY", "NO_SUCH_THING", None]
    for number in range(1, 61):
        case(
            cap,
            number,
            object_type=chance.choice(kinds),
            units=chance.randint(0, 3),
            requested_vnd=chance.randint(0, 60_000_000),
            granted_year_vnd=chance.randint(0, 90_000_000),
        )
    run = replayed(editor, draft)

    found = {row.dossier_code: row for row in run.rows.all()}
    assert found
    old, new = pack_of(cap.pk), draft_pack(draft)
    for known in known_cases(KEY, limit=100):
        before = decide(old, "grant", known.facts, now=known.decided_at).outputs
        after = decide(new, "grant", known.facts, now=known.decided_at).outputs
        assert (known.dossier_code in found) == (before != after)
        if before != after:
            assert found[known.dossier_code].after["grant_vnd"] == after["grant_vnd"]


def test_nothing_but_the_report_is_written(editor, cap, draft):
    case(cap, 1)
    run = services.start(actor=editor, draft_id=draft.pk)
    before = sums()

    work.work(run.pk)

    assert sums() == before


def sums():
    """A checksum of every table of ours but the report's."""
    with connection.cursor() as cursor:
        own = [ReplayRun._meta.db_table, ReplayRow._meta.db_table]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [own])
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t")
            found[name] = cursor.fetchone()[0]
        return found


def test_a_second_click_is_the_same_replay(editor, cap, draft):
    case(cap, 1)
    assert services.start(actor=editor, draft_id=draft.pk) == services.start(actor=editor, draft_id=draft.pk)


def test_a_cancelled_replay_stands_still(editor, cap, draft, monkeypatch):
    monkeypatch.setattr(work, "PART", 1)
    for number in range(1, 4):
        case(cap, number)
    run = services.start(actor=editor, draft_id=draft.pk)
    assert work.work(run.pk, seconds=0)

    services.cancel(actor=editor, run_id=run.pk)

    assert work.work(run.pk) is False
    run.refresh_from_db()
    assert (run.status, run.done) == ("CANCELLED", 1)


def test_an_edit_makes_it_stale_and_stops_it(editor, cap, draft):
    case(cap, 1)
    run = services.start(actor=editor, draft_id=draft.pk)
    PackDraft.objects.filter(pk=draft.pk).update(rev=draft.rev + 1)

    assert work.work(run.pk) is False

    run.refresh_from_db()
    assert run.status == "CANCELLED"
    assert run.reason == work.STALE.vi
    draft.refresh_from_db()
    assert not services.standing(draft).is_fresh


def test_a_crash_between_parts_costs_nothing(editor, cap, draft, monkeypatch):
    monkeypatch.setattr(work, "PART", 2)
    for number in range(1, 6):
        case(cap, number)
    run = services.start(actor=editor, draft_id=draft.pk)
    real, calls = work._keep, []

    def crash(*args):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        real(*args)

    monkeypatch.setattr(work, "_keep", crash)
    with pytest.raises(RuntimeError):
        work.work(run.pk)
    assert work.work(run.pk) is False

    run.refresh_from_db()
    assert (run.status, run.done, run.rows.count(), run.summary["all"]["cases"]) == ("DONE", 5, 5, 5)


def test_a_lost_job_is_queued_again_and_given_up_at_last(editor, cap, draft):
    case(cap, 1)
    run = services.start(actor=editor, draft_id=draft.pk)
    for tries in range(1, work.MAX_TRIES + 2):
        ReplayRun.objects.filter(pk=run.pk).update(moved_at=now() - 2 * work.SILENT)
        assert work.pick_up() == 1
        run.refresh_from_db()
        assert run.tries == tries
    assert (run.status, run.reason) == ("FAILED", work.BROKEN.vi)
    assert work.pick_up() == 0


def test_only_rule_officers_ask(cap, draft, approver):
    from tests.unit.rulebook.conftest import person

    assert services.start(actor=approver, draft_id=draft.pk).status == "WAITING"
    with pytest.raises(NotAllowed):
        services.start(actor=person("officer", "OFFICER"), draft_id=draft.pk)


def test_the_workbook_has_real_numbers(editor, cap, draft):
    import io

    from openpyxl import load_workbook

    case(cap, 1)
    run = replayed(editor, draft)

    book = load_workbook(io.BytesIO(report_book(run)))

    cells = [cell.value for cell in list(book.worksheets[1].rows)[1]]
    assert cells[0] == "MAU-000001"
    assert run.rows.get().delta_vnd in cells
