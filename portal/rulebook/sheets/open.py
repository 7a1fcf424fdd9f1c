"""An uploaded workbook as sheets of typed cells. The file itself is opened by a child process."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from portal.platform.text import nfc
from portal.rulebook.sheets.cells import Value, number_of
from portal.rulebook.sheets.child import EXITS, MAX_SECONDS
from portal.rulebook.sheets.trouble import CellProblem, refuse
from rules.feel import Text

ROOT = Path(__file__).resolve().parents[3]
MAX_BYTES = 5 * 1024 * 1024
REASONS: Mapping[str, tuple[str, str]] = {
    "NOT_A_WORKBOOK": (
        "Không đọc được tệp. Hãy lưu lại ở định dạng Excel (.xlsx) rồi nạp lại.",
        "The file cannot be read. Save it as an Excel workbook (.xlsx) and send it again.",
    ),
    "UNPACKS_TOO_LARGE": ("Tệp quá lớn khi mở ra.", "The file is too large once unpacked."),
    "MACRO": (
        "Tệp có macro. Hãy lưu lại không có macro (.xlsx).",
        "The file holds macros. Save it without them (.xlsx).",
    ),
    "TOO_MANY_CELLS": ("Tệp có quá nhiều ô (hơn 200.000).", "The file has too many cells (over 200,000)."),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: values by (row, column), and what in it cannot be taken as it stands."""

    title: str
    values: Mapping[tuple[int, int], Value]
    problems: tuple[CellProblem, ...]
    last_row: int


def address(row: int, column: int) -> str:
    """The Excel address of a cell."""
    return f"{get_column_letter(column)}{row}"


def open_workbook(content: bytes) -> dict[str, Sheet]:
    """Title -> sheet. Raises WorkbookRefused for a file that is no harmless workbook of a sensible size."""
    if len(content) > MAX_BYTES:
        raise refuse("Tệp lớn hơn 5 MB.", "The file is larger than 5 MB.")
    return {sheet["title"]: _sheet(sheet) for sheet in _told(content)}


def _told(content: bytes) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "portal.rulebook.sheets.child"]
    try:
        # Fixed arguments, no shell; the file is data on standard input.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, cwd=ROOT, timeout=MAX_SECONDS + 10, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise refuse(*REASONS["UNPACKS_TOO_LARGE"]) from slow
    if done.returncode == 0:
        sheets: list[dict[str, Any]] = json.loads(done.stdout)
        return sheets
    # A child that was killed ran out of its memory or time.
    raise refuse(*REASONS[EXITS.get(done.returncode, "UNPACKS_TOO_LARGE")])


def _sheet(told: dict[str, Any]) -> Sheet:
    title = str(told["title"])
    values: dict[tuple[int, int], Value] = {}
    problems: list[CellProblem] = []
    for row, column, kind, raw in told["cells"]:
        value, wrong = _value(kind, raw)
        if wrong is not None:
            problems.append(CellProblem(title, address(row, column), wrong))
        elif value != "":
            values[row, column] = value
    problems += [CellProblem(title, spot, _MERGED) for spot in told["merged"]]
    used_rows, used_columns = {row for row, _ in values}, {column for _, column in values}
    problems += [CellProblem(title, f"{row}:{row}", _HIDDEN_ROW) for row in told["hidden_rows"] if row in used_rows]
    problems += [
        CellProblem(title, f"{get_column_letter(column)}:{get_column_letter(column)}", _HIDDEN_COLUMN)
        for column in told["hidden_columns"]
        if column in used_columns
    ]
    return Sheet(title, values, tuple(problems), max(used_rows, default=0))


_MERGED = Text("Các ô bị gộp. Hãy tách ô rồi nạp lại.", "Merged cells. Unmerge them and send the file again.")
_HIDDEN_ROW = Text("Dòng đang bị ẩn. Hãy bỏ ẩn hoặc xóa dòng.", "A hidden row. Show it or delete it.")
_HIDDEN_COLUMN = Text("Cột đang bị ẩn. Hãy bỏ ẩn cột.", "A hidden column. Show it.")
_FORMULA = Text("Ô chứa công thức. Hãy thay bằng giá trị.", "A formula. Put its value instead.")
_ERROR = Text("Ô báo lỗi của Excel. Hãy nhập lại giá trị.", "An Excel error. Enter the value again.")
_TIME = Text("Ô có giờ phút. Hãy nhập ngày, không có giờ.", "A time of day. Enter a date without time.")


def _value(kind: str, raw: Any) -> tuple[Value, Text | None]:
    if kind == "text":
        return nfc(str(raw)).strip(), None
    if kind == "bool":
        return bool(raw), None
    if kind == "number":
        return number_of(str(raw)), None
    if kind == "date":
        return date.fromisoformat(str(raw)), None
    return None, {"formula": _FORMULA, "error": _ERROR}.get(kind, _TIME)
