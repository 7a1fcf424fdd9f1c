"""Opens an uploaded workbook in a process of its own with bounded memory and time, and tells what its cells hold.

`python -m portal.rulebook.sheets.child` reads the file from standard input and writes JSON. It exits with a code of
`EXITS` for a file that it will not open. Formulas are told as such, never computed.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2000
MAX_CELLS = 200_000
MAX_MEMORY = 1024 * 1024 * 1024
MAX_SECONDS = 20
EXITS = {3: "NOT_A_WORKBOOK", 4: "UNPACKS_TOO_LARGE", 5: "MACRO", 6: "TOO_MANY_CELLS"}


class _Stop(SystemExit):
    """Ends the process with the code of a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(next(code for code, name in EXITS.items() if name == reason))


def main() -> None:
    """Read, tell, exit."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    json.dump(told(sys.stdin.buffer.read()), sys.stdout)


def told(content: bytes) -> list[dict[str, Any]]:
    """The sheets with their cells. Exits for what is no harmless workbook."""
    _packing(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except MemoryError as full:
        raise _Stop("UNPACKS_TOO_LARGE") from full
    except Exception as wrong:  # openpyxl raises whatever its parsers raise; every one of them means the same here
        raise _Stop("NOT_A_WORKBOOK") from wrong
    budget = MAX_CELLS
    sheets = []
    for sheet in book.worksheets:
        budget -= len(sheet._cells)
        if budget < 0:
            raise _Stop("TOO_MANY_CELLS")
        sheets.append(_sheet(sheet))
    return sheets


def _packing(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as wrong:
        raise _Stop("NOT_A_WORKBOOK") from wrong
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _Stop("UNPACKS_TOO_LARGE")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise _Stop("MACRO")


def _sheet(sheet: Any) -> dict[str, Any]:
    cells = [_cell(cell) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return {
        "title": sheet.title,
        "cells": cells,
        "merged": [str(spot) for spot in sheet.merged_cells.ranges],
        "hidden_rows": sorted(number for number, row in sheet.row_dimensions.items() if row.hidden),
        "hidden_columns": sorted(
            place
            for column in sheet.column_dimensions.values()
            if column.hidden
            for place in range(column.min, column.max + 1)
        ),
    }


def _cell(cell: Any) -> list[Any]:
    """[row, column, kind, value]. Kinds: text, number, date, bool, formula, error, other."""
    value, place = cell.value, [cell.row, cell.column]
    if cell.data_type == "f" or not isinstance(value, str | bool | int | float | date | datetime | time):
        return [*place, "formula", ""]
    if cell.data_type == "e":
        return [*place, "error", str(value)]
    if isinstance(value, bool):
        return [*place, "bool", value]
    if isinstance(value, int | float):
        return [*place, "number", repr(value)]
    if isinstance(value, datetime):
        return [*place, "date" if value.time() == time(0) else "other", value.date().isoformat()]
    if isinstance(value, date):
        return [*place, "date", value.isoformat()]
    return [*place, "text", value] if isinstance(value, str) else [*place, "other", str(value)]


if __name__ == "__main__":
    main()
