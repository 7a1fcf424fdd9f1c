"""The packs of the product: their examples hold, and only a decision of the city lets money be promised."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import rules.packs
from rules.evaluate import decide
from rules.evaluate.check import run_pack_tests
from rules.packs import Confidence, PackKind, Table, load_pack

LIBRARY = Path(rules.packs.__file__).parent / "library"
FOLDERS = sorted(path.parent for path in LIBRARY.glob("*/*/pack.toml"))
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MARK = {"reference_date": NOW.date(), "line": "PRO-DOM", "object_type": "MARK", "units": 1}
MARK |= {"cost_vnd": 40_000_000, "requested_vnd": 40_000_000, "other_public_funding_vnd": 0}


def read(folder):
    return load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))


def cap(kind):
    return next(pack for pack in map(read, FOLDERS) if pack.key == "domestic-cap" and pack.kind is kind)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_example_of_a_pack_holds(folder):
    pack = read(folder)
    assert pack.tests
    assert run_pack_tests(pack) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_row_names_its_article_and_says_how_sure_it_is(folder):
    for decision in read(folder).decisions.values():
        for row in decision.logic.rows if isinstance(decision.logic, Table) else ():
            if row.severity is not None:
                assert row.article.vi, row.id
            assert row.confidence in Confidence


def test_a_reference_level_is_shown_but_decides_nothing():
    result = decide(cap(PackKind.REFERENCE), "grant", MARK, now=NOW)

    assert (result.outputs["status"], result.outputs["decision_allowed"]) == ("OK", False)
    assert result.outputs["grant_vnd"] > 0
    assert [finding.legal_basis.vi for finding in result.findings]


def test_a_city_decision_decides():
    result = decide(cap(PackKind.CITY_DECISION), "grant", MARK, now=NOW)

    assert (result.outputs["status"], result.outputs["decision_allowed"]) == ("OK", True)


def test_a_case_that_no_row_covers_is_neither_zero_nor_unlimited():
    for kind in (PackKind.REFERENCE, PackKind.CITY_DECISION):
        result = decide(cap(kind), "grant", {**MARK, "object_type": "SOMETHING_ELSE"}, now=NOW)
        assert result.outputs["status"] == "NO_LEGAL_BASIS"
        assert result.outputs["grant_vnd"] is None
        assert result.outputs["decision_allowed"] is False


def test_an_invented_pack_says_so():
    assert cap(PackKind.CITY_DECISION).sample
    assert all("sample" not in str(folder) or read(folder).sample for folder in FOLDERS)
