"""Forms: what is taken, what is asked, what is refused."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from portal.documents.forms import (
    FormDefinition,
    FormError,
    all_forms,
    bind,
    document_slots,
    form_shape,
    load_form,
    missing,
    read_form,
    show,
)

BASE = """
key = "F-TRY"
title = { vi = "Thử", en = "Trial" }
[[page]]
code = "one"
title = { vi = "Một", en = "One" }
"""


def form(*fields: str, base: str = BASE) -> FormDefinition:
    parts = "".join(f'[[page.field]]\nlabel = {{ vi = "Câu hỏi", en = "Question" }}\n{text}\n' for text in fields)
    return read_form((base + parts).encode())


def value_of(field: str, posted: object) -> Any:
    bound = bind(form(f'name = "x"\n{field}'), {"x": posted})
    return bound.errors["x"].en if bound.errors else bound.cleaned["x"]


@pytest.mark.parametrize(
    ("field", "posted", "value"),
    [
        ('type = "text"', "  Cát   Hải ", "Cát Hải"),
        ('type = "text"', unicodedata.normalize("NFD", "Cát Hải"), "Cát Hải"),
        ('type = "longtext"', "a\r\nb", "a\nb"),
        ('type = "int"', "-12", -12),
        ('type = "money"', "15.000.000 đ", 15_000_000),
        ('type = "money"', 15_000_000, 15_000_000),
        ('type = "percent"', "16,5 %", 1650),
        ('type = "date"', "5/1/2026", "2026-01-05"),
        ('type = "date"', "2026-01-05", "2026-01-05"),
        ('type = "bool"', "true", True),
        ('type = "bool"', "false", False),
        ('type = "bool"', "", None),
        ('type = "bool"\nwidget = "checkbox"', None, False),
        ('type = "enum"\noptions = [{ value = "A", vi = "a" }]', "A", "A"),
        ('type = "multi"\noptions = [{ value = "A", vi = "a" }, { value = "B", vi = "b" }]', ["B", "A"], ["A", "B"]),
        ('type = "ref"\ntable = "banks"', "BIDV", "BIDV"),
        ('type = "ref"\ntable = "banks"\nopen = true', "Ngân hàng khác", "Ngân hàng khác"),
        ('type = "text"', "", None),
    ],
)
def test_answers_become_values_of_their_type(field: str, posted: object, value: object) -> None:
    assert value_of(field, posted) == value


@pytest.mark.parametrize(
    ("field", "posted", "words"),
    [
        ('type = "text"\nrequired = true', "   ", "filled in"),
        ('type = "text"\nmax_length = 3', "abcd", "3 characters"),
        ('type = "text"', "a\x00b", "not allowed"),
        ('type = "text"', "a\nb", "not allowed"),
        ('type = "int"', "1.5", "whole number"),
        ('type = "int"\nmax = 9', "10", "more than 9"),
        ('type = "money"', "1,5", "amount"),
        ('type = "money"', "-5", "amount"),
        ('type = "money"\nmin = 1', "0", "less than"),
        ('type = "percent"', "abc", "percentage"),
        ('type = "date"', "31/02/2026", "date"),
        ('type = "date"', "9999-01-01", "date"),
        ('type = "bool"\nwidget = "checkbox"\nrequired = true', None, "confirmed"),
        ('type = "enum"\noptions = [{ value = "A", vi = "a" }]', "B", "options"),
        ('type = "multi"\noptions = [{ value = "A", vi = "a" }]', ["A", "Z"], "options"),
        ('type = "ref"\ntable = "banks"', "Nowhere", "options"),
        ('type = "file"', "../etc/passwd", "file"),
        ('type = "text"\nchecks = ["V-MST"]', "12345", "tax code"),
        ('type = "int"\nvalid_if = "x > 3"\nmessage = { vi = "Sai", en = "Wrong" }', "2", "Wrong"),
    ],
)
def test_what_cannot_be_taken_is_said(field: str, posted: object, words: str) -> None:
    assert words in value_of(field, posted)


CONDITIONAL = form(
    'name = "outcome"\ntype = "enum"\nrequired = true\n'
    'options = [{ value = "YES", vi = "Có" }, { value = "NO", vi = "Không" }]',
    'name = "reason"\ntype = "text"\nshow_if = \'outcome = "NO"\'\nrequired_if = \'outcome = "NO"\'',
)


def test_a_hidden_field_is_neither_asked_nor_taken() -> None:
    bound = bind(CONDITIONAL, {"outcome": "YES", "reason": "smuggled"})

    assert bound.is_valid
    assert bound.cleaned == {"outcome": "YES"}


def test_a_shown_field_is_required_by_its_condition() -> None:
    assert set(bind(CONDITIONAL, {"outcome": "NO"}).errors) == {"reason"}
    assert bind(CONDITIONAL, {"outcome": "NO", "reason": "vì"}).cleaned == {"outcome": "NO", "reason": "vì"}


def test_names_that_the_form_does_not_know_are_not_taken() -> None:
    bound = bind(CONDITIONAL, {"outcome": "YES", "__class__": "x", "typename": "y", "is_admin": "1"})

    assert bound.cleaned == {"outcome": "YES"}


def test_a_locked_field_keeps_its_value_and_a_computed_one_its_own() -> None:
    locked = form('name = "code"\ntype = "text"\nlocked = true', 'name = "sum"\ntype = "int"\ncomputed = "1 + 2"')

    bound = bind(locked, {"code": "forged", "sum": "99"}, answers={"code": "HD-1"})

    assert bound.cleaned == {"code": "HD-1", "sum": 3}


def test_a_computed_field_is_shown_before_anything_is_posted() -> None:
    assert show(form('name = "sum"\ntype = "int"\ncomputed = "1 + 2"'), {}).fields[0].text == "3"


TABLE = form(
    """name = "costs"
