"""What differs between two versions of a pack, cell by cell, for the people who answer for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.feel import Expression, Text
from rules.packs.model import Pack, Row, Table


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    MOVED = "MOVED"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after.

    name      of the fact or result that the cell is about; empty where it is about none
    deciding  the cell takes part in the result, so the law must carry it
    """

    name: str
    label: Text
    before: str
    after: str
    deciding: bool


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that is not as it was. The cells of an added or removed rule are listed as well.

    label   what people call the decision
    row_id  empty for a change of the decision as a whole: its formula, its columns, its hit policy
    """

    decision: str
    label: Text
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
FORMULA, HIT_POLICY = Text("Công thức", "Formula"), Text("Cách chọn dòng", "Hit policy")
DECIDING = frozenset({"severity", "valid_from", "valid_to"})


def changes(before: Pack, after: Pack) -> list[RuleChange]:
    """Everything that differs: rules of tables, heads of tables, calculations.

    In the order of the new pack, then the decisions that are gone; removed rules after the others of their table.
    """
    names = dict.fromkeys([*after.decisions, *before.decisions])
    return [found for name in names for found in _Compared(before, after, name).changes()]


class _Compared:
    """One decision in both packs. A table that became a calculation has lost its rules, and the other way round."""

    def __init__(self, before: Pack, after: Pack, name: str) -> None:
        decisions = [pack.decisions[name] for pack in (after, before) if name in pack.decisions]
        self._name, self._label = name, decisions[0].label if decisions[0].label.vi else Text(name)
        self._old, self._new = (_table(pack, name) for pack in (before, after))
        self._formulas = _formula(before, name), _formula(after, name)

    def changes(self) -> Iterator[RuleChange]:
        """What differs."""
        old, new = self._formulas
        if old != new:
            kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
            yield self._whole(kind, [CellChange("", FORMULA, old, new, deciding=True)])
        if self._old is not None and self._new is not None and (cells := list(_heads(self._old, self._new))):
            yield self._whole(ChangeKind.CHANGED, cells)
        yield from self._rules()

    def _rules(self) -> Iterator[RuleChange]:
        before = {row.id: row for row in self._old.rows} if self._old else {}
        rows = self._new.rows if self._new else ()
        kept = [row.id for row in rows if row.id in before]
        in_order = [row_id for row_id in before if row_id in set(kept)]
        for row in rows:
            cells = self._cells(before.get(row.id), row)
            if row.id not in before:
                yield self._rule(row, ChangeKind.ADDED, cells)
            elif cells:
                yield self._rule(row, ChangeKind.CHANGED, cells)
            elif kept.index(row.id) != in_order.index(row.id):
                yield self._rule(row, ChangeKind.MOVED, ())
        for row_id, row in before.items():
            if row_id not in set(kept):
                yield self._rule(row, ChangeKind.REMOVED, self._cells(row, None))

    def _rule(self, row: Row, kind: ChangeKind, cells: tuple[CellChange, ...]) -> RuleChange:
        return RuleChange(self._name, self._label, row.id, row.rule_id, kind, row.article, cells)

    def _whole(self, kind: ChangeKind, cells: Sequence[CellChange]) -> RuleChange:
        return RuleChange(self._name, self._label, "", "", kind, Text(""), tuple(cells))

    def _cells(self, before: Row | None, after: Row | None) -> tuple[CellChange, ...]:
        old, new = _texts(self._old, before), _texts(self._new, after)
        columns = {**(_columns(self._old) if self._old else {}), **(_columns(self._new) if self._new else {})}
        return tuple(
            CellChange(name, label, old.get(key, ""), new.get(key, ""), deciding)
            for key, (name, label, deciding) in columns.items()
            if old.get(key, "") != new.get(key, "")
        )


def _table(pack: Pack, name: str) -> Table | None:
    decision = pack.decisions.get(name)
    return decision.logic if decision is not None and isinstance(decision.logic, Table) else None


def _formula(pack: Pack, name: str) -> str:
    decision = pack.decisions.get(name)
    return decision.logic.text if decision is not None and isinstance(decision.logic, Expression) else ""


def _heads(old: Table, new: Table) -> Iterator[CellChange]:
    """What a table asks, and how it chooses among its rules."""
    was, is_now = (" ".join(filter(None, (table.hit_policy.value, table.aggregation))) for table in (old, new))
    if was != is_now:
        yield CellChange("", HIT_POLICY, was, is_now, deciding=True)
    before, after = ({column.id: column for column in table.columns} for table in (old, new))
    for key in dict.fromkeys([*after, *before]):
        was, is_now = (columns[key].expression.text if key in columns else "" for columns in (before, after))
        if was != is_now:
            yield CellChange("", (after.get(key) or before[key]).label, was, is_now, deciding=True)


def _columns(table: Table) -> dict[str, tuple[str, Text, bool]]:
    """Place of a cell -> the fact or result that it is about, its heading, whether it decides."""
    columns = {f"in:{column.id}": (column.expression.text, column.label, True) for column in table.columns}
    columns |= {
        f"out:{output.id}": (output.name, output.label if output.label.vi else Text(output.name), True)
        for output in table.outputs
    }
    return columns | {name: (name, label, name in DECIDING) for name, label in ABOUT.items()}


def _texts(table: Table | None, row: Row | None) -> dict[str, str]:
    if table is None or row is None:
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
