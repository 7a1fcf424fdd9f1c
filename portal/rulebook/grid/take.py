"""Reading what was typed into a grid back into rules and examples. Every problem is told by its cell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.platform.text import nfc
from portal.rulebook.grid.examples import read_examples
from portal.rulebook.grid.shape import EXAMPLES, GridColumn, GridProblem, GridRow, GridTable, GridWrong, Source
from portal.rulebook.grid.words import as_words, without_dots
from portal.rulebook.sheets.cells import Value
from portal.rulebook.sheets.layout import MAX_ROWS, SheetColumn
from portal.rulebook.sheets.rows import RowReader
from portal.rulebook.sheets.take import Taken
from rules.feel import Text
from rules.packs import PackError, PackTest
from rules.packs.edit import RuleText, with_rules

MAX_LETTERS = 4000
MAX_ID = 200
# What no file of ours can hold: controls but tab and line feed, halves of a letter, no-letters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Reading:
    """What a grid says.

    taken     the new DMN file and examples; None while some cell is wrong
    typed     what was sent, by table, with an id for each row
    problems  the cells that are wrong
    """

    taken: Taken | None = None
    typed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[GridProblem] = field(default_factory=list)

    def ids(self) -> dict[str, list[str]]:
        """Table -> the ids of its rows, in order."""
        return {name: [row["id"] for row in rows] for name, rows in self.typed.items()}

    def refuse(self, wrong: PackError) -> None:
        """The cells are right one by one, but no pack together: each reason at its row where it names one."""
        self.taken = None
        rows = {row_id: (name, number) for name, ids in self.ids().items() for number, row_id in enumerate(ids)}
        for problem in wrong.problems:
            owner = problem.element if problem.element in rows else problem.element.rpartition("_")[0]
            table, row = rows.get(owner, ("", -1))
            self.problems.append(GridProblem(table, row, -1, problem.text))


def read_grid(source: Source, typed: Mapping[str, Any], shown: Iterable[GridTable] = ()) -> Reading:
    """What was typed, as rules and examples, or every cell that is wrong.

    typed   table name -> list of {"id": str, "cells": [str]}, "" as the id of a new row; a table that is left out
            stays as it is
    shown   the tables as they stood before: a row that is sent without cells stands for the one of its id there
    Raises  GridWrong for what no browser page of ours can have sent
    """
    reading = Reading()
    before = {table.name: {row.id: row for row in table.rows} for table in shown}
    tables: dict[str, Sequence[RuleText]] = {}
    tests: tuple[PackTest, ...] = source.tests
    for name, sent in typed.items():
        if name != EXAMPLES and name not in source.tables:
            raise GridWrong("table")
        rows = _checked(sent, len(source.columns(name)), before.get(name, {}))
        if name == EXAMPLES:
            rows, tests = read_examples(source, rows, reading.problems)
        else:
            rows, tables[name] = _rules(source, name, rows, reading.problems)
        reading.typed[name] = [{"id": row.id, "cells": list(row.cells)} for row in rows]
    if not reading.problems:
        reading.taken = Taken(with_rules(source.dmn, tables), tests)
    return reading


def _checked(sent: Any, width: int, before: Mapping[str, GridRow]) -> list[GridRow]:
    """Rows of texts of the right width. Raises GridWrong."""
    if not isinstance(sent, list) or len(sent) > MAX_ROWS:
        raise GridWrong("rows")
    return [_row(row, width, before) for row in sent]


def _row(row: Any, width: int, before: Mapping[str, GridRow]) -> GridRow:
    row_id, cells = (row.get("id"), row.get("cells")) if isinstance(row, dict) else (None, None)
    if isinstance(row_id, str) and cells is None and row_id in before:
        return before[row_id]
    if not isinstance(row_id, str) or not isinstance(cells, list) or len(cells) != width:
        raise GridWrong("row")
    if len(row_id) > MAX_ID or _UNWRITABLE.search(row_id):
        raise GridWrong("id")
    if not all(isinstance(cell, str) and len(cell) <= MAX_LETTERS for cell in cells):
        raise GridWrong("cell")
    whole = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    if any(_UNWRITABLE.search(cell) for cell in whole):
        raise GridWrong("letter")
    return GridRow(nfc(row_id), tuple(nfc(cell).strip() for cell in whole))


def _rules(
    source: Source, name: str, rows: list[GridRow], problems: list[GridProblem]
) -> tuple[list[GridRow], tuple[RuleText, ...]]:
    """The rows with their ids, and their rules."""
    columns = source.columns(name)
    money = {column.sheet for column in columns if column.money}

    def plain(value: Value, column: SheetColumn) -> Value:
        return without_dots(as_words(value), money=column in money)

    known = frozenset(source.pack.inputs) | frozenset(source.pack.decisions)
    reader = RowReader(name, source.tables[name], known, _earlier(source, name), plain)
    kept: list[GridRow] = []
    found: dict[str, RuleText] = {}
    used = {row.id for row in rows}
    for number, row in enumerate(rows):

        def tell(place: int, text: Text, number: int = number) -> None:
            problems.append(GridProblem(name, number, place - 2, text))

        row_id = row.id if _may_keep(row.id, reader) and row.id not in found else reader.fresh_id(used | set(found))
        kept.append(GridRow(row_id, row.cells))
        found[row_id] = reader.read(row_id, [None, *_values(row, columns)], tell)
    if not found:
        mend = Text("Bảng phải có ít nhất một dòng. Hãy thêm dòng.", "The table needs a row. Add one.")
        problems.append(GridProblem(name, -1, -1, mend))
    return kept, tuple(found.values())


def _values(row: GridRow, columns: Sequence[GridColumn]) -> list[Value]:
    return [without_dots(cell, money=column.money) or None for cell, column in zip(row.cells, columns, strict=True)]


def _earlier(source: Source, name: str) -> dict[str, tuple[RuleText, ...]]:
    """What each row said: in the version that the draft began from, and in the draft. So a change can be undone."""
    earlier: dict[str, tuple[RuleText, ...]] = {}
    for rules in (source.base_rules[name], source.rules[name]):
        for rule in rules:
            earlier[rule.id] = (*earlier.get(rule.id, ()), rule)
    return earlier


def _may_keep(row_id: str, reader: RowReader) -> bool:
    """A row keeps the id that it had, or that it was given here: a new row must not change its id with each save."""
    return row_id in reader.earlier or bool(re.fullmatch(rf"{re.escape(reader.decision)}-\d{{1,6}}", row_id))
