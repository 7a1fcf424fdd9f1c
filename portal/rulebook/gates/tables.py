"""Gaps, overlaps and hidden rows of the tables of a draft, weighed against the version that it starts from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.rulebook.gates.boxes import within
from portal.rulebook.gates.finding import Acceptances, Accepted, Code, Finding, Gate, Weight, key_of
from rules.analysis import Analysis, Case, Gap, Overlap, Subsumed, analyse_pack
from rules.analysis.words import value_said
from rules.evaluate.axis import OTHER_TEXT
from rules.evaluate.table import SINGLE
from rules.feel import Text
from rules.packs import HitPolicy, Pack, Table

LIMIT = 50  # findings of each kind and table; where there are more, that is a finding too

NO_ANSWER = Text(
    "Bảng không có dòng nào cho trường hợp này và không có kết quả mặc định.",
    "No row of the table answers this case, and there is no default output.",
)
MAY_NOT_OCCUR = Text(
    "Bảng không có dòng nào cho trường hợp này. Có cột được tính từ thông tin khác, nên có thể nó không xảy ra.",
    "No row of the table answers this case. A column is computed from other facts, so the case may never occur.",
)
UNSEARCHED = Text(
    "Chưa tìm hết khoảng hở của bảng, nên chưa thể nói bảng đã trả lời mọi trường hợp.",
    "The search for gaps is not complete, so it cannot be said that the table answers every case.",
)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A pack by its seal, to remember what was found in it."""

    sha256: str
    pack: Pack = field(compare=False)


@lru_cache(maxsize=32)
def _analyses(sealed: _Sealed) -> dict[str, Analysis]:
    return {found.decision: found for found in analyse_pack(sealed.pack, limit=LIMIT)}


def analyses(pack: Pack) -> dict[str, Analysis]:
    """Decision name -> analysis of its table over the pack's own dates; remembered for the last packs asked for."""
    return _analyses(_Sealed(pack.sha256, pack))


def table_findings(before: Pack, after: Pack, accepted: Acceptances) -> list[Finding]:
    """What is wrong with the tables of `after`.

    before    the version that the draft starts from: a gap that lies wholly within one of its gaps is KNOWN
    accepted  what the author answers for, by the key of the finding
    A forbidden overlap always blocks: such a table stops every dossier that meets it, whoever wrote it.
    """
    earlier = analyses(before)
    found: list[Finding] = []
    for name, analysis in analyses(after).items():
        table = after.decisions[name].logic
        if isinstance(table, Table):
            found += _of_table(analysis, table, earlier.get(name), accepted)
    return found


def _of_table(analysis: Analysis, table: Table, earlier: Analysis | None, accepted: Acceptances) -> Iterator[Finding]:
    for overlap in analysis.forbidden_overlaps:
        yield _overlap(analysis.decision, table, overlap)
    if table.hit_policy in SINGLE:
        yield from _gaps(analysis, table, earlier, accepted)
        yield from _undecided(analysis)
    for row in analysis.subsumed:
        yield _hidden(analysis.decision, row)


def _gaps(analysis: Analysis, table: Table, earlier: Analysis | None, accepted: Acceptances) -> Iterator[Finding]:
    open_before = earlier.open_gaps if earlier else ()
    for gap in analysis.open_gaps:
        known = any(within(gap.case.box, old.case.box) for old in open_before)
        yield _gap(analysis.decision, table, gap, known, accepted)
    if not analysis.searched and all(output.default is None for output in table.outputs):
        told = accepted.get(key_of(Code.UNSEARCHED, analysis.decision, UNSEARCHED))
        yield Finding(Gate.TABLES, Code.UNSEARCHED, _weight(False, told), analysis.decision, (), UNSEARCHED, None, told)


