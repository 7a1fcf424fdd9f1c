"""The grid of a draft in the language of the page, as the browser's code and a page without scripts want it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.platform.clock import local
from portal.rulebook.code_words import CodeWords
from portal.rulebook.compiled import pack_of
from portal.rulebook.gates.finding import Weight
from portal.rulebook.grid import EXAMPLES, GridProblem, GridTable
from portal.rulebook.grid.shape import GridColumn
from portal.rulebook.grid.words import as_words
from portal.rulebook.judge import Judgement, judge
from portal.rulebook.models import PackDraft
from portal.rulebook.selectors import GridShown
from portal.rulebook.services import Saved
from portal.rulebook.sheets.cells import NOTHING, YES_NO
from portal.rulebook.sheets.examples import NO_FINDINGS
from portal.web.gate_words import TAGS, FindingShown, gates
from portal.web.rulebook_words import cell_words, changes, said
from rules.evaluate.check import FailedExample
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
    codes = CodeWords()
    pack = pack_of(shown.draft.base_id)
    decisions = {name: said(one.label) for name, one in pack.decisions.items() if one.label.vi}
    return {
        "rev": shown.draft.rev,
        "editable": shown.editable,
        "tables": [_table(table, codes, decisions) for table in shown.tables],
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
    obstacles = _together(one for gate in gates(judgement) for one in gate.findings if one.tag == TAGS[Weight.BLOCKS])
    moved = list(zip((change.decision for change in judgement.changes), changes(judgement.changes), strict=True))
    return {
        "verdicts": found,
        "verdicts_json": json.dumps(found, ensure_ascii=False),
        "failed": [name for name, verdict in found.items() if not verdict["passes"]],
        "obstacles": obstacles[:LISTED],
        "more_obstacles": max(0, len(obstacles) - LISTED),
        "changes": moved[:LISTED],
        "more_changes": max(0, len(moved) - LISTED),
    }


def _together(findings: Iterable[FindingShown]) -> list[FindingShown]:
    """Findings that say the same of several rows, said once."""
    found: dict[tuple[str, ...], FindingShown] = {}
    for one in findings:
        key = (one.decision, one.text, one.example)
        found[key] = replace(one, rows=(*found[key].rows, *one.rows)) if key in found else one
    return list(found.values())


def verdicts(judgement: Judgement) -> dict[str, dict[str, Any]]:
    """Name of the example -> whether it comes out, and by name of the column what the rules give instead."""
    found: dict[str, dict[str, Any]] = {test.name: {"passes": True, "cells": {}} for test in judgement.pack.tests}
    for failed in judgement.failed:
        found[failed.name] = {"passes": False, "cells": _given(failed)}
    return found


def _given(failed: FailedExample) -> dict[str, str]:
    """Column -> why it fails: the outcomes that differ, the findings, or in the name's column why nothing came out."""
    wanted, found = failed.wanted, failed.found
    if isinstance(wanted, dict) and isinstance(found, dict):
        other = {name: found[name] for name in wanted if found[name] != wanted[name]}
        return {name: _("Quy tắc cho %(found)s") % {"found": _plain(value)} for name, value in other.items()}
    if isinstance(found, list):
        listed = ", ".join(map(str, found)) or NO_FINDINGS
        return {"findings": _("Quy tắc nêu %(found)s") % {"found": listed}}
    return {"name": _("Không tính được: %(why)s") % {"why": found}}


def _plain(value: Any) -> str:
    """A result as a cell would show it."""
    if value is None:
        return NOTHING
    return as_words(value) if isinstance(value, bool | int | Decimal) else cell_words(str(value))


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


def _table(table: GridTable, codes: CodeWords, decisions: dict[str, str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": said(table.title),
        "hitPolicy": table.hit_policy,
        "examples": table.name == EXAMPLES,
        "columns": [_column(column, codes, decisions) for column in table.columns],
        "rows": [{"id": row.id, "cells": row.cells} for row in table.rows],
    }


def _column(column: GridColumn, codes: CodeWords, decisions: dict[str, str]) -> dict[str, Any]:
    """codes: what the values of the column are called, beside which they are shown; what is stored is the code."""
    sheet = column.sheet
    about = sheet.expression.removeprefix("fact.").removeprefix("outcome.")
    known = {code: said(words) for code, words in codes.all_of(about).items()} if column.kind in ("string", "") else {}
    return {
        "codes": decisions if sheet.role == "decision" else known,
        "name": sheet.name,
        "role": sheet.role,
        "label": said(column.label),
        "expression": about,
        "type": column.kind,
        "choices": sheet.choices or (tuple(YES_NO) if column.kind == "boolean" and sheet.role != "input" else ()),
        "money": column.money,
        "wide": sheet.name in WIDE,
    }


def _problem(problem: GridProblem) -> dict[str, Any]:
    return {"table": problem.table, "row": problem.row, "column": problem.column, "text": said(problem.text)}
