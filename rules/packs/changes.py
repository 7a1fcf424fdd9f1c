"""What differs between two versions of a pack, cell by cell, for the people who answer for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.feel import Text
from rules.packs.model import Pack, Row, Table


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after. `deciding`: the cell takes part in the result, so the law must carry it."""

    label: Text
    before: str
    after: str
    deciding: bool


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is not as it was. The cells of an added or removed rule are listed as well."""

    decision: str
    row_id: str
    rule_id: str
    kind: ChangeKind
    article: Text
    cells: tuple[CellChange, ...]

    @property
    def needs_basis(self) -> bool:
        """Whether the rule now says something else, so that its article must be one of the new instrument."""
        return self.kind is not ChangeKind.REMOVED and any(cell.deciding for cell in self.cells)


ABOUT = {
    "rule_id": Text("Mã quy tắc", "Rule code"),
    "article": Text("Căn cứ", "Legal basis"),
    "article_en": Text("Căn cứ (tiếng Anh)", "Legal basis (English)"),
    "confidence": Text("Độ tin cậy", "Confidence"),
    "severity": Text("Mức độ", "Severity"),
    "message": Text("Thông báo", "Message"),
    "message_en": Text("Thông báo (tiếng Anh)", "Message (English)"),
    "valid_from": Text("Hiệu lực từ", "Valid from"),
    "valid_to": Text("Hiệu lực đến", "Valid to"),
    "note": Text("Ghi chú", "Note"),
}
DECIDING = frozenset({"severity", "valid_from", "valid_to"})


def changes(before: Pack, after: Pack) -> list[RuleChange]:
    """Every rule of a table that differs, in the order of the new pack, removed rules after the others."""
    found: list[RuleChange] = []
    for name, decision in after.decisions.items():
        earlier = before.decisions.get(name)
        if isinstance(decision.logic, Table):
            old = earlier.logic if earlier is not None and isinstance(earlier.logic, Table) else None
            found += _of_table(name, old, decision.logic)
    return found


def _of_table(name: str, old: Table | None, new: Table) -> Iterator[RuleChange]:
    before = {row.id: row for row in old.rows} if old else {}
    kept = [row.id for row in new.rows if row.id in before]
    in_order = [row_id for row_id in before if row_id in set(kept)]
    for row in new.rows:
        earlier = before.get(row.id)
        if earlier is None:
            yield RuleChange(name, row.id, row.rule_id, ChangeKind.ADDED, row.article, _cells(new, None, row))
        elif cells := _cells(new, earlier, row):
            yield RuleChange(name, row.id, row.rule_id, ChangeKind.CHANGED, row.article, cells)
        elif kept.index(row.id) != in_order.index(row.id):
            yield RuleChange(name, row.id, row.rule_id, ChangeKind.MOVED, row.article, ())
    for row_id, row in before.items():
        if row_id not in set(kept):
            yield RuleChange(name, row_id, row.rule_id, ChangeKind.REMOVED, row.article, _cells(new, row, None))


def _cells(table: Table, before: Row | None, after: Row | None) -> tuple[CellChange, ...]:
    old, new = _texts(table, before), _texts(table, after)
    return tuple(
        CellChange(label, old.get(key, ""), new.get(key, ""), deciding)
        for key, (label, deciding) in _columns(table).items()
        if old.get(key, "") != new.get(key, "")
    )


def _columns(table: Table) -> dict[str, tuple[Text, bool]]:
    columns = {f"in:{column.id}": (column.label, True) for column in table.columns}
    columns |= {
        f"out:{output.id}": (output.label if output.label.vi else Text(output.name), True) for output in table.outputs
    }
    return columns | {name: (label, name in DECIDING) for name, label in ABOUT.items()}


def _texts(table: Table, row: Row | None) -> dict[str, str]:
    if row is None:
        return {}
    texts = {f"in:{column.id}": cell.text for column, cell in zip(table.columns, row.cells, strict=True)}
    texts |= {f"out:{output.id}": value.text for output, value in zip(table.outputs, row.values, strict=True)}
    return texts | {
        "rule_id": row.rule_id,
        "article": row.article.vi,
        "article_en": row.article.en,
        "confidence": row.confidence.value,
        "severity": row.severity.value if row.severity else "",
        "message": row.message.vi if row.message else "",
        "message_en": row.message.en if row.message else "",
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        "note": row.note,
    }
