"""A new level, from the exported workbook to the decision of the next dossier."""

import datetime as dt
import tomllib
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from portal.platform.clock import now, today
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Refused
from portal.platform.models import AuditEntry
from portal.rulebook import services
from portal.rulebook.book import Rulebook, version_in_force
from portal.rulebook.judge import judge
from portal.rulebook.library import LIBRARY, install_library
from portal.rulebook.models import PackDraft, PackVersion
from tests.unit.rulebook.conftest import NUMBER, SHEET, basis, edited, exported, person, put, raise_the_mark_level

MARK = {
    "reference_date": "2026-11-20",
    "line": "PRO-DOM",
    "object_type": "MARK",
    "units": 1,
    "cost_vnd": 40_000_000,
    "requested_vnd": 40_000_000,
    "other_public_funding_vnd": 0,
}


def draft_of(editor, cap, change=raise_the_mark_level):
    content = edited(exported(cap), change)
    return services.import_workbook(actor=editor, key=cap.key, content=content, file_name="mức.xlsx")


def published(editor, approver, cap, **changes):
    draft = services.submit(actor=editor, draft_id=draft_of(editor, cap).pk, basis=basis(**changes))
    return services.publish(actor=approver, draft_id=draft.pk)


def test_the_next_dossier_gets_the_new_level_and_the_older_keeps_its_own(editor, approver, cap):
    book, day = Rulebook(), today()
    older = book.in_force("domestic-cap", day)

    version = published(editor, approver, cap)

    newer = book.in_force("domestic-cap", day)
    assert (older.version, newer.version) == (cap.version, version.version)
    assert book.decide(older, "grant", MARK, now())["outputs"]["grant_vnd"] == 12_000_000
    result = book.decide(newer, "grant", MARK, now())
    assert result["outputs"]["grant_vnd"] == 15_000_000
    assert result["outputs"]["decision_allowed"] is True
    assert [f["legal_basis"]["vi"] for f in result["findings"]] == [f"Quyết định {NUMBER}, Điều 4"]
    assert book.in_force("domestic-cap", day - dt.timedelta(days=1)) == older


def test_a_decision_of_tomorrow_is_in_force_tomorrow(editor, approver, cap):
    tomorrow = today() + dt.timedelta(days=1)
    version = published(editor, approver, cap, valid_from=tomorrow)

    assert version_in_force("domestic-cap", today()) == cap
    assert version_in_force("domestic-cap", tomorrow) == version


def test_the_change_is_shown_cell_by_cell(editor, cap):
    judgement = judge(draft_of(editor, cap))

    (change,) = judgement.changes
    assert (change.kind, change.row_id, change.needs_basis) == ("CHANGED", "MAU-3", True)
    assert [(cell.label.vi, cell.before, cell.after) for cell in change.cells] == [
        ("Mức tối đa (đồng)", "12000000", "15000000"),
        ("Căn cứ", change.cells[1].before, f"Quyết định {NUMBER}, Điều 4"),
    ]


def test_a_new_figure_must_cite_the_new_instrument(editor, cap):
    draft = draft_of(editor, cap, lambda book: put(book[SHEET], "MAU-3", "Mức tối đa (đồng)", 15_000_000))

    with pytest.raises(Refused) as refusal:
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())

    assert (refusal.value.code, refusal.value.facts) == ("ROWS_WITHOUT_BASIS", {"count": 1})
    assert PackDraft.objects.get(pk=draft.pk).status == "EDITING"


def test_an_unverified_figure_is_never_published_as_law_outside_a_trial(editor, cap, settings):
    draft = draft_of(editor, cap)
    settings.SAMPLE_DATA = False

    with pytest.raises(Refused) as refusal:
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())

    assert refusal.value.code == "ROWS_WITHOUT_BASIS"


def test_examples_that_no_longer_hold_stop_the_submission(editor, cap):
    def change(book):
        raise_the_mark_level(book)
        put(book[SHEET], "MAU-1", "Mức tối đa (đồng)", 20_000_000)
        put(book[SHEET], "MAU-1", "Căn cứ", f"Quyết định {NUMBER}, Điều 3")

    draft = draft_of(editor, cap, change)

    assert [failed.name for failed in judge(draft).failed] == ["patent at the sample level"]
    with pytest.raises(Refused) as refusal:
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())
    assert refusal.value.code == "EXAMPLES_FAIL"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"instrument_no": " "}, "BASIS_MISSING"),
        ({"issued_on": None}, "BASIS_MISSING"),
        ({"note": ""}, "BASIS_MISSING"),
        ({"issued_on": dt.date(2126, 1, 1)}, "DATES_WRONG"),
        ({"valid_to": dt.date(2020, 1, 1)}, "DATES_WRONG"),
        ({"issued_on": dt.date(2025, 1, 1), "valid_from": dt.date(2026, 1, 1)}, "PACK_STARTS_ALREADY"),
    ],
)
def test_a_basis_that_is_not_whole_is_refused(editor, cap, changes, code):
    draft = draft_of(editor, cap)

    with pytest.raises(Refused) as refusal:
        services.submit(actor=editor, draft_id=draft.pk, basis=basis(**changes))

    assert refusal.value.code == code


