"""Between the FEEL text of a cell and what Excel shows: plain words, whole numbers, real dates.

The same value always shows alike, so a cell that nobody touched is known again and keeps its text.
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from rules.feel import FeelSyntaxError, Text, compile_expression, compile_unary_tests

Value = str | int | Decimal | date | bool | None

ANYTHING = "-"
NOTHING = "không quy định"
YES_NO = {"đúng": True, "sai": False}
# What to write instead of a result that cannot be read.
MENDS = {
    "number": ("Hãy ghi một số, ví dụ 15.000.000.", "Write a number, such as 15.000.000."),
    "date": ("Hãy ghi ngày theo dạng 31/12/2026.", "Write the date as 31/12/2026."),
    "boolean": ("Hãy ghi “đúng” hoặc “sai”.", "Write “đúng” (true) or “sai” (false)."),
}
_WORD = re.compile(r'"([^"\\]*)"')
_WORDS = re.compile(r'"[^"\\,;]+"(?:\s*,\s*"[^"\\,;]+")*')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATE = re.compile(r'date\("(\d{4}-\d{2}-\d{2})"\)')
_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3}){2,}|-?\d{1,3}(?:,\d{3}){2,}")
_UNIT = re.compile(r"\s*(?:đ|đồng|vnđ|vnd)\.?$", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# Words that FEEL would read as something else than a text.
_RESERVED = frozenset({ANYTHING, NOTHING, "null", "true", "false", ""})


class CellWrong(Exception):
    """The cell cannot be read. Carries the words for its author."""

    def __init__(self, vi: str, en: str) -> None:
        self.text = Text(vi, en)
        super().__init__(en)


def shown(feel: str, kind: str, *, test: bool) -> Value:
    """What stands in Excel for a FEEL text.

    kind  the column's type: string, number, date, boolean or empty
    test  an input cell (unary tests) or an output cell (one expression)
    """
    if feel == "null" and not test:
        return NOTHING
    if kind == "number" and _NUMBER.fullmatch(feel):
        number = Decimal(feel)
        return int(number) if "." not in feel else number
    if kind == "date" and (found := _DATE.fullmatch(feel)):
        return date.fromisoformat(found[1])
    if kind == "boolean" and feel in {"true", "false"}:
        return feel == "true"
    if kind == "string" and (_WORDS.fullmatch(feel) if test else _WORD.fullmatch(feel)):
        words = _WORD.findall(feel)
        if all(word == word.strip() and word not in _RESERVED and not word.startswith(("not(", "=")) for word in words):
            return ", ".join(words)
    return feel


def feel_of(value: Value, kind: str, *, test: bool) -> str:
    """The FEEL text of what a person wrote. Raises CellWrong with the mend."""
    text = _as_written(value, kind, test=test)
    compile_cell = compile_unary_tests if test else compile_expression
    try:
        compile_cell(text)
    except FeelSyntaxError as wrong:
        if kind in MENDS and not test:
            vi, en = MENDS[kind]
            raise CellWrong(f"Không đọc được “{value}”. {vi}", f"“{value}” cannot be read. {en}") from wrong
        raise CellWrong(
            f"{wrong.text.vi} (ký tự thứ {wrong.column})", f"{wrong.text.en} (at character {wrong.column})"
        ) from wrong
    return text


def _as_written(value: Value, kind: str, *, test: bool) -> str:
    if value is None:
        if test:
            raise CellWrong("Ô trống. Ghi “-” nếu giá trị nào cũng được.", "Empty cell. Write “-” for any value.")
        raise CellWrong(
            f"Ô trống. Ghi “{NOTHING}” nếu không có giá trị.", f"Empty cell. Write “{NOTHING}” for no value."
        )
    if isinstance(value, bool):
        return _only(kind, "boolean", "true" if value else "false")
    if isinstance(value, int | Decimal):
        return _only(kind, "number", _plain(value))
    if isinstance(value, date):
        return _only(kind, "date", f'date("{value.isoformat()}")')
    return _of_text(value.strip(), kind, test=test)


def _of_text(text: str, kind: str, *, test: bool) -> str:
    if text == ANYTHING and test:
        return ANYTHING
    if text.lower() in {NOTHING, "null"}:
        return "null"
    if kind == "string" and '"' not in text and not text.startswith(("not(", "=")):
        words = [word.strip() for word in re.split(r"[,;]", text)] if test else [text]
        if "" in words:
            raise CellWrong("Thừa dấu phẩy.", "A comma too many.")
        return ", ".join(f'"{word}"' for word in words)
    if kind == "number":
        return _number_text(text)
    if kind == "boolean" and text.lower() in YES_NO:
        return "true" if YES_NO[text.lower()] else "false"
    if kind == "date" and (found := _DAY.fullmatch(text)):
        return f'date("{_day(found).isoformat()}")'
    if kind == "date" and re.fullmatch(r"[\d/.\-]+", text):
        raise CellWrong("Hãy ghi ngày theo dạng 31/12/2026.", "Write the date as 31/12/2026.")
    return text.removeprefix("=")


def _number_text(text: str) -> str:
    bare = _UNIT.sub("", text)
    if _THOUSANDS.fullmatch(bare):
        return bare.replace(".", "").replace(",", "")
    if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", bare):
        raise CellWrong(
            f"“{text}” có thể là hai số khác nhau. Hãy nhập số, không có dấu chấm hay phẩy.",
            f"“{text}” may be two different numbers. Enter a number without separators.",
        )
    if re.fullmatch(r"-?\d+,\d+", bare):
        return bare.replace(",", ".")
    if '"' in bare:
        raise CellWrong("Cột này nhận số.", "This column takes numbers.")
    return bare


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as wrong:
        raise CellWrong("Không có ngày này; hãy ghi ngày/tháng/năm.", "No such day; write day/month/year.") from wrong


def _only(kind: str, wanted: str, text: str) -> str:
    if kind not in {wanted, ""}:
        words = {"number": ("số", "numbers"), "date": ("ngày", "dates"), "string": ("chữ", "text")}
        vi, en = words.get(kind, ("đúng/sai", "true or false"))
        raise CellWrong(f"Cột này nhận {vi}.", f"This column takes {en}.")
    return text


def _plain(number: int | Decimal) -> str:
    return str(number) if isinstance(number, int) else f"{number.normalize():f}"


def day_of(value: Value) -> date | None:
    """A date of the last columns; None for an empty cell. Raises CellWrong."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise CellWrong("Hãy ghi ngày theo dạng 31/12/2026.", "Write the date as 31/12/2026.")
    return _day(found)


def number_of(text: str) -> int | Decimal:
    """A number as the reader of the file spells it. Raises ValueError."""
    try:
        number = Decimal(text)
    except InvalidOperation as wrong:
        raise ValueError(text) from wrong
    return int(number) if number == number.to_integral_value() else number
