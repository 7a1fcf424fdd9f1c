"""Every pack that the product is delivered with: it loads, its examples pass, every row says where it comes from."""

from pathlib import Path

import pytest

import rules.packs
from rules.analysis import analyse_pack
from rules.evaluate.check import run_pack_tests
from rules.packs import Pack, load_pack
from rules.packs.model import HitPolicy, PackKind, Row, Table

LIBRARY = Path(rules.packs.__file__).parent / "library"
FOLDERS = sorted(found.parent for found in LIBRARY.glob("*/*/pack.toml"))
SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY})


def _load(folder: Path) -> Pack:
    return load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))


def _tables(pack: Pack) -> dict[str, Table]:
    return {name: found.logic for name, found in pack.decisions.items() if isinstance(found.logic, Table)}


def _rows(pack: Pack) -> list[Row]:
    return [row for table in _tables(pack).values() for row in table.rows]


@pytest.fixture(params=FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_its_folder_names_it(folder: Path) -> None:
    pack = _load(folder)
    assert (pack.key, pack.version) == (folder.parent.name, folder.name)


def test_its_examples_pass(folder: Path) -> None:
    pack = _load(folder)
    assert pack.tests
    assert run_pack_tests(pack) == []


def test_every_row_states_its_article_in_both_languages(folder: Path) -> None:
    assert [row.id for row in _rows(_load(folder)) if not (row.article.vi and row.article.en)] == []


def test_every_row_states_its_confidence(folder: Path) -> None:
    assert (folder / "pack.dmn").read_text().count("hd:confidence=") == len(_rows(_load(folder)))


def test_a_decision_of_the_city_is_invented(folder: Path) -> None:
    pack = _load(folder)
    assert pack.sample or pack.kind is not PackKind.CITY_DECISION


def test_rows_that_must_not_overlap_do_not(folder: Path) -> None:
    pack = _load(folder)
    single = {name for name, table in _tables(pack).items() if table.hit_policy in SINGLE}
    assert [found.overlaps for found in analyse_pack(pack) if found.decision in single and found.overlaps] == []


def test_every_row_has_an_id_of_its_own(folder: Path) -> None:
    ids = [row.id for row in _rows(_load(folder))]
    assert len(ids) == len(set(ids))
