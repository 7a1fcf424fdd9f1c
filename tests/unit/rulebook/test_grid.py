"""Editing a draft in the browser: what is typed is kept, becomes rules when it can be read, and is told by its cell."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Refused
from portal.rulebook import selectors, services
from portal.rulebook.compiled import pack_of
from portal.rulebook.grid import EXAMPLES, GridWrong, Source
from portal.rulebook.judge import judge
from portal.rulebook.models import PackDraft, PackVersion
from tests.unit.rulebook.conftest import NUMBER, basis, edited, exported, person, raise_the_mark_level

LEVEL, BASIS = "Mức tối đa (đồng)", "Căn cứ"


@pytest.fixture
def draft(editor, cap):
    return services.begin(actor=editor, version_id=cap.pk)


class Sheet:
    """The tables of a draft as the page holds them."""

    def __init__(self, actor, draft):
        self.actor, self.id = actor, draft.pk
        shown = selectors.find_grid(actor, draft.pk)
        self.rev = shown.draft.rev
        self.columns = {t.name: [column.label.vi for column in t.columns] for t in shown.tables}
        self.tables = {t.name: [{"id": r.id, "cells": list(r.cells)} for r in t.rows] for t in shown.tables}

    def row(self, row_id, table="unit_cap"):
        return next(row for row in self.tables[table] if row["id"] == row_id)

    def cell(self, row_id, column, table="unit_cap"):
        return self.row(row_id, table)["cells"][self.columns[table].index(column)]

    def put(self, row_id, column, text, table="unit_cap"):
        self.row(row_id, table)["cells"][self.columns[table].index(column)] = text

    def save(self, *names):
        tables = {name: self.tables[name] for name in names or self.tables}
        saved = services.save_grid(actor=self.actor, draft_id=self.id, rev=self.rev, typed=tables)
        self.rev = saved.draft.rev
        for name, ids in saved.ids.items():
            for row, row_id in zip(self.tables[name], ids, strict=True):
                row["id"] = row_id
        return saved


def told(saved):
    return [(problem.table, problem.row, problem.column, problem.text.vi) for problem in saved.problems]


def test_every_pack_comes_back_as_it_was(editor, cap):
    for version in PackVersion.objects.all():
        draft = services.begin(actor=editor, version_id=version.pk)
        assert told(Sheet(editor, draft).save()) == []

        kept = PackDraft.objects.get(pk=draft.pk)
        assert bytes(kept.dmn) == bytes(version.dmn), version
        assert judge(kept).changes == ()
        assert judge(kept).pack.tests == pack_of(version.pk).tests
        services.discard(actor=editor, draft_id=draft.pk)


def test_a_changed_amount_becomes_a_rule_and_another_person_publishes_it(editor, approver, draft):
    sheet = Sheet(editor, draft)
    assert sheet.cell("MAU-3", LEVEL) == "12.000.000"
    sheet.put("MAU-3", LEVEL, "15.000.000 đ")
    sheet.put("MAU-3", BASIS, f"Quyết định {NUMBER}, Điều 4")
    assert told(sheet.save("unit_cap")) == []

    (change,) = judge(PackDraft.objects.get()).changes
    assert [(cell.before, cell.after) for cell in change.cells if cell.deciding] == [("12000000", "15000000")]
    services.submit(actor=editor, draft_id=draft.pk, basis=basis())
    assert services.publish(actor=approver, draft_id=draft.pk).author_id == editor.user_id


def test_what_cannot_be_read_is_kept_told_and_not_submitted(editor, draft):
    before = bytes(draft.dmn)
    sheet = Sheet(editor, draft)
    sheet.put("MAU-3", LEVEL, "mười lăm triệu (")
    sheet.put("MAU-1", BASIS, "")
    problems = told(sheet.save("unit_cap"))

    columns = sheet.columns["unit_cap"]
    rows = [row["id"] for row in sheet.tables["unit_cap"]]
    places = {(rows[row], columns[column]) for _, row, column, _ in problems}
    assert places == {("MAU-3", LEVEL), ("MAU-1", BASIS)}
    again = selectors.find_grid(editor, draft.pk)
    assert bytes(again.draft.dmn) == before
    assert {problem.row for problem in again.problems} == {row for _, row, _, _ in problems}
    assert Sheet(editor, draft).cell("MAU-3", LEVEL) == "mười lăm triệu ("
    with pytest.raises(Refused, match="CELLS_WRONG"):
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())

    sheet.put("MAU-3", LEVEL, "12.000.000")
    sheet.put("MAU-1", BASIS, "Điều 1")
    assert told(sheet.save("unit_cap")) == []
    assert PackDraft.objects.get().typed is None


def test_a_table_that_is_left_out_keeps_what_was_typed_into_it(editor, draft):
    sheet = Sheet(editor, draft)
    sheet.put("MAU-3", LEVEL, "12.0.0")
    first = sheet.save("unit_cap")
    sheet.tables[EXAMPLES][0]["cells"][0] = "Tên khác"
    second = sheet.save(EXAMPLES)

    assert told(first) == told(second) != []
    assert Sheet(editor, draft).tables[EXAMPLES][0]["cells"][0] == "Tên khác"


def test_a_new_row_gets_one_id_for_good_and_a_row_that_comes_back_is_the_same(editor, draft):
    sheet = Sheet(editor, draft)
    new = {"id": "", "cells": list(sheet.row("MAU-3")["cells"])}
    sheet.tables["unit_cap"].append(new)
    sheet.put("", sheet.columns["unit_cap"][1], "")
    assert told(sheet.save("unit_cap")) != []
    given = new["id"]
    new["cells"][1] = "COPYRIGHT"
    assert told(sheet.save("unit_cap")) == []
    assert new["id"] == given != ""

    removed = sheet.tables["unit_cap"].pop(0)
    sheet.save("unit_cap")
    sheet.tables["unit_cap"].insert(0, removed)
    sheet.save("unit_cap")
    (change,) = judge(PackDraft.objects.get()).changes
    assert (change.kind, change.row_id) == ("ADDED", given)


def test_a_row_that_did_not_change_is_sent_as_its_id(editor, draft):
    sheet = Sheet(editor, draft)
    ids = [row["id"] for row in sheet.tables["unit_cap"]]
    typed = {"unit_cap": [{"id": row_id} for row_id in reversed(ids)]}
    services.save_grid(actor=editor, draft_id=draft.pk, rev=sheet.rev, typed=typed)

    assert Sheet(editor, draft).tables["unit_cap"] == sheet.tables["unit_cap"][::-1]
    with pytest.raises(GridWrong):
        services.save_grid(actor=editor, draft_id=draft.pk, rev=sheet.rev + 1, typed={"unit_cap": [{"id": "X"}]})


def test_a_table_without_rows_is_told_and_stays_empty(editor, draft):
    sheet = Sheet(editor, draft)
    sheet.tables["unit_cap"] = []

    assert [found[:3] for found in told(sheet.save("unit_cap"))] == [("unit_cap", -1, -1)]
    assert Sheet(editor, draft).tables["unit_cap"] == []


def test_every_column_of_the_examples_of_the_product_has_words(cap):
    for version in PackVersion.objects.all():
        pack = pack_of(version.pk)
        columns = Source(pack, bytes(version.dmn), bytes(version.dmn), pack.tests).example_columns
        assert [column.sheet.name for column in columns if not column.label.en or "_" in column.label.vi] == [], version


def test_the_order_of_rows_is_kept(editor, draft):
    sheet = Sheet(editor, draft)
    sheet.tables["unit_cap"].reverse()
    sheet.save("unit_cap")

    assert Sheet(editor, draft).tables["unit_cap"] == sheet.tables["unit_cap"]


def test_an_example_is_added_and_told_when_it_does_not_come_out(editor, draft):
    sheet = Sheet(editor, draft)
    columns, rows = sheet.columns[EXAMPLES], sheet.tables[EXAMPLES]
    rows.append({"id": "", "cells": ["Nhãn hiệu, mức thử", *rows[0]["cells"][1:]]})
    amount = next(place for place, text in enumerate(rows[0]["cells"]) if text.count(".") == 2)
    rows[-1]["cells"][amount] = "1.000"
    assert told(sheet.save(EXAMPLES)) == []
    assert [failed.name for failed in judge(PackDraft.objects.get()).failed] == ["Nhãn hiệu, mức thử"]

    rows[-1]["cells"][0] = rows[0]["cells"][0]
    rows[-1]["cells"][columns.index("Quyết định")] = "grant"
    ((table, row, column, text),) = told(sheet.save(EXAMPLES))
    assert (table, row, column) == (EXAMPLES, len(rows) - 1, 0)
    assert "Trùng tên" in text


@pytest.mark.parametrize(
    ("cell", "text"),
    [("Số đối tượng", "hai"), ("Ngày tham chiếu", "40/40/2026"), ("Quyết định", "nothing"), ("Số đối tượng", "1,5")],
)
def test_a_wrong_fact_is_told_at_its_cell(editor, draft, cell, text):
    sheet = Sheet(editor, draft)
    place = sheet.columns[EXAMPLES].index(cell)
    sheet.tables[EXAMPLES][1]["cells"][place] = text

    assert [found[:3] for found in told(sheet.save(EXAMPLES))] == [(EXAMPLES, 1, place)]


def test_of_two_windows_the_later_is_told_and_changes_nothing(editor, draft):
    first, second = Sheet(editor, draft), Sheet(editor, draft)
    first.put("MAU-3", LEVEL, "13.000.000")
    first.save()
    second.put("MAU-3", LEVEL, "14.000.000")

    with pytest.raises(Conflict, match="PACK_DRAFT_NEWER"):
        second.save()
    assert Sheet(editor, draft).cell("MAU-3", LEVEL) == "13.000.000"


def test_only_the_author_saves(editor, approver, cap, draft):
    other = person("other", "RULE_EDITOR")
    assert not selectors.find_grid(other, draft.pk).editable
    for actor, refusal in ((other, Refused), (approver, NotAllowed), (person("nobody"), (NotVisible, NotAllowed))):
        with pytest.raises(refusal):
            services.save_grid(actor=actor, draft_id=draft.pk, rev=draft.rev, typed={})
    with pytest.raises(Conflict, match="PACK_DRAFT_OPEN"):
        services.begin(actor=other, version_id=cap.pk)
    assert services.begin(actor=editor, version_id=cap.pk) == draft


def test_an_edited_workbook_goes_on_in_the_browser(editor, cap):
    content = edited(exported(cap), raise_the_mark_level)
    draft = services.import_workbook(actor=editor, key=cap.key, content=content, file_name="muc.xlsx")
    sheet = Sheet(editor, draft)

    assert sheet.cell("MAU-3", LEVEL) == "15.000.000"
    assert told(sheet.save()) == []
    assert len(judge(PackDraft.objects.get()).changes) == 1


def many(text):
    return {"unit_cap": [{"id": "", "cells": [text] * 18}]}


HOSTILE = [
    b"",
    b"[]",
    b"{",
    b"[" * 100_000,
    b'{"rev": true, "tables": {}}',
    b'{"rev": 1e999, "tables": {}}',
    b'{"rev": 1}',
    json.dumps({"rev": 1, "tables": []}).encode(),
    json.dumps({"rev": 1, "tables": {"khong-co": []}}).encode(),
    json.dumps({"rev": 1, "tables": {"grant": []}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": {}}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [1]}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [{"id": "", "cells": ["a"]}]}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [{"id": None, "cells": [""] * 18}]}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [{"id": "\0", "cells": [""] * 18}]}}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [{"id": "", "cells": [[]] * 18}]}}).encode(),
    json.dumps({"rev": 1, "tables": many("\0")}).encode(),
    json.dumps({"rev": 1, "tables": many("\ud800")}).encode(),
    json.dumps({"rev": 1, "tables": many("\ufffe")}).encode(),
    json.dumps({"rev": 1, "tables": many("x" * 4001)}).encode(),
    json.dumps({"rev": 1, "tables": {"unit_cap": [{"id": "", "cells": [""] * 18}] * 2001}}).encode(),
    b'{"rev": 1, "tables": "' + b"x" * 9_000_000 + b'"}',
    b"\xff\xfe",
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_page_of_ours_sends_is_refused_and_keeps_nothing(editor, draft, body):
    client = Client()
    client.force_login(User.objects.get(pk=editor.user_id))
    answer = client.post(reverse("rulebook-save", args=[draft.pk]), body, content_type="application/json")

    assert 400 <= answer.status_code < 500
    if answer["Content-Type"].startswith("application/json"):
        assert answer.json()["error"]
    kept = PackDraft.objects.get()
    assert (kept.rev, kept.typed, bytes(kept.dmn)) == (draft.rev, None, bytes(draft.dmn))


@pytest.mark.parametrize("text", ["]]>", "<rule/>", "=1+1", "' OR 1=1", "a\tb\nc", "𝟙", "x" * 4000, "[" * 3999, "not("])
def test_whatever_a_person_types_is_kept(editor, draft, text):
    sheet = Sheet(editor, draft)
    for column in sheet.columns["unit_cap"]:
        sheet.put("MAU-3", column, text)
    sheet.save("unit_cap")

    assert Sheet(editor, draft).cell("MAU-3", LEVEL) == text


def test_the_class_of_what_was_sent_wrongly_is_a_refusal():
    assert (GridWrong("row").status, GridWrong("row").code) == (422, "GRID_WRONG")


def test_the_pages(editor, approver, cap):
    client = Client()
    client.force_login(User.objects.get(pk=editor.user_id))
    assert "Soạn trong trình duyệt" in client.get(reverse("rulebook-version", args=[cap.pk])).content.decode()
    begun = client.post(reverse("rulebook-begin", args=[cap.pk]))
    assert begun.status_code == 302
    page = client.get(begun["Location"]).content.decode()
    assert "<noscript>" in page
    assert "12.000.000" in page
    draft = PackDraft.objects.get()
    data = client.get(reverse("rulebook-grid-data", args=[draft.pk])).json()
    assert data["editable"] is True
    assert [table["name"] for table in data["tables"]] == ["unit_cap", EXAMPLES]

    body = {"rev": data["rev"], "tables": {"unit_cap": data["tables"][0]["rows"]}}
    body["tables"]["unit_cap"][2]["cells"][2] = "13.000.000"
    save = reverse("rulebook-save", args=[draft.pk])
    answer = client.post(save, body, content_type="application/json").json()
    assert (answer["rev"], answer["problems"]) == (data["rev"] + 1, [])
    assert client.post(save, body, content_type="application/json").status_code == 409
    standing = client.get(reverse("rulebook-standing", args=[draft.pk])).content.decode()
    assert "13.000.000" in standing

    client.force_login(User.objects.get(pk=approver.user_id))
    assert client.get(reverse("rulebook-grid-data", args=[draft.pk])).json()["editable"] is False
    assert client.post(save, body, content_type="application/json").status_code == 403