type = "table"
rows_min = 1
rows_max = 2
[[page.field.column]]
name = "what"
type = "text"
label = { vi = "Nội dung" }
required = true
[[page.field.column]]
name = "amount_vnd"
type = "money"
label = { vi = "Số tiền" }
required = true""",
    'name = "asked_vnd"\ntype = "money"\n'
    'valid_if = "asked_vnd <= sum(costs.amount_vnd)"\nmessage = { vi = "Quá tổng" }',
)


def test_rows_are_read_by_their_number_and_empty_ones_do_not_count() -> None:
    posted = QueryDict(
        "costs-7-what=Ph%C3%AD&costs-7-amount_vnd=5.000&costs-1-what=&costs-1-amount_vnd="
        "&costs-0-what=a&costs-0-amount_vnd=1"
    )

    bound = bind(TABLE, posted)

    assert bound.cleaned["costs"] == [{"what": "a", "amount_vnd": 1}, {"what": "Phí", "amount_vnd": 5000}]


def test_an_error_in_a_row_names_its_control_and_keeps_what_was_typed() -> None:
    bound = bind(TABLE, QueryDict("costs-0-what=a&costs-0-amount_vnd=abc"))

    assert set(bound.errors) == {"costs-0-amount_vnd"}
    cell = bound.fields[0].rows[0][1]
    assert (cell.name, cell.value, bool(cell.error)) == ("costs-0-amount_vnd", "abc", True)
    assert bound.summary == [("costs-0-amount_vnd", "Câu hỏi 1: Số tiền", "Số tiền không hợp lệ.")]


@pytest.mark.parametrize(
    ("rows", "valid"),
    [([], False), ([{"what": "a", "amount_vnd": 5}], True), ([{"what": "a", "amount_vnd": 5}] * 3, False)],
)
def test_the_number_of_rows_is_bounded(rows: list[dict[str, object]], valid: bool) -> None:
    assert ("costs" not in bind(TABLE, {"costs": rows}).errors) is valid


def test_a_million_posted_rows_cost_no_more_than_the_limit() -> None:
    bound = bind(TABLE, {"costs": [{"what": "a", "amount_vnd": 1}] * 1_000_000})

    assert len(bound.cleaned["costs"]) == 3
    assert "costs" in bound.errors


def test_a_rule_over_the_whole_form_sees_the_rows() -> None:
    rows = [{"what": "a", "amount_vnd": 5}, {"what": "b", "amount_vnd": 6}]

    assert bind(TABLE, {"costs": rows, "asked_vnd": "11"}).is_valid
    assert set(bind(TABLE, {"costs": rows, "asked_vnd": "12"}).errors) == {"asked_vnd"}


def test_one_page_is_checked_alone_with_the_answers_of_the_others() -> None:
    two = read_form(
        (
            BASE
            + '[[page.field]]\nname = "kind"\ntype = "text"\nlabel = { vi = "Loại" }\nrequired = true\n'
            + '[[page]]\ncode = "two"\ntitle = { vi = "Hai" }\n[[page.field]]\nname = "more"\ntype = "text"\n'
            + 'label = { vi = "Thêm" }\nshow_if = \'kind = "A"\'\nrequired = true\n'
        ).encode()
    )

    assert bind(two, {"more": "x"}, page="two", answers={"kind": "A"}).cleaned == {"more": "x"}
    assert bind(two, {"more": "x"}, page="two", answers={"kind": "B"}).cleaned == {}
    assert set(missing(two, {"kind": "A"})) == {"more"}
    assert missing(two, {"kind": "B"}) == {}


def test_stored_answers_are_shown_as_people_write_them() -> None:
    bound = show(
        form('name = "day"\ntype = "date"', 'name = "sum"\ntype = "money"'), {"day": "2026-01-05", "sum": 15000}
    )

    assert [f.value for f in bound.fields] == ["05/01/2026", "15.000"]
    assert [f.text for f in bound.fields] == ["05/01/2026", "15.000\u00a0đ"]


def test_labels_follow_the_language_of_the_reader() -> None:
    bound = show(CONDITIONAL, {})

    with translation.override("en"):
        assert bound.fields[0].label == "Question"
    with translation.override("vi"):
        assert bound.fields[0].label == "Câu hỏi"


@pytest.mark.parametrize(
    "field",
    [
        'name = "__class__"\ntype = "text"',
        'name = "typename"\ntype = "text"',
        'name = "x"\ntype = "script"',
        'name = "x"\ntype = "enum"',
        'name = "x"\ntype = "text"\nshow_if = "__import__(\'os\')"',
        'name = "x"\ntype = "text"\nchecks = ["V-NONE"]',
        'name = "x"\ntype = "text"\nvalid_if = "x > 1"',
    ],
)
def test_a_form_file_that_would_fail_later_fails_at_once(field: str) -> None:
    with pytest.raises(FormError):
        form(field)


def test_every_form_of_the_product_can_be_read_in_both_languages() -> None:
    for found in all_forms().values():
        texts = [found.title, *(p.title for p in found.pages), *(f.label for f in found.fields.values())]
        texts += [o.label for f in found.fields.values() for o in f.options] + [d.label for d in found.documents]
        assert all(text.vi and text.en for text in texts), found.key


def test_a_diagram_sees_the_values_a_field_can_take() -> None:
    assert form_shape(CONDITIONAL).fields == {"outcome": frozenset({"YES", "NO"}), "reason": frozenset()}


def test_papers_are_asked_for_by_what_was_answered() -> None:
    form = load_form("F-P01")

    def asked(object_type: str, line: str = "PRO-DOM") -> set[str]:
        slots = document_slots(form, {"objects": [{"object_type": object_type}]}, {"line": line})
        return {slot.code for slot in slots if slot.required}

    common = {"DOC-REQ", "DOC-ID", "DOC-APP", "DOC-COST", "DOC-BANK"}
    assert asked("PATENT") == common  # DOC-VALID has a place, but the rules ask for it, not the form
    assert asked("MARK") == common | {"DOC-TITLE"}
    assert asked("MARK", "PRO-STI") == common | {"DOC-TITLE", "DOC-STI"}
