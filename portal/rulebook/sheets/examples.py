"""The examples of a pack as a sheet: one row each, with the facts and what must come out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.rulebook.sheets.cells import CellWrong, Value, day_of
from portal.rulebook.sheets.layout import SheetColumn
from rules.packs import Pack, PackTest

FACT, OUTCOME = "Dữ kiện", "Kết quả đúng"
NO_FINDINGS = "không có"


def columns_of(pack: Pack) -> tuple[SheetColumn, ...]:
    """Name, decision, one column for each fact and each outcome that an example may name, expected findings."""
    facts = list(dict.fromkeys([*pack.inputs, *(name for test in pack.tests for name in test.facts)]))
    outcomes = list(dict.fromkeys(name for test in pack.tests for name in test.outputs))
    return (
        SheetColumn("id", "name", "Tên ví dụ", "", "string"),
        SheetColumn("decision", "decision", "Quyết định", "", "string", tuple(pack.decisions)),
        *(SheetColumn("fact", name, name, f"fact.{name}", FACT) for name in facts),
        *(SheetColumn("outcome", name, name, f"outcome.{name}", OUTCOME) for name in outcomes),
        SheetColumn("findings", "findings", "Quy tắc phải nêu (cách nhau dấu phẩy)", "findings", "string"),
    )


def values_of(test: PackTest, columns: Iterable[SheetColumn]) -> list[Value]:
    """What the cells of an example show."""
    said: Mapping[str, Mapping[str, Value]] = {"fact": test.facts, "outcome": test.outputs}
    values: list[Value] = []
    for column in columns:
        if column.role in said:
            values.append(said[column.role].get(column.name))
        elif column.role == "findings":
            values.append(None if test.findings is None else ", ".join(test.findings) or NO_FINDINGS)
        else:
            values.append(test.name if column.role == "id" else test.decision)
    return values


def test_of(values: Sequence[Value], columns: Sequence[SheetColumn], decisions: Iterable[str]) -> PackTest:
    """The example of a row. Raises CellWrong for a missing name or an unknown decision."""
    by_role: dict[str, dict[str, Value]] = {"fact": {}, "outcome": {}}
    single: dict[str, Value] = {}
    for column, value in zip(columns, values, strict=True):
        if column.role in by_role:
            if value is not None:
                by_role[column.role][column.name] = _fact(value)
        else:
            single[column.role] = value
    name, decision = str(single["id"] or "").strip(), str(single["decision"] or "").strip()
    if not name:
        raise CellWrong("Ví dụ chưa có tên.", "The example has no name.")
    if decision not in set(decisions):
        raise CellWrong(f"Không có quyết định “{decision}”.", f"There is no decision “{decision}”.")
    return PackTest(name, decision, by_role["fact"], by_role["outcome"], _findings(single["findings"]))


def _findings(value: Value) -> tuple[str, ...] | None:
    if value is None:
        return None
    text = str(value).strip()
    return () if text == NO_FINDINGS else tuple(word.strip() for word in text.split(",") if word.strip())


def _fact(value: Value) -> Value:
    """Facts are whole numbers, dates, yes/no or text, as the manifest of examples can hold them."""
    if isinstance(value, str):
        text = value.strip()
        return day_of(text) if _looks_like_day(text) else text
    if isinstance(value, bool | int | date):
        return value
    raise CellWrong(
        "Ví dụ chỉ nhận số nguyên, ngày, chữ, đúng/sai.", "Examples take whole numbers, dates, text, yes/no."
    )


def _looks_like_day(text: str) -> bool:
    return text.count("/") == 2 and text.replace("/", "").isdigit()
