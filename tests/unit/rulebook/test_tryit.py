"""Trying the rules: the form knows the facts, the answer explains itself, a draft stands beside its base."""

import pytest
from django.test import Client

from portal.rulebook.compiled import pack_of
from portal.rulebook.explain import trial
from portal.rulebook.judge import draft_pack
from portal.rulebook.models import PackDraft
from tests.unit.rulebook.conftest import edited, exported, raise_the_mark_level
from tests.unit.rulebook.test_pages import client, send

CASE = {
    "quyet_dinh": "grant",
    "f-line": "PRO-DOM",
    "f-object_type": "MARK",
    "f-units": "1",
    "f-cost_vnd": "40.000.000",
    "f-requested_vnd": "40.000.000 đ",
}


@pytest.fixture
def draft(cap):  # noqa: ANN201
    editor = client("RULE_EDITOR")
    send(editor, edited(exported(cap), raise_the_mark_level))
    return editor, PackDraft.objects.get()


def page_of(visitor: Client, address: str, **posted: str) -> str:
    answer = visitor.post(address, {**CASE, **posted})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_asks_what_the_decision_needs_with_the_words_of_the_domain(cap) -> None:
    pack = pack_of(cap.pk)
    questions = {question.name: question for question in trial.questions_of(pack, "unit_cap", {})}
    assert list(questions) == ["line", "object_type"]
    assert ("MARK", "Nhãn hiệu") in [(code, label.vi) for code, label in questions["object_type"].choices]
    assert trial.decisions_of(pack)[0][0] == "grant"  # nothing else needs it: it is what people want to know


def test_a_version_is_tried_and_explains_its_answer(cap) -> None:
    officer = client("OFFICER")
    address = f"/quy-tac/phien-ban/{cap.pk}/thu"
    shown = officer.get(address)
    assert shown.status_code == 200
    assert "Kết quả hiện ở đây" in shown.content.decode()
    page = page_of(officer, address)
    assert "Mức hỗ trợ" in page
    assert "Giữ làm ví dụ" not in page


def test_an_example_fills_the_form(cap) -> None:
    example = pack_of(cap.pk).tests[0]
    page = client("OFFICER").get(f"/quy-tac/phien-ban/{cap.pk}/thu", {"vi_du": example.name}).content.decode()
    assert f'value="{example.facts["cost_vnd"]:,}"'.replace(",", ".") in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("f-cost_vnd", "nhiều", "Hãy ghi một số"),
        ("f-cost_vnd", "1.5.0", "Hãy ghi một số"),
        ("f-units", "function(x) x", "Hãy ghi một số"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_box_and_kept(cap, name: str, value: str, said: str) -> None:
    answer = client("OFFICER").post(f"/quy-tac/phien-ban/{cap.pk}/thu", {**CASE, name: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert f'value="{value}"' in page


@pytest.mark.parametrize("posted", [{}, {"quyet_dinh": "không có"}, {"quyet_dinh": "grant", "f-x": "y" * 9000}])
def test_no_form_is_an_error_of_ours(cap, posted: dict[str, str]) -> None:
    answer = client("OFFICER").post(f"/quy-tac/phien-ban/{cap.pk}/thu", posted)
    assert answer.status_code == 200


def test_a_draft_stands_beside_the_version_that_it_began_from(draft) -> None:
    editor, found = draft
    answer = editor.post(f"/quy-tac/ban-soan/{found.pk}/thu", CASE)
    rows = {row.label.vi: (row.before.vi, row.after.vi) for row in answer.context["compared"] if row.differs}
    assert rows["Mức hỗ trợ"] == ("12.000.000 đồng", "15.000.000 đồng")
    assert "khác" in answer.content.decode()


def test_a_case_is_kept_as_an_example_with_the_results_of_now(draft) -> None:
    editor, found = draft
    before = len(draft_pack(found).tests)
    kept = {**CASE, "name": "Nhãn hiệu, chi phí cao", "rev": str(found.rev)}
    answer = editor.post(f"/quy-tac/ban-soan/{found.pk}/thu/giu-lam-vi-du", kept)
    assert answer.status_code == 302
    found.refresh_from_db()
    pack = draft_pack(found)
    assert len(pack.tests) == before + 1
    example = pack.tests[-1]
    assert (example.name, example.facts["requested_vnd"]) == ("Nhãn hiệu, chi phí cao", 40_000_000)
    assert example.outputs["grant_vnd"] == 15_000_000
    again = editor.post(f"/quy-tac/ban-soan/{found.pk}/thu/giu-lam-vi-du", {**kept, "rev": str(found.rev)})
    assert again.status_code == 422
    assert "tên chưa dùng" in again.content.decode()
    late = editor.post(f"/quy-tac/ban-soan/{found.pk}/thu/giu-lam-vi-du", {**kept, "name": "Khác", "rev": "1"})
    assert late.status_code == 409
    assert "cửa sổ khác" in late.content.decode()


def test_only_the_author_keeps_examples(draft) -> None:
    _editor, found = draft
    other = client("RULE_EDITOR", name="binh")
    assert "Giữ làm ví dụ" not in page_of(other, f"/quy-tac/ban-soan/{found.pk}/thu")
    answer = other.post(
        f"/quy-tac/ban-soan/{found.pk}/thu/giu-lam-vi-du", {**CASE, "name": "Của tôi", "rev": str(found.rev)}
    )
    assert answer.status_code == 422
    assert draft_pack(PackDraft.objects.get()).tests == draft_pack(found).tests


def test_every_example_of_every_pack_can_be_tried_as_typed(cap) -> None:
    """What the page shows for an example is read back as the same facts."""
    from portal.rulebook.models import PackVersion

    for version in PackVersion.objects.all():
        pack = pack_of(version.pk)
        for example in pack.tests:
            if example.decision not in pack.decisions:
                continue
            typed = trial.typed_of(example.facts)
            facts, questions = trial.facts_of(trial.questions_of(pack, example.decision, typed))
            assert [q.problem for q in questions if q.problem] == [], (pack.key, example.name)
            asked = {question.name for question in questions}
            assert facts == {name: value for name, value in example.facts.items() if name in asked}, example.name
