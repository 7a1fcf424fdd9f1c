"""How a workbook is laid out. Writer and reader both follow this one description.

Row 1 the title, row 2 what each column is called, row 3 its FEEL expression, row 4 its type; rules from row 5. The
first column holds the code of the row, the last ones say where the rule stands in the law. A hidden sheet names the
version that the workbook was made from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.feel import EvaluationContext, Text, UnaryTests, compile_expression
from rules.packs import Confidence, Pack, Severity, Table
from rules.packs.changes import ABOUT

FIRST_ROW = 5
HEADINGS = (2, 3, 4)
MANIFEST = "_hai_dang"
EXAMPLES = "Ví dụ kiểm tra"
FORMAT = "hai-dang-1"
TITLE_LENGTH = 31
MAX_ROWS = 2000


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. `role`: id, input, output, about, ...; `name`: what of the rule; `choices`: words of a drop-down."""

    role: str
    name: str
    label: str
    expression: str
    type: str
    choices: tuple[str, ...] = ()

    @property
    def heading(self) -> tuple[str, str, str]:
        """Rows 2 to 4 of the column."""
        return self.label, self.expression, self.type


# Attribute of a rule in the file -> its key in the list of changes.
ABOUT_COLUMNS: Mapping[str, str] = {
    "ruleId": "rule_id",
    "articleVi": "article",
    "articleEn": "article_en",
    "confidence": "confidence",
    "severity": "severity",
    "messageVi": "message",
    "messageEn": "message_en",
    "validFrom": "valid_from",
    "validTo": "valid_to",
    "note": "note",
}
DATES = frozenset({"validFrom", "validTo"})


def columns_of(table: Table) -> tuple[SheetColumn, ...]:
    """The columns of a table's sheet, from left to right."""
    inputs = [
        SheetColumn("input", column.id, column.label.vi, column.expression.text, column.type, _choices(column.allowed))
        for column in table.columns
    ]
    outputs = [
        SheetColumn(
            "output", output.id, output.label.vi or output.name, output.name, output.type, _choices(output.allowed)
        )
        for output in table.outputs
    ]
    about = [
        SheetColumn("about", name, ABOUT[key].vi, "", "date" if name in DATES else "string", _words(name))
        for name, key in ABOUT_COLUMNS.items()
    ]
    return (SheetColumn("id", "id", "Mã dòng (không sửa)", "", "string"), *inputs, *outputs, *about)


def sheets_of(pack: Pack) -> dict[str, str]:
    """Title of the sheet -> name of the decision, for each decision that is a table."""
    titles: dict[str, str] = {}
    for name, decision in pack.decisions.items():
        if isinstance(decision.logic, Table):
            title = _title(decision.label)
            while title in titles:
                title = f"{title[: TITLE_LENGTH - 2]} 2"
            titles[title] = name
    return titles


def _title(label: Text) -> str:
    bare = "".join(letter for letter in label.vi if letter not in "[]:*?/\\'")
    return bare[:TITLE_LENGTH].strip() or "Bảng"


def _words(name: str) -> tuple[str, ...]:
    words: Mapping[str, Any] = {"confidence": Confidence, "severity": Severity}
    return tuple(word.value for word in words.get(name, ()))


def _choices(allowed: UnaryTests | None) -> tuple[str, ...]:
    """The texts that a column allows, when it lists texts; otherwise none."""
    if allowed is None:
        return ()
    values = compile_expression(f"[{allowed.text}]").evaluate({}, EvaluationContext())
    return tuple(values) if isinstance(values, list) and all(isinstance(value, str) for value in values) else ()
