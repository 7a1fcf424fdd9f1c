"""Reading a workbook back into rules. Every problem is told by sheet and cell; a wrong workbook changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.rulebook.sheets import examples
from portal.rulebook.sheets.cells import CellWrong, Value
from portal.rulebook.sheets.layout import (
    EXAMPLES,
    FIRST_ROW,
    FORMAT,
    HEADINGS,
    MANIFEST,
    MAX_ROWS,
    SheetColumn,
)
from portal.rulebook.sheets.open import Sheet, address, open_workbook
from portal.rulebook.sheets.rows import RowReader
from portal.rulebook.sheets.trouble import CellProblem, WorkbookRefused, refuse
from rules.feel import Text
from rules.packs import Pack, PackTest, Table
from rules.packs.edit import RuleText, rules_of, with_rules


@dataclass(frozen=True, slots=True)
class Made:
    """Which version a workbook was made from, as its hidden sheet says."""

    key: str
    version: str
    sha256: str
    sheets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook says: the new DMN file and the new examples."""

    dmn: bytes
    tests: tuple[PackTest, ...]


def take_workbook(content: bytes, base: Callable[[Made], tuple[Pack, bytes]]) -> Taken:
    """Read a workbook that `workbook_of` wrote and a person edited.

    base    finds the version that the workbook names, with the bytes of its DMN file; what it raises passes through
    Raises  WorkbookRefused with every problem
    """
    sheets = open_workbook(content)
    made = _made(sheets)
    pack, dmn = base(made)
    reader = _Reader(pack, rules_of(dmn))
    wanted = {decision: title for decision, title in made.sheets.items() if decision in pack.decisions}
    tables = {decision: reader.table(sheets, title, decision) for decision, title in wanted.items()}
    tests = reader.examples(sheets)
    extra = set(sheets) - set(made.sheets.values()) - {EXAMPLES, MANIFEST}
    for title in sorted(extra):
        reader.problem(title, "", "Trang tính lạ. Hãy xóa trang này.", "An unknown sheet. Delete it.")
    if reader.problems:
        raise WorkbookRefused(reader.problems)
    return Taken(with_rules(dmn, tables), tests)


def _made(sheets: Mapping[str, Sheet]) -> Made:
    hidden = sheets.get(MANIFEST)
    said = (
        {str(hidden.values.get((row, 1))): str(hidden.values.get((row, 2))) for row in range(1, 60)} if hidden else {}
    )
    if said.get("format") != FORMAT or not {"key", "version", "sha256"} <= set(said):
        raise refuse(
            "Tệp này không phải do Hải Đăng xuất ra. Hãy xuất Excel từ bộ quy tắc rồi sửa trên tệp đó.",
            "Hải Đăng did not make this file. Export the rule pack to Excel and edit that file.",
        )
    titles = {name.removeprefix("sheet:"): title for name, title in said.items() if name.startswith("sheet:")}
    return Made(said["key"], said["version"], said["sha256"], titles)


