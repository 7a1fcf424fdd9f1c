"""Between a cell's value and the words that a grid shows: dd/mm/yyyy, amounts with dots, đúng and sai."""

import re
from datetime import date
from decimal import Decimal

from portal.rulebook.sheets.cells import Value

FROM_GROUPED = 1_000_000  # a smaller grouped number could be a decimal; amounts in đồng have none
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+")


def as_words(value: Value, *, money: bool = False) -> str:
    """What a cell shows. Amounts are grouped by dots, other numbers from a million on."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "đúng" if value else "sai"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".") if money or abs(value) >= FROM_GROUPED else str(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def without_dots(cell: str, *, money: bool) -> str:
    """An amount as plain digits; whatever else stands in the cell stays as it is."""
    bare = cell.removesuffix("đ").rstrip() if money else cell
    return bare.replace(".", "") if money and _GROUPED.fullmatch(bare) else cell
