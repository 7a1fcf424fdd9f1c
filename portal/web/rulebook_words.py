"""Rule packs as people read them: tables, changes, findings of a draft, in the language of the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.platform.money import format_vnd
from portal.rulebook.code_words import CodeWords
from portal.rulebook.judge import Judgement
from rules.explain.wording import fact_of
from rules.feel import Text
from rules.packs import Confidence, Pack, Table
from rules.packs.changes import ChangeKind, RuleChange

CONFIDENCE_TAGS = {Confidence.SEED: "tag--good", Confidence.VERIFIED: "tag--good", Confidence.REMEMBERED: "tag--warn"}
_LITERAL = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
_NEGATED = re.compile(rf"not\(\s*({_LITERAL.pattern})\s*\)")
_TEXT = re.compile(r'"([^"]*)"')
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


def cell_words(feel: str, *, name: str = "", codes: CodeWords | None = None) -> str:
    """A cell as people write it; a FEEL test that is more than a value stays as it is.

    name   of the fact or result that the cell is about: it tells amounts, and which words its codes have
    codes  the words; without them codes stay as they are
    """
    if feel in {"", "-"}:
        return _("bất kỳ") if feel else "–"
    if feel in {"true", "false"}:
        return _("đúng") if feel == "true" else _("sai")
    if feel == "null":
        return _("không quy định")
    if name.endswith("_vnd") and feel.isdigit():
        return format_vnd(int(feel))
    if _AMOUNT.fullmatch(feel):
        return f"{int(feel):,}".replace(",", ".")
    if found := _DATE.fullmatch(feel):
        year, month, day = [part for part in found.groups() if part]
        return f"{day}/{month}/{year}"
    if found := _NEGATED.fullmatch(feel):
        return _("không phải %(values)s") % {"values": _coded(found[1], name, codes)}
    return _coded(feel, name, codes) if _LITERAL.fullmatch(feel) else feel


def _coded(literals: str, name: str, codes: CodeWords | None) -> str:
    """Codes with their words: `Nhãn hiệu (MARK)`."""
    listed = _TEXT.findall(literals)
    words = {code: codes.label(name, code) if codes else None for code in listed}
    return ", ".join(f"{said(label)} ({code})" if label else code for code, label in words.items())


def tables(pack: Pack) -> list[TableShown]:
    """Every decision table of a pack."""
    codes = CodeWords()
    return [
        _table(name, said(decision.label), decision.logic, codes)
        for name, decision in pack.decisions.items()
        if isinstance(decision.logic, Table)
    ]


def _table(name: str, title: str, table: Table, codes: CodeWords) -> TableShown:
    names = [fact_of(column) for column in table.columns] + [output.name for output in table.outputs]
    headings = [said(column.label) for column in table.columns]
    headings += [said(output.label) or output.name for output in table.outputs]
    rows = []
    for row in table.rows:
        texts = [*(cell.text for cell in row.cells), *(value.text for value in row.values)]
        cells = [cell_words(text, name=about, codes=codes) for text, about in zip(texts, names, strict=True)]
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
    codes = CodeWords()
    return [
        ChangeShown(
            change.kind.value,
            *names[change.kind],
            said(change.label),
            change.row_id,
            said(change.article),
            [
                (
                    said(cell.label),
                    cell_words(cell.before, name=cell.name, codes=codes),
                    cell_words(cell.after, name=cell.name, codes=codes),
                )
                for cell in change.cells
            ],
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
