"""The tables of a draft for programs: the same services, rights and refusals as on the page."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.rulebook.judge import judge
from portal.rulebook.models import PackDraft


def caller(actor, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def address(editor, cap):
    made = caller(editor).post(f"/api/v1/rule-packs/versions/{cap.pk}/draft")
    assert made.status_code == 201
    return f"/api/v1/rule-packs/drafts/{made.json()['id']}/grid"


def put(client, address, body):
    return client.put(address, body, content_type="application/json")


def test_a_program_changes_an_amount(editor, address):
    client = caller(editor)
    grid = client.get(address).json()
    table = grid["tables"][0]
    amount = next(place for place, column in enumerate(table["columns"]) if column["name"].endswith("unit_cap_vnd"))
    assert (grid["editable"], table["columns"][amount]["title"]) == (True, "Maximum (đồng)")
    rows = [{"id": row["id"]} for row in table["rows"]]
    rows[2] = table["rows"][2]
    rows[2]["cells"][amount] = "15.000.000"

    saved = put(client, address, {"rev": grid["rev"], "tables": {table["name"]: rows}}).json()

    assert (saved["rev"], saved["problems"]) == (grid["rev"] + 1, [])
    assert saved["ids"][table["name"]] == [row["id"] for row in rows]
    assert [change.row_id for change in judge(PackDraft.objects.get()).changes] == ["MAU-3"]
    newer = put(client, address, {"rev": grid["rev"], "tables": {}})
    assert (newer.status_code, newer.json()["code"]) == (409, "PACK_DRAFT_NEWER")


def test_what_cannot_be_read_is_told_in_the_callers_language(editor, address):
    client = caller(editor)
    grid = client.get(address).json()
    table = grid["tables"][0]
    table["rows"][0]["cells"] = ["("] * len(table["columns"])
    saved = put(client, address, {"rev": grid["rev"], "tables": {table["name"]: table["rows"]}}).json()

    assert {problem["row"] for problem in saved["problems"]} == {0}
    assert client.get(address).json()["problems"] == saved["problems"]
    assert "Write a number, such as 15.000.000." in " ".join(problem["text"] for problem in saved["problems"])


@pytest.mark.parametrize("body", [[], {}, {"rev": 1}, {"rev": "x", "tables": {}}, {"rev": 1, "tables": []}])
def test_another_shape_is_refused(editor, address, body):
    assert put(caller(editor), address, body).status_code == 400


@pytest.mark.parametrize("tables", [{"x": []}, {"unit_cap": 1}, {"unit_cap": [{"id": "\0", "cells": []}]}])
def test_no_grid_of_this_pack_is_refused(editor, address, tables):
    answer = put(caller(editor), address, {"rev": 1, "tables": tables})
    assert (answer.status_code, answer.json()["code"]) == (422, "GRID_WRONG")


def test_only_the_author_saves(approver, address):
    assert caller(approver).get(address).json()["editable"] is False
    assert put(caller(approver), address, {"rev": 1, "tables": {}}).status_code == 403