def test_two_people_are_needed_even_for_one_who_holds_both_roles(cap, approver):
    both = person("both", "RULE_EDITOR", "RULE_APPROVER")
    draft = services.submit(actor=both, draft_id=draft_of(both, cap).pk, basis=basis())

    with pytest.raises(Refused, match="SAME_PERSON"):
        services.publish(actor=both, draft_id=draft.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackDraft.objects.filter(pk=draft.pk).update(decided_by=draft.author)
    assert services.publish(actor=approver, draft_id=draft.pk).approved_by_id == approver.user_id


def test_roles_keep_to_their_part(editor, approver, cap):
    content = edited(exported(cap), raise_the_mark_level)
    send = partial(services.import_workbook, key=cap.key, content=content, file_name="x.xlsx")
    with pytest.raises(NotAllowed):
        send(actor=approver)
    draft = services.submit(actor=editor, draft_id=send(actor=editor).pk, basis=basis())

    with pytest.raises(NotAllowed):
        services.publish(actor=editor, draft_id=draft.pk)
    for stranger in (person("clerk", "RECEPTION"), person("somebody")):
        with pytest.raises(NotVisible):
            services.publish(actor=stranger, draft_id=draft.pk)


def test_a_returned_draft_is_mended_and_published(editor, approver, cap):
    draft = services.submit(actor=editor, draft_id=draft_of(editor, cap).pk, basis=basis())
    with pytest.raises(Refused, match="NOTE_MISSING"):
        services.send_back(actor=approver, draft_id=draft.pk, note=" ")
    services.send_back(actor=approver, draft_id=draft.pk, note="Sai mức.")

    again = draft_of(editor, cap, partial(raise_the_mark_level, amount=14_000_000))
    services.submit(actor=editor, draft_id=again.pk, basis=basis())
    version = services.publish(actor=approver, draft_id=again.pk)

    assert again.pk == draft.pk
    assert (
        Rulebook().decide(Rulebook().in_force(cap.key, today()), "grant", MARK, now())["outputs"]["grant_vnd"]
        == 14_000_000
    )
    acts = AuditEntry.objects.filter(kind="pack_draft", object_id=str(draft.pk)).order_by("pk")
    assert [act.action.split(".")[1] for act in acts] == ["draft", "submit", "return", "draft", "submit", "publish"]
    assert acts.last().legal_basis == NUMBER
    assert version.author_id == editor.user_id


def test_a_workbook_of_an_old_version_cannot_undo_a_newer_one(editor, approver, cap):
    old_workbook = edited(exported(cap), partial(raise_the_mark_level, amount=13_000_000))
    published(editor, approver, cap)

    with pytest.raises(Conflict, match="PACK_MOVED_ON"):
        services.import_workbook(actor=editor, key=cap.key, content=old_workbook, file_name="x.xlsx")


def test_a_pack_has_one_open_draft_and_one_author(editor, cap):
    other = person("other", "RULE_EDITOR")
    draft = draft_of(editor, cap)

    with pytest.raises(Conflict, match="PACK_DRAFT_OPEN"):
        draft_of(other, cap)
    with pytest.raises(Refused, match="NOT_THE_AUTHOR"):
        services.discard(actor=other, draft_id=draft.pk)
    services.discard(actor=editor, draft_id=draft.pk)
    assert draft_of(other, cap).author_id == other.user_id


def test_an_unchanged_workbook_and_one_of_another_pack_are_refused(editor, cap):
    with pytest.raises(Refused, match="NOTHING_CHANGED"):
        draft_of(editor, cap, lambda book: None)
    with pytest.raises(Refused, match="OTHER_PACK"):
        services.import_workbook(actor=editor, key="domestic-eligibility", content=exported(cap), file_name="x.xlsx")


def test_a_published_version_never_changes(cap):
    with pytest.raises(DatabaseError), transaction.atomic():
        PackVersion.objects.filter(pk=cap.pk).update(title_vi="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        cap.delete()


def test_the_library_is_installed_once_and_samples_only_in_a_trial(db, settings):
    samples = [tomllib.loads(file.read_text("utf-8")).get("sample", False) for file in LIBRARY.glob("*/*/pack.toml")]
    settings.SAMPLE_DATA = False
    assert install_library() == samples.count(False) > 1
    assert install_library() == 0
    assert not PackVersion.objects.filter(sample=True).exists()
    assert version_in_force("domestic-cap", today()).kind == "REFERENCE"
    settings.SAMPLE_DATA = True
    assert install_library() == samples.count(True) > 0
    assert version_in_force("domestic-cap", today()).sample
    settings.SAMPLE_DATA = False
    assert version_in_force("domestic-cap", today()).kind == "REFERENCE"


def test_no_pack_in_force_is_said(cap):
    with pytest.raises(Refused, match="NO_PACK_IN_FORCE"):
        version_in_force("domestic-cap", dt.date(1999, 1, 1))