class _Reader:
    """Collects the problems of one workbook."""

    def __init__(self, pack: Pack, rules: Mapping[str, tuple[RuleText, ...]]) -> None:
        self.pack = pack
        self.rules = rules
        self.known = frozenset(pack.inputs) | frozenset(pack.decisions)
        self.problems: list[CellProblem] = []

    def problem(self, sheet: str, cell: str, vi: str, en: str) -> None:
        """One more problem."""
        self.problems.append(CellProblem(sheet, cell, Text(vi, en)))

    def table(self, sheets: Mapping[str, Sheet], title: str, decision: str) -> tuple[RuleText, ...]:
        """The rules of one sheet."""
        logic = self.pack.decisions[decision].logic
        sheet = self._sheet(sheets, title)
        if sheet is None or not isinstance(logic, Table):
            return ()
        earlier = {rule.id: (rule,) for rule in self.rules[decision]}
        reader = RowReader(decision, logic, self.known, earlier, lambda value, column: value)
        self._headings(sheet, reader.columns)
        unreadable = {problem.cell for problem in sheet.problems}  # told already
        found: dict[str, tuple[int, RuleText]] = {}
        for row, values in self._rows(sheet, len(reader.columns)):

            def tell(place: int, text: Text, row: int = row) -> None:
                if address(row, place) not in unreadable:
                    self.problems.append(CellProblem(sheet.title, address(row, place), text))

            row_id = self._row_id(sheet, row, values[0], reader, found)
            found[row_id] = row, reader.read(row_id, values, tell)
        if not found:
            self.problem(title, address(FIRST_ROW, 1), "Bảng không còn dòng nào.", "The table has no row left.")
        return tuple(rule for _, rule in found.values())

    def examples(self, sheets: Mapping[str, Sheet]) -> tuple[PackTest, ...]:
        """The examples, by the order of their rows."""
        sheet = self._sheet(sheets, EXAMPLES)
        if sheet is None:
            return ()
        columns = examples.columns_of(self.pack)
        self._headings(sheet, columns)
        found: dict[str, PackTest] = {}
        for row, values in self._rows(sheet, len(columns)):
            try:
                test = examples.test_of(values, columns, self.pack.decisions)
            except CellWrong as wrong:
                self.problems.append(CellProblem(EXAMPLES, f"{row}:{row}", wrong.text))
                continue
            if test.name in found:
                self.problem(EXAMPLES, address(row, 1), "Trùng tên ví dụ.", "Two examples have one name.")
            found[test.name] = test
        return tuple(found.values())

    def _sheet(self, sheets: Mapping[str, Sheet], title: str) -> Sheet | None:
        sheet = sheets.get(title)
        if sheet is None:
            self.problem(title, "", "Thiếu trang tính này.", "This sheet is missing.")
            return None
        self.problems += sheet.problems
        return sheet

    def _headings(self, sheet: Sheet, columns: Sequence[SheetColumn]) -> None:
        for place, column in enumerate(columns, start=1):
            for row, wanted in zip(HEADINGS, column.heading, strict=True):
                if str(sheet.values.get((row, place)) or "") != wanted:
                    cell = address(row, place)
                    self.problem(sheet.title, cell, f"Tiêu đề phải là “{wanted}”.", f"The heading must be “{wanted}”.")
        for row, place in sorted(sheet.values):
            if place > len(columns):
                self.problem(sheet.title, address(row, place), "Ô ngoài bảng. Hãy xóa.", "Outside the table. Clear it.")

    def _rows(self, sheet: Sheet, width: int) -> list[tuple[int, list[Value]]]:
        if sheet.last_row > MAX_ROWS:
            self.problem(sheet.title, address(MAX_ROWS, 1), "Quá nhiều dòng.", "Too many rows.")
            return []
        rows = [
            (row, [sheet.values.get((row, place)) for place in range(1, width + 1)])
            for row in range(FIRST_ROW, sheet.last_row + 1)
        ]
        return [(row, values) for row, values in rows if any(value is not None for value in values)]

    def _row_id(
        self, sheet: Sheet, row: int, value: Value, reader: RowReader, found: Mapping[str, tuple[int, RuleText]]
    ) -> str:
        given = str(value) if value is not None else ""
        if given in found:
            vi, en = f"Mã dòng trùng với dòng {found[given][0]}", f"The same row code as row {found[given][0]}"
            mend = "để trống ô này nếu là dòng mới", "leave this cell empty for a new row"
            self.problem(sheet.title, address(row, 1), f"{vi}; {mend[0]}.", f"{en}; {mend[1]}.")
        elif given and given not in reader.earlier:
            vi, en = "Mã dòng lạ; hãy để trống, mã sẽ được cấp.", "An unknown row code; leave it empty to get one."
            self.problem(sheet.title, address(row, 1), vi, en)
        if given and given not in found:
            return given
        return reader.fresh_id(found)
