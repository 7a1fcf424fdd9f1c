"""Rule packs as people read them: tables, changes, findings of a draft, in the language of the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.platform.money import format_vnd
from portal.rulebook.judge import Judgement
from rules.feel import Text
from rules.packs import Confidence, Pack, Table
from rules.packs.changes import ChangeKind, RuleChange

CONFIDENCE_TAGS = {Confidence.SEED: "tag--good", Confidence.VERIFIED: "tag--good", Confidence.REMEMBERED: "tag--warn"}
_LITERAL = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
_AMOUNT = re.compile(r"\d{4,}")
_DATE = re.compile(r'date\("(\d{4})-(\d{2})-(\d{2})"\)|(\d{4})-(\d{2})-(\d{2})')


@dataclass(frozen=True, slots=True)
class TableShown:
    """One decision table: headings and rows of plain words, with the law beside each row."""

    name: str
    title: str
    hit_policy: str
    headings: list[str]
    rows: list["RowShown"]


@dataclass(frozen=True, slots=True)
class RowShown:
    """One rule."""

    id: str
    cells: list[tuple[str, str]]
    article: str
    confidence: str
    tag: str
    validity: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One changed rule: (what, before, after) by cell."""

    kind: str
    kind_name: str
    tag: str
    where: str
    row_id: str
    article: str
    cells: list[tuple[str, str, str]]


def said(text: Text) -> str:
    """A text in the language of the page."""
    return text.in_language(get_language() or "vi")


def cell_words(feel: str, *, money: bool = False) -> str:
    """A cell as people write it; a FEEL test that is more than a value stays as it is."""
    if feel in {"", "-"}:
        return _("bất kỳ") if feel else "–"
    if feel == "null":
        return _("không quy định")
    if money and feel.isdigit():
        return format_vnd(int(feel))
    if _AMOUNT.fullmatch(feel):
        return f"{int(feel):,}".replace(",", ".")
    if found := _DATE.fullmatch(feel):
        year, month, day = [part for part in found.groups() if part]
        return f"{day}/{month}/{year}"
    return feel.replace('"', "") if _LITERAL.fullmatch(feel) else feel


def tables(pack: Pack) -> list[TableShown]:
    """Every decision table of a pack."""
    return [
        _table(name, said(decision.label), decision.logic)
        for name, decision in pack.decisions.items()
        if isinstance(decision.logic, Table)
    ]


def _table(name: str, title: str, table: Table) -> TableShown:
    money = [False] * len(table.columns) + [output.name.endswith("_vnd") for output in table.outputs]
    headings = [said(column.label) for column in table.columns]
    headings += [said(output.label) or output.name for output in table.outputs]
    rows = []
    for row in table.rows:
        texts = [*(cell.text for cell in row.cells), *(value.text for value in row.values)]
        cells = [cell_words(text, money=is_money) for text, is_money in zip(texts, money, strict=True)]
        start, end = (f"{day:%d/%m/%Y}" if day else "" for day in (row.valid_from, row.valid_to))
        validity = " – ".join(part for part in (start, end) if part)
        tag = CONFIDENCE_TAGS.get(row.confidence, "tag--bad")
        rows.append(
            RowShown(
                row.id, list(zip(headings, cells, strict=True)), said(row.article), row.confidence.value, tag, validity
            )
        )
    return TableShown(name, title, table.hit_policy.value, headings, rows)


def changes(found: Iterable[RuleChange]) -> list[ChangeShown]:
    """What differs between two versions."""
    names = {
        ChangeKind.ADDED: (_("Thêm dòng"), "tag--good"),
        ChangeKind.REMOVED: (_("Bỏ dòng"), "tag--bad"),
        ChangeKind.CHANGED: (_("Sửa"), "tag--info"),
        ChangeKind.MOVED: (_("Đổi thứ tự"), "tag--warn"),
    }
    return [
        ChangeShown(
            change.kind.value,
            *names[change.kind],
            said(change.label),
            change.row_id,
            said(change.article),
            [(said(cell.label), cell_words(cell.before), cell_words(cell.after)) for cell in change.cells],
        )
        for change in found
    ]


def failures(judgement: Judgement) -> list[tuple[str, str, str]]:
    """Examples that do not come out: name, what is written, what the rules give."""
    return [(failed.name, _pairs(failed.wanted), _pairs(failed.found)) for failed in judgement.failed]


def _pairs(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {cell_words(str(entry))}" for name, entry in value.items())
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return str(value)
