"""Reading the examples of a grid."""

import re
from collections.abc import Sequence

from portal.rulebook.grid.shape import EXAMPLES, GridColumn, GridProblem, GridRow, Source
from portal.rulebook.grid.words import as_words, without_dots
from portal.rulebook.sheets import examples
from portal.rulebook.sheets.cells import YES_NO, CellWrong, Value, day_of, feel_of, number_of
from rules.packs import PackTest


def read_examples(
    source: Source, rows: Sequence[GridRow], problems: list[GridProblem]
) -> tuple[list[GridRow], tuple[PackTest, ...]]:
    """The rows with their ids, and their examples. An example's id is its name; one without a name gets a number."""
    reader = _Reader(source)
    kept: list[GridRow] = []
    for number, row in enumerate(rows):
        values: list[Value] = []
        for place, cell in enumerate(row.cells):
            try:
                values.append(reader.value(row.id, place, cell))
            except CellWrong as wrong:
                problems.append(GridProblem(EXAMPLES, number, place, wrong.text))
        if len(values) == len(row.cells):
            reader.add(number, values, problems)
        kept.append(GridRow(_id(row, {one.id for one in kept}), row.cells))
    return kept, tuple(reader.found.values())


class _Reader:
    """Reads the rows of one grid, one after the other."""

    def __init__(self, source: Source) -> None:
        self.columns = source.example_columns
        self.sheet = [column.sheet for column in self.columns]
        self.decisions = source.pack.decisions
        self.found: dict[str, PackTest] = {}
        self.before: dict[str, list[list[Value]]] = {}
        for test in (*source.pack.tests, *source.tests):
            self.before.setdefault(test.name, []).append(examples.values_of(test, self.sheet))

    def value(self, row_id: str, place: int, cell: str) -> Value:
        """What a cell says. One that shows what it showed before keeps its value. Raises CellWrong."""
        column = self.columns[place]
        for old in self.before.get(row_id, ()):
            if cell and as_words(old[place], money=column.money) == cell:
                return old[place]
        return _value(cell, column)

    def add(self, number: int, values: list[Value], problems: list[GridProblem]) -> None:
        """One more example, or why it is none."""
        name, decision = str(values[0] or ""), str(values[1] or "")
        place = 0 if not name or name in self.found else 1
        try:
            if name in self.found:
                raise CellWrong("Trùng tên ví dụ. Hãy đặt tên khác.", "Two examples have one name. Rename one.")
            if not decision:
                listed = ", ".join(self.decisions)
                raise CellWrong(f"Hãy chọn một quyết định: {listed}.", f"Choose a decision: {listed}.")
            test = examples.test_of(values, self.sheet, self.decisions)
        except CellWrong as wrong:
            problems.append(GridProblem(EXAMPLES, number, place, wrong.text))
        else:
            self.found[test.name] = test


def _id(row: GridRow, used: set[str]) -> str:
    """The name that the row shows; else the id that it had; else a number that nobody uses."""
    for wanted in (row.cells[0], row.id):
        if wanted and wanted not in used:
            return wanted
    number = len(used) + 1
    while (fresh := f"{EXAMPLES}{number}") in used:
        number += 1
    return fresh


def _value(cell: str, column: GridColumn) -> Value:
    kind = column.kind
    if not cell or column.sheet.role not in ("fact", "outcome"):
        return cell or None
    if kind == "boolean":
        if cell.lower() not in YES_NO:
            raise CellWrong("Hãy ghi “đúng” hoặc “sai”.", "Write “đúng” (true) or “sai” (false).")
        return YES_NO[cell.lower()]
    if kind == "date":
        return day_of(cell)
    if kind == "number" or (not kind and re.fullmatch(r"-?\d{1,15}", cell)):
        return _whole(without_dots(cell, money=column.money))
    return cell


def _whole(cell: str) -> int:
    try:
        number = number_of(feel_of(cell, "number", test=False))
    except ValueError:
        number = None
    if not isinstance(number, int):
        raise CellWrong("Hãy ghi số nguyên, ví dụ 15.000.000.", "Write a whole number, such as 15.000.000.")
    return number
