"""The report of a replay as people read it: groups with a bar and sums, outcomes that move, one case as one row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portal.documents.forms import choice_words
from portal.dossiers.states import State
from portal.platform.money import format_vnd
from portal.programme.models import SupportLine
from portal.rulebook.code_words import CodeWords
from portal.rulebook.replay.models import ReplayRow, Verdict
from portal.web.evidence import CALCULATION
from portal.web.rulebook_words import cell_words, said
from rules.packs import Pack, Table

BAR_WIDTH = 1000
PARTS = (Verdict.GAIN.value, "same", Verdict.OTHER.value, Verdict.LOSE.value, Verdict.UNDECIDED.value)
TAGS = {Verdict.GAIN: "tag--good", Verdict.LOSE: "tag--bad", Verdict.UNDECIDED: "tag--bad", Verdict.OTHER: "tag--warn"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of a bar: its left edge and width of 1000, what it stands for, how many cases."""

    kind: str
    name: str
    cases: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group of cases: a bar and its sums."""

    name: str
    cases: int
    parts: list[Stretch]
    gain: str
    lose: str
    before: str
    after: str
    balance: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One case that changes. changed: (what, before, after). link: the dossier, for those who may read it."""

    code: str
    link: UUID | None
    line: str
    state: str
    verdict: str
    tag: str
    delta: str
    changed: list[tuple[str, str, str]]


def groups(summary: Mapping[str, Any]) -> list[GroupShown]:
    """All cases, the running and the ended ones, then each support line and each kind of applicant."""
    lines = dict(SupportLine.objects.values_list("code", "name_vi"))
    named = [(_("Tất cả"), summary.get("all")), (_("Hồ sơ đang xử lý"), summary.get("running"))]
    named.append((_("Hồ sơ đã xử lý xong"), summary.get("ended")))
    named += [(f"{code} {lines.get(code, '')}", counts) for code, counts in sorted(summary.get("lines", {}).items())]
    kinds = {value: said(words) for value, words in choice_words("applicant_type").items()}
    named += [(kinds.get(kind, kind), counts) for kind, counts in sorted(summary.get("applicants", {}).items())]
    return [_group(name, counts) for name, counts in named if counts and counts["cases"]]


def moves(summary: Mapping[str, Any], pack: Pack) -> list[tuple[str, str, int]]:
    """Outcomes that become another: what, from and to, how many cases; most first."""
    labels = _labels(pack)
    found = [
        (labels.get(name, name), words, count)
        for name, counts in summary.get("moves", {}).items()
        for words, count in counts.items()
    ]
    return sorted(found, key=lambda entry: (-entry[2], entry[:2]))


def row(found: ReplayRow, pack: Pack, link: UUID | None) -> RowShown:
    """One case in words."""
    verdict = Verdict(found.verdict)
    return RowShown(
        found.dossier_code,
        link,
        found.support_line,
        str(State(found.state).label) if found.state in State.values else found.state,
        str(verdict.label),
        TAGS[verdict],
        _signed(found.delta_vnd),
        list(_changed(found, _labels(pack))),
    )


def _group(name: str, counts: Mapping[str, int]) -> GroupShown:
    names = {"same": _("Không đổi"), **{verdict.value: str(verdict.label) for verdict in Verdict}}
    parts, left = [], 0
    for kind in PARTS:
        width = counts[kind] * BAR_WIDTH // counts["cases"]
        if counts[kind]:
            parts.append(Stretch(kind.lower(), names[kind], counts[kind], left, max(width, 4)))
        left += width
    return GroupShown(
        name,
        counts["cases"],
        parts,
        _signed(counts["gain_vnd"]),
        _signed(counts["lose_vnd"]),
        format_vnd(counts["before_vnd"]),
        format_vnd(counts["after_vnd"]),
        _signed(counts["gain_vnd"] + counts["lose_vnd"]),
    )


def _signed(amount_vnd: int) -> str:
    return f"+{format_vnd(amount_vnd)}" if amount_vnd > 0 else format_vnd(amount_vnd)


def _changed(found: ReplayRow, labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    codes = CodeWords()
    for name in {**found.before, **found.after}:
        before, after = found.before.get(name), found.after.get(name)
        if before != after:
            yield (
                labels.get(name, _("Lý do") if name == "!" else name),
                _value(name, before, codes),
                _value(name, after, codes),
            )


def _value(name: str, value: Any, codes: CodeWords) -> str:
    if value is None:
        return _("không có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int) and name.endswith("_vnd"):
        return format_vnd(value)
    words = codes.label(name, value) if isinstance(value, str) else None
    return said(words) if words else cell_words(str(value))


def _labels(pack: Pack) -> dict[str, str]:
    """What each output is called: by its table, or by the calculation that it is a step of."""
    return {name: str(words) for name, words in CALCULATION.items()} | {
        output.name: said(output.label)
        for decision in pack.decisions.values()
        if isinstance(decision.logic, Table)
        for output in decision.logic.outputs
        if output.label.vi
    }
