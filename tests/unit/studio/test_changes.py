"""What the second person reads: the difference between a draft and the version in force."""

from __future__ import annotations

from engine.bpmn.definition import read_definition
from portal.studio.changes import Change, changes
from tests.unit.engine.diagrams import CHECK_TASK, diagram

BEFORE = diagram(f'<startEvent id="S"/>{CHECK_TASK}<endEvent id="E"/>', "S > Check\nCheck > E")
AFTER = diagram(
    '<startEvent id="S"/>'
    + CHECK_TASK.replace("Kiểm tra", "Kiểm tra kỹ").replace('WorkingDays="3"', 'WorkingDays="5"')
    + '<userTask id="Sign" name="Ký" hd:form="F-SIGN" hd:role="DIRECTOR" hd:notSameAs="Check"/><endEvent id="E"/>',
    "S > Check\nCheck > Sign\nSign > E",
)


def between(before: bytes | None, after: bytes) -> list[Change]:
    return changes(read_definition(before) if before else None, read_definition(after))


def test_added_removed_and_changed_elements_are_listed() -> None:
    found = between(BEFORE, AFTER)

    assert {(c.element_id, c.kind) for c in found} == {
        ("Check", "CHANGED"),
        ("Sign", "ADDED"),
        ("F_Check_Sign", "ADDED"),
        ("F_Sign_E", "ADDED"),
        ("F_Check_E", "REMOVED"),
    }


def test_a_changed_element_says_what_it_was_and_what_it_is() -> None:
    check = next(c for c in between(BEFORE, AFTER) if c.element_id == "Check")

    said = {(d.attribute, d.before, d.after) for d in check.differences}
    assert said == {("name", "Kiểm tra", "Kiểm tra kỹ"), ("due_working_days", "3", "5")}


def test_the_same_file_with_other_line_breaks_changes_nothing() -> None:
    assert between(BEFORE, BEFORE.replace(b"><", b">\n<")) == []


def test_the_first_version_adds_everything() -> None:
    assert {c.kind for c in between(None, BEFORE)} == {"ADDED"}
