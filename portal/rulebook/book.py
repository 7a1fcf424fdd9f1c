"""The answers to what casework asks of the rule book: which version, and what it decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from portal.casework.ports import PackPin
from portal.platform.errors import Unavailable
from portal.rulebook.compiled import pack_of
from portal.rulebook.force import in_force_on, version_in_force
from portal.rulebook.models import PackVersion
from portal.rulebook.transition import choose
from rules.evaluate import decide

__all__ = ["Rulebook", "in_force_on", "version_in_force"]


class Rulebook:
    """The rule packs in service. Registered with casework by the wiring."""

    def in_force(self, key: str, on: date) -> PackPin:
        """The version of the day (rules R-PACK-3, R-PACK-4). Raises Refused NO_PACK_IN_FORCE, PACKS_CONTRADICT."""
        return _pin(version_in_force(key, on))

    def for_dossier(self, key: str, *, reference: date, today: date, events: Mapping[str, date]) -> PackPin:
        """The version for a dossier by the transitional provisions; see `portal.rulebook.transition.choose`."""
        choice = choose(key, reference=reference, today=today, events=events)
        alternative = _pin(choice.alternative) if choice.alternative else None
        return replace(_pin(choice.version), alternative=alternative, why=choice.why())

    def decide(self, pin: PackPin, decision: str, facts: Mapping[str, object], now: datetime) -> Mapping[str, object]:
        """The decision of exactly the pinned version. Raises Unavailable PACK_CHANGED when its seal does not hold."""
        version = PackVersion.objects.only("pk").filter(key=pin.key, version=pin.version, sha256=pin.sha256).first()
        if version is None:
            raise Unavailable("PACK_CHANGED", pack=pin.key)
        return decide(pack_of(version.pk), decision, facts, now=now).to_json()


def _pin(version: PackVersion) -> PackPin:
    return PackPin(key=version.key, version=version.version, sha256=version.sha256)
