"""The findings of a draft as people read them, those that stand in the way first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.rulebook.gates.finding import Accepted, Finding, Gate, Weight
from portal.rulebook.instruments.named import known_as
from portal.rulebook.instruments.provisions import provision_said
from portal.rulebook.judge import Judgement
from portal.rulebook.models import PackDraft
from portal.web.rulebook_words import said

TAGS = {
    Weight.BLOCKS: "tag--bad",
    Weight.ACCEPTED: "tag--warn",
    Weight.WARNS: "tag--warn",
    Weight.KNOWN: "tag--info",
}


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One finding: what it weighs, where it is, what is wrong, an example, and what the author may do about it."""

    key: str
    weight: str
    tag: str
    where: str
    decision: str
    rows: tuple[str, ...]
    text: str
    example: str
    instance: str
    may_be_accepted: bool
    accepted: Accepted | None


@dataclass(frozen=True, slots=True)
class GateShown:
    """One part of the examination with its findings; `known` are those that the version before has too."""

    name: str
    title: str
    passed: bool
    findings: list[FindingShown]
    known: list[FindingShown]


def provision_words(draft: PackDraft) -> str:
    """What the instrument of a draft provides for dossiers on their way; empty while nothing is registered."""
    known = known_as(draft.instrument_no, draft.issuer)
    provision = known.provisions.filter(pack_key=draft.key).first() if known else None
    return said(provision_said(provision, draft.valid_from)) if provision else ""


def gates(judgement: Judgement) -> list[GateShown]:
    """Every gate in the order of the examination."""
    titles = {
        Gate.TABLES: _("Bảng đủ và không mâu thuẫn"),
        Gate.BASIS: _("Căn cứ pháp lý của từng dòng"),
        Gate.BRANCHES: _("Kết quả có nhánh trong quy trình"),
    }
    return [_gate(judgement, gate, title) for gate, title in titles.items()]


def _gate(judgement: Judgement, gate: Gate, title: str) -> GateShown:
    order = list(TAGS)
    found = sorted((f for f in judgement.findings if f.gate is gate), key=lambda f: order.index(f.weight))
    new = [_shown(judgement, one) for one in found if one.weight is not Weight.KNOWN]
    known = [_shown(judgement, one) for one in found if one.weight is Weight.KNOWN]
    return GateShown(gate, title, not any(f.blocks for f in found), new, known)


def _shown(judgement: Judgement, found: Finding) -> FindingShown:
    names = {
        Weight.BLOCKS: _("Phải sửa"),
        Weight.ACCEPTED: _("Giữ lại có lý do"),
        Weight.WARNS: _("Lưu ý"),
        Weight.KNOWN: _("Đã có từ trước"),
    }
    decision = judgement.pack.decisions.get(found.decision)
    return FindingShown(
        key=found.key,
        weight=names[found.weight],
        tag=TAGS[found.weight],
        where=said(decision.label) if decision else "",
        decision=found.decision,
        rows=found.rows,
        text=said(found.text),
        example=said(found.example) if found.example else "",
        instance=said(found.instance) if found.instance else "",
        may_be_accepted=found.may_be_accepted,
        accepted=found.accepted,
    )
