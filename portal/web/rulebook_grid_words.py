"""The grid of a draft in the language of the page, as the browser's code and a page without scripts want it."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.platform.clock import local
from portal.rulebook.gates.finding import Weight
from portal.rulebook.grid import EXAMPLES, GridProblem, GridTable
from portal.rulebook.grid.shape import GridColumn
from portal.rulebook.judge import Judgement, judge
from portal.rulebook.models import PackDraft
from portal.rulebook.selectors import GridShown
from portal.rulebook.services import Saved
from portal.web.gate_words import TAGS, gates
from portal.web.rulebook_words import changes, failures, said
from rules.packs import PackError

WIDE = frozenset({"articleVi", "articleEn", "messageVi", "messageEn", "note", "name", "findings"})
LISTED = 20  # of the changes and obstacles beside the tables; the page of the draft has them all


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table for a page without scripts: `body` holds its rows as HTML."""

    title: str
    headings: list[str]
    body: SafeString


def payload(shown: GridShown) -> dict[str, Any]:
    """Everything that the grid draws."""
    return {
        "rev": shown.draft.rev,
        "editable": shown.editable,
        "tables": [_table(table) for table in shown.tables],
        "problems": [_problem(problem) for problem in shown.problems],
    }


def saved(kept: Saved) -> dict[str, Any]:
    """The answer to a save."""
    return {
        "rev": kept.draft.rev,
        "time": f"{local(kept.draft.updated_at):%H:%M:%S}",
        "ids": kept.ids,
        "problems": [_problem(problem) for problem in kept.problems],
    }


def standing(draft: PackDraft) -> dict[str, Any]:
    """What the judge says about a draft as it could last be read, for the part of the page beside the tables."""
    try:
        judgement = judge(draft)
    except PackError as wrong:
        unreadable = [(problem.element, said(problem.text)) for problem in wrong.problems]
        return {"unreadable": unreadable, "verdicts_json": "{}"}
    found = verdicts(judgement)
    obstacles = [one for gate in gates(judgement) for one in gate.findings if one.tag == TAGS[Weight.BLOCKS]]
    moved = list(zip((change.decision for change in judgement.changes), changes(judgement), strict=True))
    return {
        "verdicts": found,
        "verdicts_json": json.dumps(found, ensure_ascii=False),
        "failed": failures(judgement),
        "obstacles": obstacles[:LISTED],
        "more_obstacles": max(0, len(obstacles) - LISTED),
        "changes": moved[:LISTED],
        "more_changes": max(0, len(moved) - LISTED),
    }


def verdicts(judgement: Judgement) -> dict[str, str]:
    """Name of the example -> "" when it comes out, else what is wanted and what the rules give."""
    found = dict.fromkeys((test.name for test in judgement.pack.tests), "")
    for name, wanted, given in failures(judgement):
        found[name] = _("Phải là %(wanted)s; quy tắc cho %(found)s.") % {"wanted": wanted, "found": given}
    return found


def plain_tables(shown: GridShown) -> list[PlainTable]:
    """The tables as plain HTML."""
    return [
        PlainTable(
            said(table.title),
            [said(column.label) for column in table.columns],
            format_html_join(
                "\n",
                "<tr>{}</tr>",
                ((format_html_join("", "<td>{}</td>", ((c,) for c in row.cells)),) for row in table.rows),
            ),
        )
        for table in shown.tables
    ]


def _table(table: GridTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": said(table.title),
        "hitPolicy": table.hit_policy,
        "examples": table.name == EXAMPLES,
        "columns": [_column(column) for column in table.columns],
        "rows": [{"id": row.id, "cells": row.cells} for row in table.rows],
    }


def _column(column: GridColumn) -> dict[str, Any]:
    sheet = column.sheet
    return {
        "name": sheet.name,
        "role": sheet.role,
        "label": said(column.label),
        "expression": sheet.expression.removeprefix("fact.").removeprefix("outcome."),
        "type": sheet.type if sheet.type in {"string", "number", "date", "boolean"} else "",
        "choices": sheet.choices,
        "money": column.money,
        "wide": sheet.name in WIDE,
    }


def _problem(problem: GridProblem) -> dict[str, Any]:
    return {"table": problem.table, "row": problem.row, "column": problem.column, "text": said(problem.text)}
