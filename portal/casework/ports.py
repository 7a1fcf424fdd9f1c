"""What casework asks of the apps above it. They register their answers; casework never imports them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portal.platform.errors import Unavailable


@dataclass(frozen=True, slots=True)
class PackPin:
    """The version of a rule pack that a dossier is judged by, for as long as it lives (rule R-PACK-5).

    alternative  the older version, where the better of both for the applicant counts
    why          the transitional provision that chose, as plain JSON: mode, pivot, article, instrument, event_on,
                 starts_on; None where the reference date alone decided
    """

    key: str
    version: str
    sha256: str
    alternative: "PackPin | None" = None
    why: Mapping[str, str] | None = None

    def stored(self) -> dict[str, object]:
        """What the dossier keeps."""
        kept: dict[str, object] = {"version": self.version, "sha256": self.sha256}
        if self.alternative is not None:
            kept["alternative"] = self.alternative.stored()
        if self.why is not None:
            kept["why"] = dict(self.why)
        return kept


class Packs(Protocol):
    """The rule packs."""

    def in_force(self, key: str, on: date) -> PackPin:
        """The pack in force on the reference date (rules R-PACK-3, R-PACK-4). Raises Refused NO_PACK_IN_FORCE."""

    def for_dossier(self, key: str, *, reference: date, today: date, events: Mapping[str, date]) -> PackPin:
        """The pack for a dossier by the transitional provisions; without one that of the reference date.

        today   the day of the choice
        events  SUBMITTED, ACCEPTED, GRANTED, DECIDED -> the day, as far as it has happened
        Raises  Refused NO_PACK_IN_FORCE
        """

    def decide(self, pin: PackPin, decision: str, facts: Mapping[str, object], now: datetime) -> Mapping[str, object]:
        """The decision with outputs, findings and trace, as JSON values (numbers may be Decimal)."""


class NoPacks:
    """Stands in until the rule book registers itself."""

    def in_force(self, key: str, on: date) -> PackPin:
        """No pack is in force without a rule book. Raises Unavailable."""
        raise Unavailable("NO_RULEBOOK", pack=key)

    def for_dossier(self, key: str, *, reference: date, today: date, events: Mapping[str, date]) -> PackPin:
        """No pack is in force without a rule book. Raises Unavailable."""
        raise Unavailable("NO_RULEBOOK", pack=key)

    def decide(self, pin: PackPin, decision: str, facts: Mapping[str, object], now: datetime) -> Mapping[str, object]:
        """Nothing can be decided without a rule book. Raises Unavailable."""
        raise Unavailable("NO_RULEBOOK", pack=pin.key)


_packs: Packs = NoPacks()


def packs() -> Packs:
    """The registered rule book."""
    return _packs


def register_packs(rulebook: Packs) -> None:
    """Called once by the wiring."""
    global _packs  # noqa: PLW0603 - one registration at start-up, read-only afterwards
    _packs = rulebook
