"""Reading a workbook back into rules. Every problem is told by sheet and cell; a wrong workbook changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.rulebook.sheets import examples
from portal.rulebook.sheets.cells import CellWrong, Value, day_of, feel_of
from portal.rulebook.sheets.fill import values_of
from portal.rulebook.sheets.layout import (
    DATES,
    EXAMPLES,
    FIRST_ROW,
    FORMAT,
    HEADINGS,
    MANIFEST,
    MAX_ROWS,
    SheetColumn,
    columns_of,
)
from portal.rulebook.sheets.open import Sheet, address, open_workbook
from portal.rulebook.sheets.trouble import CellProblem, WorkbookRefused, refuse
from rules.feel import EvaluationContext, Text, UnaryTests, compile_expression
from rules.packs import Pack, PackTest, Table
from rules.packs.edit import RuleText, rules_of, with_rules

KINDS: Mapping[str, type | tuple[type, ...]] = {"string": str, "number": Decimal, "date": date, "boolean": bool}


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
        self.unreadable: set[str] = set()  # cells of the sheet at hand that have been told already

    def problem(self, sheet: str, cell: str, vi: str, en: str) -> None:
        """One more problem."""
        self.problems.append(CellProblem(sheet, cell, Text(vi, en)))

    def table(self, sheets: Mapping[str, Sheet], title: str, decision: str) -> tuple[RuleText, ...]:
        """The rules of one sheet."""
        logic = self.pack.decisions[decision].logic
        sheet = self._sheet(sheets, title)
        if sheet is None or not isinstance(logic, Table):
            return ()
        columns = columns_of(logic)
        self._headings(sheet, columns)
        self.unreadable = {problem.cell for problem in sheet.problems}
        earlier = {rule.id: rule for rule in self.rules[decision]}
        allowed = [column.allowed for column in logic.columns] + [output.allowed for output in logic.outputs]
        found: dict[str, tuple[int, RuleText]] = {}
        for row, values in self._rows(sheet, len(columns)):
            row_id = self._row_id(sheet, row, values[0], earlier, found, decision)
            before = earlier.get(row_id)
            shown_before = values_of(before, columns) if before else [None] * len(columns)
            found[row_id] = row, self._rule(sheet, row, row_id, values, shown_before, before, columns, allowed)
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
        self, sheet: Sheet, row: int, value: Value, earlier: Mapping[str, Any], found: Mapping[str, Any], decision: str
    ) -> str:
        given = str(value) if value is not None else ""
        if given in found:
            vi, en = f"Mã dòng trùng với dòng {found[given][0]}", f"The same row code as row {found[given][0]}"
            mend = "để trống ô này nếu là dòng mới", "leave this cell empty for a new row"
            self.problem(sheet.title, address(row, 1), f"{vi}; {mend[0]}.", f"{en}; {mend[1]}.")
        elif given and given not in earlier:
            vi, en = "Mã dòng lạ; hãy để trống, mã sẽ được cấp.", "An unknown row code; leave it empty to get one."
            self.problem(sheet.title, address(row, 1), vi, en)
        if given and given not in found:
            return given
        number = len(earlier) + 1
        while (fresh := f"{decision}-{number}") in earlier or fresh in found:
            number += 1
        return fresh

    def _rule(
        self,
        sheet: Sheet,
        row: int,
        row_id: str,
        values: Sequence[Value],
        shown_before: Sequence[Value],
        before: RuleText | None,
        columns: Sequence[SheetColumn],
        allowed: Sequence[UnaryTests | None],
    ) -> RuleText:
        texts: dict[str, list[str]] = {"input": [], "output": []}
        about: dict[str, str] = {}
        old = iter((*before.inputs, *before.outputs)) if before else iter(())
        limits = iter(allowed)
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            same = before is not None and _alike(value, shown_before[place - 1])
            try:
                if column.role in texts:
                    text, limit = next(old, ""), next(limits)
                    texts[column.role].append(text if same else self._feel(value, column, limit))
                elif column.role == "about" and (said := _about(value, column)):
                    about[column.name] = said
            except CellWrong as wrong:
                if address(row, place) not in self.unreadable:
                    self.problems.append(CellProblem(sheet.title, address(row, place), wrong.text))
                texts.get(column.role, []).append("null" if column.role == "output" else "-")
        return RuleText(row_id, tuple(texts["input"]), tuple(texts["output"]), about)

    def _feel(self, value: Value, column: SheetColumn, allowed: UnaryTests | None) -> str:
        test = column.role == "input"
        text = feel_of(value, column.type, test=test)
        if column.choices:
            _among(text, column.choices)
        if test:
            return text
        expression = compile_expression(text, names=self.known)
        unknown = sorted(expression.variables - self.known)
        if unknown:
            raise CellWrong(f"Không hiểu “{unknown[0]}”.", f"“{unknown[0]}” is not known.")
        if not expression.variables:
            _fits(expression.evaluate({}, EvaluationContext()), text, column.type, allowed)
        return text


def _about(value: Value, column: SheetColumn) -> str:
    if column.name in DATES:
        day = day_of(value)
        return day.isoformat() if day else ""
    text = "" if value is None else str(value)
    if text and column.choices and text not in column.choices:
        words = ", ".join(column.choices)
        raise CellWrong(f"Chỉ nhận: {words}.", f"One of: {words}.")
    if column.name == "articleVi" and not text:
        raise CellWrong("Mỗi dòng phải nêu căn cứ (điều, khoản, văn bản).", "Each row must name its legal basis.")
    return text


def _among(text: str, choices: Sequence[str]) -> None:
    """Literal texts of a cell must be among the column's words; a FEEL test may stand for anything."""
    words = compile_expression(f"[{text}]") if text not in {"-", "null"} and not text.startswith("not(") else None
    values = words.evaluate({}, EvaluationContext()) if words is not None and not words.variables else []
    for value in values or []:
        if isinstance(value, str) and value not in choices:
            listed = ", ".join(choices)
            raise CellWrong(f"“{value}” không có trong danh mục: {listed}.", f"“{value}” is not one of: {listed}.")


def _fits(value: Any, text: str, kind: str, allowed: UnaryTests | None) -> None:
    wanted = KINDS.get(kind)
    if value is None and text != "null":
        raise CellWrong("Không tính được giá trị này.", "This has no value.")
    if value is None or wanted is None:
        return
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        vi = {"string": "chữ", "number": "số", "date": "ngày", "boolean": "đúng/sai"}[kind]
        raise CellWrong(f"Cột này nhận {vi}.", f"This column takes a {kind}.")
    if allowed is not None and allowed.matches(value, {}) is not True:
        raise CellWrong(f"Chỉ nhận: {allowed.text}.", f"One of: {allowed.text}.")


def _alike(value: Value, shown_before: Value) -> bool:
    return type(value) is type(shown_before) and value == shown_before
