"""The law behind each row of a city decision: named, registered, in force, and that of the new instrument."""

from collections.abc import Collection, Iterator

from portal.platform.text import fold
from portal.rulebook.gates.finding import Code, Finding, Gate, Weight
from portal.rulebook.instruments.gate import Reason, Uncited, citations
from portal.rulebook.instruments.register import rows_of
from rules.feel import Text
from rules.packs import Confidence, Pack, PackKind
from rules.packs.changes import RuleChange

AS_LAW = frozenset({Confidence.SEED, Confidence.VERIFIED})
PARAMETER_WORDS = fold("Tham số của hệ thống")  # how the library marks a row that the office, no law, has set

NO_ARTICLE = Text("Dòng chưa nêu căn cứ.", "The row names no legal basis.")
NOT_VERIFIED = Text(
    "Số liệu chưa được kiểm chứng. Chỉ dòng có độ tin cậy SEED hoặc VERIFIED được ban hành như quy định.",
    "An unverified figure. Only rows of confidence SEED or VERIFIED may be published as law.",
)
PARAMETER = Text(
    "Dòng là tham số của hệ thống, không phải quy định. Hãy nêu văn bản, hoặc để bộ quy tắc ở loại mức tham khảo.",
    "The row is a parameter of the system and no law. Name an instrument, or leave the pack a reference.",
)
NAMED_ON_SUBMISSION = Text(
    "Căn cứ nêu văn bản chưa có trong sổ. Khi trình, văn bản ghi ở phần căn cứ sẽ được ghi vào sổ.",
    "The basis names an instrument that is not registered. On submission the instrument given below is registered.",
)


def basis_findings(pack: Pack, found: Collection[RuleChange], instrument_no: str) -> list[Finding]:
    """What the law asks of a city decision; other packs have no force and pass.

    found          what the draft changes
    instrument_no  the new instrument; empty while the author has not given it
    """
    if pack.kind is not PackKind.CITY_DECISION:
        return []
    changed = {(change.decision, change.row_id) for change in found if change.needs_basis}
    findings = [
        _finding(Code.OTHER_INSTRUMENT, change.decision, change.row_id, _other_instrument(instrument_no))
        for change in found
        if instrument_no and change.needs_basis and instrument_no not in change.article.vi
    ]
    by_row: dict[tuple[str, str], list[Uncited]] = {}
    for uncited in citations(pack):
        by_row.setdefault((uncited.decision, uncited.row_id), []).append(uncited)
    for name, _label, row in rows_of(pack):
        place = (name, row.id)
        if not row.article.vi:
            findings.append(_finding(Code.NO_ARTICLE, *place, NO_ARTICLE))
        elif fold(row.article.vi).startswith(PARAMETER_WORDS):
            findings.append(_finding(Code.PARAMETER, *place, PARAMETER))
        else:
            awaited = not instrument_no and place in changed
            findings += _cited(by_row.get(place, ()), awaited=awaited)
        if row.article.vi and row.confidence not in AS_LAW and not pack.sample:
            findings.append(_finding(Code.NOT_VERIFIED, *place, NOT_VERIFIED))
    return findings


def _cited(uncited: Collection[Uncited], *, awaited: bool) -> Iterator[Finding]:
    """awaited: the row has changed and its author has not said yet which instrument it rests on."""
    for found in uncited:
        if awaited and found.reason is Reason.NO_INSTRUMENT:
            yield _finding(Code.CITATION, found.decision, found.row_id, NAMED_ON_SUBMISSION, Weight.WARNS)
        else:
            weight = Weight.BLOCKS if found.blocks else Weight.WARNS
            yield _finding(Code.CITATION, found.decision, found.row_id, found.text, weight)


def _finding(code: Code, decision: str, row_id: str, text: Text, weight: Weight = Weight.BLOCKS) -> Finding:
    return Finding(Gate.BASIS, code, weight, decision, (row_id,), text)


def _other_instrument(number: str) -> Text:
    return Text(
        f"Nội dung đã thay đổi nhưng căn cứ chưa nêu văn bản {number}.",
        f"The content has changed, but the legal basis does not name {number}.",
    )
