"""Writing a workbook: real numbers and dates, drop-downs, the law beside each row."""

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal.rulebook.sheets import examples
from portal.rulebook.sheets.cells import Value, shown
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
    sheets_of,
)
from rules.packs import Pack, Table
from rules.packs.edit import RuleText, rules_of

MONEY, DAY = '#,##0 "đ"', "dd/mm/yyyy"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEAD = PatternFill("solid", fgColor="E3EDF5")
TECHNICAL = PatternFill("solid", fgColor="F2F2F2")
UNLOCKED = Protection(locked=False)
LIST_LIMIT = 250
GUIDE = "Sửa từ dòng 5. Thêm dòng: để trống ô “Mã dòng”. Bỏ dòng: xóa cả dòng. Cột màu xám không sửa."


def workbook_of(pack: Pack, dmn: bytes) -> bytes:
    """The pack as an .xlsx file. dmn: the bytes that the pack was read from."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    rules = rules_of(dmn)
    titles = sheets_of(pack)
    for title, name in titles.items():
        logic = pack.decisions[name].logic
        if isinstance(logic, Table):
            _table(book.create_sheet(title), f"{pack.title.vi}: {pack.decisions[name].label.vi}", logic, rules[name])
    _examples(book.create_sheet(EXAMPLES), pack)
    _manifest(book.create_sheet(MANIFEST), pack, titles)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(sheet: Worksheet, title: str, table: Table, rules: Iterable[RuleText]) -> None:
    columns = columns_of(table)
    _head(sheet, title, columns)
    row = FIRST_ROW
    for row, rule in enumerate(rules, start=FIRST_ROW):
        for place, value in enumerate(values_of(rule, columns), start=1):
            _put(sheet, row, place, value, columns[place - 1])
    _open(sheet, row, columns)


def values_of(rule: RuleText, columns: Iterable[SheetColumn]) -> list[Value]:
    """What the cells of a rule show, in the order of the columns."""
    inputs, outputs = iter(rule.inputs), iter(rule.outputs)
    values: list[Value] = []
    for column in columns:
        if column.role == "id":
            values.append(rule.id)
        elif column.role == "input":
            values.append(shown(next(inputs), column.type, test=True))
        elif column.role == "output":
            values.append(shown(next(outputs), column.type, test=False))
        else:
            text = rule.attributes.get(column.name, "")
            values.append(date.fromisoformat(text) if text and column.name in DATES else text or None)
    return values


def _head(sheet: Worksheet, title: str, columns: tuple[SheetColumn, ...]) -> None:
    sheet["A1"] = title
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["D1"] = GUIDE
    sheet["D1"].font = Font(italic=True)
    for place, column in enumerate(columns, start=1):
        for row, text in zip(HEADINGS, column.heading, strict=True):
            cell = sheet.cell(row=row, column=place, value=text or None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == HEADINGS[0], color=None if row == HEADINGS[0] else "595959")
            cell.fill = HEAD if row == HEADINGS[0] else TECHNICAL
        wide = column.name in {"articleVi", "articleEn", "messageVi", "messageEn"}
        sheet.column_dimensions[get_column_letter(place)].width = 44 if wide else 20
    sheet.freeze_panes = "B5"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"


def _put(sheet: Worksheet, row: int, place: int, value: Value, column: SheetColumn) -> None:
    cell = sheet.cell(row=row, column=place)
    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, date):
        cell.number_format = DAY
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and column.expression.endswith("_vnd"):
        cell.number_format = MONEY
    elif isinstance(value, str):
        cell.number_format = "@"


def _open(sheet: Worksheet, last: int, columns: tuple[SheetColumn, ...]) -> None:
    """Headings stay as they are; rows may be edited, added and removed. The lists help, the reader decides."""
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)  # False: not forbidden
    end = min(last + 200, MAX_ROWS)
    for row in range(FIRST_ROW, end + 1):
        for place in range(1, len(columns) + 1):
            sheet.cell(row=row, column=place).protection = UNLOCKED
    for place, column in enumerate(columns, start=1):
        words = ",".join(column.choices)
        if words and len(words) <= LIST_LIMIT:
            # A cell may also hold several words or a FEEL test, so the list warns and does not stop.
            choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, errorStyle="warning")
            sheet.add_data_validation(choice)
            letter = get_column_letter(place)
            choice.add(f"{letter}{FIRST_ROW}:{letter}{end}")


def _examples(sheet: Worksheet, pack: Pack) -> None:
    columns = examples.columns_of(pack)
    _head(sheet, f"{pack.title.vi}: {EXAMPLES}", columns)
    row = FIRST_ROW
    for row, test in enumerate(pack.tests, start=FIRST_ROW):
        for place, value in enumerate(examples.values_of(test, columns), start=1):
            _put(sheet, row, place, value, columns[place - 1])
    _open(sheet, row, columns)


def _manifest(sheet: Worksheet, pack: Pack, titles: dict[str, str]) -> None:
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    lines = [("format", FORMAT), ("key", pack.key), ("version", pack.version), ("sha256", pack.sha256)]
    lines += [(f"sheet:{name}", title) for title, name in titles.items()]
    for row, pair in enumerate(lines, start=1):
        for place, text in enumerate(pair, start=1):
            _text(sheet.cell(row=row, column=place), text)


def _text(cell: Cell | MergedCell, text: str) -> None:
    """Set a text as text, whatever it begins with: it must never be taken for a formula."""
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
