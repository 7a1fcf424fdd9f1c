"""Reading the cells of one rule, whoever typed them: a workbook's row or a row of the grid in the browser."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.rulebook.sheets.cells import CellWrong, Value, day_of, feel_of
from portal.rulebook.sheets.fill import values_of
from portal.rulebook.sheets.layout import DATES, SheetColumn, columns_of
from rules.feel import EvaluationContext, Text, UnaryTests, compile_expression
from rules.packs import Table
from rules.packs.edit import RuleText

KINDS: Mapping[str, type | tuple[type, ...]] = {"string": str, "number": Decimal, "date": date, "boolean": bool}

Tell = Callable[[int, Text], None]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows of one table.

    known    names that an output may use: inputs and decisions of the pack
    earlier  the rules as they were, by id, each one or several times: a cell that shows what it showed keeps its text
    shown    what a cell of a column shows for a value; a workbook shows the value itself
    columns  the columns of the table, from left to right
    """

    decision: str
    table: Table
    known: frozenset[str]
    earlier: Mapping[str, Sequence[RuleText]]
    shown: Callable[[Value, SheetColumn], Value]
    columns: tuple[SheetColumn, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", columns_of(self.table))

    def fresh_id(self, taken: Container[str]) -> str:
        """An id for a new row."""
        number = len(self.earlier) + 1
        while (fresh := f"{self.decision}-{number}") in self.earlier or fresh in taken:
            number += 1
        return fresh

    def read(self, row_id: str, values: Sequence[Value], tell: Tell) -> RuleText:
        """The rule of a row. tell(place, text) hears of each cell that cannot be read; place counts from 1."""
        said = _Said(self, self.earlier.get(row_id, ()))
        texts: dict[str, list[str]] = {"input": [], "output": []}
        about: dict[str, str] = {}
        limits = self._limits()
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True), start=1):
            try:
                if column.role in texts:
                    limit = next(limits)
                    same = said.text(place, value)
                    texts[column.role].append(self._feel(value, column, limit) if same is None else same)
                elif column.role == "about" and (note := _about(value, column)):
                    about[column.name] = note
            except CellWrong as wrong:
                tell(place, wrong.text)
                texts.get(column.role, []).append("null" if column.role == "output" else "-")
        return RuleText(row_id, tuple(texts["input"]), tuple(texts["output"]), about)

    def _limits(self) -> Iterator[UnaryTests | None]:
        yield from (column.allowed for column in self.table.columns)
        yield from (output.allowed for output in self.table.outputs)

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


class _Said:
    """What the cells of a row showed before, and the texts that they stood for."""

    def __init__(self, reader: RowReader, rules: Sequence[RuleText]) -> None:
        columns = reader.columns
        self._first = next((place for place, column in enumerate(columns) if column.role != "id"), 0)
        self._rules = [
            ([reader.shown(v, c) for v, c in zip(values_of(rule, columns), columns, strict=True)], rule)
            for rule in rules
        ]

    def text(self, place: int, value: Value) -> str | None:
        """The earlier text of a cell that shows what it showed; None for one that was changed. Place from 1."""
        for shown, rule in self._rules:
            if _alike(value, shown[place - 1]):
                return (*rule.inputs, *rule.outputs)[place - 1 - self._first]
        return None


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
