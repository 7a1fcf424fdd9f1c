"""Explanations: what the trace says, in words, with values and articles."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.evaluate import decide
from rules.explain import explain
from rules.explain.conditions import cell_said
from rules.feel import Text, compile_unary_tests
from rules.packs import Pack, load_pack

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LIBRARY = Path(__file__).parents[3] / "rules" / "packs" / "library"
CODES = {"MARK": Text("Nhãn hiệu", "Mark"), "NONE": Text("Không có", "None"), "BRANCH": Text("Chi nhánh", "Branch")}


class Words:
    """Words for a few codes; facts go by their names."""

    def fact(self, name: str) -> Text:
        return Text(name)

    def code(self, name: str, code: str) -> Text | None:
        return CODES.get(code)


def library(folder: str) -> Pack:
    files = [(LIBRARY / folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")]
    return load_pack(*files)


@pytest.mark.parametrize(
    ("cell", "fact", "vi", "en"),
    [
        ("-", "x", "bất kỳ", "any value"),
        ('"MARK"', "x", "Nhãn hiệu", "Mark"),
        ('"MARK", "OTHER"', "x", "Nhãn hiệu hoặc OTHER", "Mark or OTHER"),
        ('not("MARK", "BRANCH")', "x", "không phải Nhãn hiệu, Chi nhánh", "other than Mark, Branch"),
        ("null", "x", "không có giá trị", "no value"),
        (">= 3", "x", "từ 3 trở lên", "3 or more"),
        ("< 15000000", "cost_vnd", "dưới 15.000.000 đồng", "below 15,000,000 đồng"),
        ("[1..5)", "x", "từ 1 đến dưới 5", "from 1 to below 5"),
        (
            '[date("2021-01-01")..date("2030-12-31")]',
            "x",
            "từ 01/01/2021 đến 31/12/2030",
            "from 01/01/2021 to 31/12/2030",
        ),
        ("true", "x", "đúng", "true"),
        ("> other + 1", "x", "thỏa > other + 1", "fits > other + 1"),
    ],
)
def test_a_cell_in_words(cell: str, fact: str, vi: str, en: str) -> None:
    words = cell_said(compile_unary_tests(cell), fact, Words())
    assert (words.vi, words.en or words.vi) == (vi, en)


FACTS = {
    "reference_date": date(2026, 11, 20),
    "submitted_date": date(2026, 11, 20),
    "line": "PRO-DOM",
    "applicant_type": "ENT",
    "local_link": "BRANCH",
    "object_type": "MARK",
    "is_owner": True,
    "title_no": "412345",
    "evidence_date": date(2026, 6, 15),
    "duplicate_count": 0,
    "other_public_funding_vnd": 0,
    "cost_vnd": 9_400_000,
    "title_status": "IN_FORCE",
    "overdue_obligation": False,
}


def test_a_refusal_names_the_value_the_rule_and_the_article() -> None:
    pack = library("domestic-eligibility/1")
    result = decide(pack, "eligibility", {**FACTS, "local_link": "NONE"}, now=NOW)
    explanation = explain(pack, result, Words())
    (row,) = next(step for step in explanation.steps if step.decision == "finding").applied
    assert row.rule_id == "R-EL-02"
    assert "3853/QĐ-UBND" in row.article.vi
    assert row.message.vi == "Người đề nghị không thuộc địa bàn thành phố Hải Phòng"
    assert ", vì Căn cứ thuộc địa bàn: Không có (quy tắc hỏi: không phải HEAD_OFFICE, Chi nhánh" in row.sentence.vi
    assert row.sentence.en.startswith("The applicant has no link to Hai Phong city, because Link to the city: None")


def test_rows_that_do_not_apply_say_which_condition_turned_them_away() -> None:
    pack = library("domestic-eligibility/1")
    explanation = explain(pack, decide(pack, "eligibility", FACTS, now=NOW), Words())
    step = next(step for step in explanation.steps if step.decision == "finding")
    assert step.applied == ()
    assert len(step.turned_away) == step.rows == 16
    turned = {row.rule_id: row.because for row in step.turned_away}
    assert turned["R-EL-20"].words.vi == "Nghĩa vụ quá hạn: sai (quy tắc hỏi: đúng)"


def test_a_missing_fact_is_told_by_its_name_and_by_the_rule_that_waits_for_it() -> None:
    pack = library("domestic-eligibility/1")
    facts = {name: value for name, value in FACTS.items() if name != "overdue_obligation"}
    explanation = explain(pack, decide(pack, "eligibility", facts, now=NOW), Words())
    step = next(step for step in explanation.steps if step.decision == "finding")
    assert [row.rule_id for row in step.waiting] == ["R-EL-20"]
    assert explanation.missing == (Text("Nghĩa vụ quá hạn", "Overdue obligation"),)
    assert list(explanation.sentences())[-1].vi == "Còn thiếu: Nghĩa vụ quá hạn."


def test_a_grant_is_told_with_the_level_its_article_and_the_calculation() -> None:
    pack = library("domestic-cap/1-reference-tt75")
    facts = {
        "line": "PRO-DOM",
        "object_type": "MARK",
        "units": 3,
        "cost_vnd": 61_000_000,
        "requested_vnd": 61_000_000,
        "other_public_funding_vnd": 0,
        "granted_year_vnd": 0,
        "granted_total_vnd": 0,
    }
    explanation = explain(pack, decide(pack, "grant", facts, now=NOW), Words())
    levels, grant = explanation.steps
    (row,) = levels.applied
    assert (row.outcome[0].label.vi, row.outcome[0].value.vi) == ("Mức tối đa", "15.000.000 đồng")
    assert "Thông tư 75/2021/TT-BTC" in row.article.vi
    assert {line.label.vi: line.value.vi for line in grant.outcome}["grant_vnd"] == "45.000.000 đồng"
    assert grant.outcome == explanation.conclusion


def test_another_version_cannot_explain_a_result() -> None:
    national, sample = library("domestic-cap/1-reference-tt75"), library("domestic-cap/2-sample-city-decision")
    result = decide(sample, "grant", {"line": "PRO-DOM", "object_type": "MARK"}, now=NOW)
    with pytest.raises(ValueError, match="another version"):
        explain(national, result, Words())


@pytest.mark.parametrize("folder", sorted(str(p.parent.relative_to(LIBRARY)) for p in LIBRARY.glob("*/*/pack.dmn")))
def test_every_example_of_the_library_can_be_explained_in_both_languages(folder: str) -> None:
    pack = library(folder)
    for example in pack.tests:
        result = decide(pack, example.decision, example.facts, now=NOW)
        sentences = list(explain(pack, result, Words()).sentences())
        assert sentences, example.name
        assert all(sentence.vi and sentence.en for sentence in sentences)