def _gap(decision: str, table: Table, gap: Gap, known: bool, accepted: Acceptances) -> Finding:
    words = gap.case.words
    told = accepted.get(key_of(Code.GAP, decision, words))
    text = NO_ANSWER if gap.certain else MAY_NOT_OCCUR
    return Finding(
        Gate.TABLES, Code.GAP, _weight(known, told), decision, (), text, words, told, _instance(table, gap.case)
    )


def _instance(table: Table, case: Case) -> Text:
    """One case value by value, with the labels of the columns; what may be anything is left out."""
    labels = {column.id: column for column in table.columns}
    said = [
        (labels[name].label, _value_said(value, money=labels[name].expression.text.endswith("_vnd")))
        for name, value in case.values.items()
        if name in labels and value is not None and name in case.box
    ]
    return Text(
        "; ".join(f"{label.vi} {value.vi}" for label, value in said),
        "; ".join(f"{label.en or label.vi} {value.en}" for label, value in said),
    )


def _value_said(value: Any, *, money: bool) -> Text:
    """A text of dots is how the analysis writes "any text that the table does not name"."""
    if isinstance(value, str) and not value.strip(OTHER_TEXT):
        return Text("là một giá trị khác", "is some other value")
    return value_said(value, money=money)


def _weight(known: bool, told: Accepted | None) -> Weight:
    if known:
        return Weight.KNOWN
    return Weight.ACCEPTED if told is not None else Weight.BLOCKS


def _overlap(decision: str, table: Table, overlap: Overlap) -> Finding:
    a, b = overlap.row_a, overlap.row_b
    if table.hit_policy is HitPolicy.ANY or overlap.agree is False:
        text = Text(f"Dòng {a} và dòng {b} cùng khớp và trái nhau.", f"Rows {a} and {b} both match and contradict.")
    elif overlap.agree:
        text = Text(
            f"Dòng {a} và dòng {b} cùng khớp. Bảng chỉ cho phép một dòng khớp, dù hai dòng cho cùng kết quả.",
            f"Rows {a} and {b} both match. The table lets one row match only, although these two give the same.",
        )
    else:
        text = Text(
            f"Dòng {a} và dòng {b} cùng khớp. Bảng chỉ cho phép một dòng khớp.",
            f"Rows {a} and {b} both match. The table lets one row match only.",
        )
    return Finding(
        Gate.TABLES,
        Code.OVERLAP,
        Weight.BLOCKS,
        decision,
        (a, b),
        text,
        overlap.case.words,
        instance=_instance(table, overlap.case),
    )


def _hidden(decision: str, row: Subsumed) -> Finding:
    others = ", ".join(row.by)
    if not row.by:
        text = Text(f"Dòng {row.row} không thể khớp với trường hợp nào.", f"Row {row.row} can match no case.")
    elif row.hidden:
        text = Text(
            f"Dòng {row.row} không bao giờ được dùng, vì đã bị che bởi {others}.",
            f"Row {row.row} is never used: {others} hides it.",
        )
    else:
        text = Text(f"Dòng {row.row} chỉ lặp lại {others}.", f"Row {row.row} only repeats {others}.")
    words = row.case.words if row.case else None
    return Finding(Gate.TABLES, Code.HIDDEN_ROW, Weight.WARNS, decision, (row.row, *row.by), text, words)


def _undecided(analysis: Analysis) -> Iterator[Finding]:
    """One finding for each reason, with the rows concerned. What is not decided was not found to be safe."""
    rows: dict[str, list[str]] = {}
    texts: dict[str, Text] = {}
    for place in analysis.undecided:
        texts[place.text.vi] = place.text
        rows.setdefault(place.text.vi, []).extend([place.row_id] if place.row_id else [])
    for vi, text in texts.items():
        said = Text(
            f"Chưa kết luận được, người duyệt phải tự đối chiếu: {text.vi}",
            f"Not decided, the approver must check it: {text.en}",
        )
        named = tuple(dict.fromkeys(rows[vi]))
        yield Finding(Gate.TABLES, Code.UNDECIDED, Weight.WARNS, analysis.decision, named, said)
