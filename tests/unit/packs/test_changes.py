"""The comparison of two versions misses nothing: rules, tables that are gone, formulas, columns, hit policies."""

import pytest

from rules.packs import Pack, load_pack
from rules.packs.changes import ChangeKind, changes
from tests.unit.rules.test_explain import LIBRARY

FOLDER = LIBRARY / "domestic-cap" / "1-reference-tt75"
FILES = [(FOLDER / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")]


def changed(*replacements: tuple[str, str]) -> Pack:
    dmn = FILES[0].decode()
    for old, new in replacements:
        assert old in dmn
        dmn = dmn.replace(old, new)
    return load_pack(dmn.encode(), FILES[1], b"")


BEFORE = load_pack(FILES[0], FILES[1], b"")


def test_a_version_does_not_differ_from_itself() -> None:
    assert changes(BEFORE, changed()) == []


def test_a_level_that_moves_is_one_cell() -> None:
    (found,) = changes(BEFORE, changed(("<text>30000000</text>", "<text>25000000</text>")))
    assert (found.row_id, found.kind, found.needs_basis) == ("CAP-N-1", ChangeKind.CHANGED, True)
    assert [(cell.before, cell.after) for cell in found.cells] == [("30000000", "25000000")]


def test_a_formula_that_changes_is_told() -> None:
    (found,) = changes(BEFORE, changed(("units = null or cost_vnd = null", "cost_vnd = null")))
    assert (found.decision, found.row_id, found.kind, found.needs_basis) == ("grant", "", ChangeKind.CHANGED, True)
    assert found.cells[0].label.vi == "Công thức"


def test_a_hit_policy_and_a_question_that_change_are_told() -> None:
    after = changed(
        ('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"'),
        ("<text>object_type</text>", "<text>upper case(object_type)</text>"),
    )
    (found,) = changes(BEFORE, after)
    assert [(cell.label.vi, cell.after) for cell in found.cells] == [
        ("Cách chọn dòng", "FIRST"),
        ("Đối tượng SHTT", "upper case(object_type)"),
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_table_that_is_gone_is_told_rule_by_rule(backwards: bool) -> None:
    start = FILES[0].decode().index('<decision id="unit_cap"')
    end = FILES[0].decode().index('<decision id="grant"')
    table = FILES[0].decode()[start:end]
    requirement = (
        '<informationRequirement id="rq_grant_unit_cap"><requiredDecision href="#unit_cap" /></informationRequirement>'
    )
    after = changed((table, ""), (requirement, ""), ("if unit_cap = null then", "if true then"), ("unit_cap.", "null."))
    found = changes(after, BEFORE) if backwards else changes(BEFORE, after)
    kinds = {one.row_id: one.kind for one in found if one.decision == "unit_cap"}
    expected = ChangeKind.ADDED if backwards else ChangeKind.REMOVED
    assert kinds == dict.fromkeys(["CAP-N-1", "CAP-N-3", "CAP-N-4"], expected)
    assert all(one.label.vi == "Mức hỗ trợ tối đa" for one in found if one.decision == "unit_cap")
