"""One case under two packs: what changes for the applicant, and by how many đồng."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.casework.favour import better
from portal.casework.receipts import KnownCase
from portal.rulebook.replay.models import Verdict
from rules.evaluate.compiled import Answer, CompiledPack, compile_pack
from rules.packs import Pack

AMOUNT = "grant_vnd"  # the amount that a decision of support computes (glossary: mức hỗ trợ)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a case comes to. verdict None: nothing changes. amounts in đồng; what was not computed counts as 0."""

    case: KnownCase
    verdict: Verdict | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    before_vnd: int
    after_vnd: int


class Comparer:
    """Two packs made ready for many cases."""

    def __init__(self, before: Pack, after: Pack) -> None:
        self._packs = (before, after)
        self._ready: dict[str, tuple[CompiledPack | None, CompiledPack | None]] = {}

    def compare(self, case: KnownCase) -> Compared:
        """Decide the case twice, at the moment at which it was decided. Writes nothing."""
        old, new = (_answer(pack, case) for pack in self._of(case.decision))
        before, after = _shown(old), _shown(new)
        return Compared(case, _verdict(old, new), before, after, _amount(old), _amount(new))

    def _of(self, decision: str) -> tuple[CompiledPack | None, CompiledPack | None]:
        if decision not in self._ready:
            old, new = self._packs
            self._ready[decision] = (_compiled(old, decision), _compiled(new, decision))
        return self._ready[decision]


def _compiled(pack: Pack, decision: str) -> CompiledPack | None:
    return compile_pack(pack, decision) if decision in pack.decisions else None


def _answer(pack: CompiledPack | None, case: KnownCase) -> Answer | None:
    """What a pack says; None when it has no such decision."""
    return None if pack is None else pack.answer(case.facts, now=case.decided_at)


def _verdict(old: Answer | None, new: Answer | None) -> Verdict | None:
    if new is None or new.failed:
        return Verdict.UNDECIDED
    if old is None or old.failed:
        return Verdict.OTHER
    if old.outputs == new.outputs:
        return None
    left, right = {"outputs": old.outputs}, {"outputs": new.outputs}
    if better(left, right) == 1:  # the old one stands back, so the new one is better
        return Verdict.GAIN
    return Verdict.LOSE if better(right, left) == 1 else Verdict.OTHER


def _amount(answer: Answer | None) -> int:
    value = None if answer is None else answer.outputs.get(AMOUNT)
    return int(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else 0


def _shown(answer: Answer | None) -> dict[str, Any]:
    """Outputs as the report keeps them: texts, whole numbers, truth values; the reason where there are none."""
    if answer is None:
        return {"!": "NO_DECISION"}
    if answer.failed:
        return {"!": str(answer.failed)[:300]}
    return {name: _plain(value) for name, value in answer.outputs.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value:f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value)
