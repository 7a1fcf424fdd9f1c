"""Explanations of the portal: the words of the domain, and what would have to change."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.rulebook.explain.cases import explain_case
from portal.rulebook.explain.changes import way_out
from portal.rulebook.explain.words import PackWords
from rules.packs import Pack, load_pack
from tests.unit.rules.test_explain import FACTS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack() -> Pack:
    folder = Path("rules/packs/library/domestic-eligibility/1")
    return load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))


def steps(pack: Pack, **changed: Any) -> list[list[str]]:
    found = way_out(pack, "eligibility", {**FACTS, **changed}, now=NOW)
    assert found is not None
    return [[f"{step.label.vi}: {step.before.vi} → {step.after.vi}" for step in way] for way in found.ways]


def test_codes_and_facts_have_words(pack: Pack) -> None:
    words = PackWords(pack)
    assert words.fact("local_link").vi == "Gắn với địa phương"
    assert words.code("object_type", "MARK") is not None
    assert words.code("object_type", "NEVER-HEARD-OF") is None


def test_who_is_eligible_need_not_change_anything(pack: Pack) -> None:
    assert way_out(pack, "eligibility", FACTS, now=NOW) is None


def test_one_missing_paper_is_the_smallest_change(pack: Pack) -> None:
    assert steps(pack, title_no=None) == [["Số văn bằng: chưa có → cần có"]]


def test_a_paper_that_is_still_to_come_brings_its_date(pack: Pack) -> None:
    assert steps(pack, title_no=None, evidence_date=None) == [
        ["Số văn bằng: chưa có → cần có", "Ngày của văn bằng, chứng từ: chưa có → cần có"]
    ]


def test_two_things_are_told_together(pack: Pack) -> None:
    assert steps(pack, is_owner=False, overdue_obligation=True) == [
        ["Là chủ đơn, chủ văn bằng: sai → đúng", "Nghĩa vụ quá hạn: đúng → sai"]
    ]


def test_a_person_is_not_told_to_open_a_branch(pack: Pack) -> None:
    for kind, first in (("IND", "Thường trú hoặc tạm trú"), ("ENT", "Trụ sở chính")):
        ways = steps(pack, applicant_type=kind, local_link="NONE")
        assert ways[0] == [f"Gắn với địa phương: Không có → {first}"]


def test_what_nobody_can_change_is_not_offered(pack: Pack) -> None:
    found = way_out(pack, "eligibility", {**FACTS, "object_type": "PLANT_VARIETY"}, now=NOW)
    assert found is not None
    assert found.ways == ()


def test_a_case_is_explained_with_its_result(pack: Pack) -> None:
    case = explain_case(pack, "eligibility", {**FACTS, "local_link": "NONE"}, now=NOW)
    assert case.result.outputs == {"eligible": "NO"}
    assert [line.value.vi for line in case.explanation.conclusion] == ["Không đủ điều kiện"]
    assert case.way_out is not None
