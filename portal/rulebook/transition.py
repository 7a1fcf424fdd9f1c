"""Which version decides a dossier that stands between two rules: the transitional provision of the newer instrument.

Without a provision the version of the reference date decides (rule R-PACK-4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.platform.errors import Refused
from portal.platform.text import fold
from portal.rulebook.compiled import pack_of
from portal.rulebook.force import version_in_force
from portal.rulebook.instruments.models import TransitionalProvision
from portal.rulebook.models import PackVersion

Mode = TransitionalProvision.Mode


@dataclass(frozen=True, slots=True)
class Choice:
    """The version that decides, or two of which the better for the applicant counts, and the provision that says so.

    event_on  the day of the event that the provision turns on; None while it has not happened
    starts_on the day on which the newer rule begins
    """

    version: PackVersion
    alternative: PackVersion | None = None
    provision: TransitionalProvision | None = None
    event_on: date | None = None
    starts_on: date | None = None

    def why(self) -> dict[str, str] | None:
        """What is kept with the pin of a dossier, as plain JSON; None where the reference date alone decided."""
        if self.provision is None or self.starts_on is None:
            return None
        return {
            "mode": self.provision.mode,
            "pivot": self.provision.pivot,
            "article": self.provision.article,
            "instrument": self.provision.instrument.number,
            "event_on": self.event_on.isoformat() if self.event_on else "",
            "starts_on": self.starts_on.isoformat(),
        }


def choose(key: str, *, reference: date, today: date, events: Mapping[str, date]) -> Choice:
    """The version for a dossier.

    reference  the reference date (rule R-PACK-4): decides where no provision says otherwise
    today      the day of the choice: the instrument in force on it may reach back to dossiers that came before
    events     pivot -> day of the event, as far as it has happened
    Raises     Refused NO_PACK_IN_FORCE, PACKS_CONTRADICT
    """
    newest = _in_force(key, today)
    if newest is not None and (provision := provision_of(newest)) is not None:
        return _applied(newest, provision, events)
    version = version_in_force(key, reference)
    provision = provision_of(version)
    return _applied(version, provision, events) if provision is not None else Choice(version)


def _applied(version: PackVersion, provision: TransitionalProvision, events: Mapping[str, date]) -> Choice:
    event = events.get(provision.pivot)
    new = Choice(version, None, provision, event, version.valid_from)
    if event is None or event >= version.valid_from or provision.mode == Mode.NEW_RULE:
        return new
    older = _in_force(version.key, event)
    if older is None:  # there was no rule before: only the new one can decide
        return new
    if provision.mode == Mode.MORE_FAVOURABLE:
        return Choice(version, older, provision, event, version.valid_from)
    before = provision_of(older)
    if before is not None:
        return _applied(older, before, events)
    return Choice(older, None, provision, event, version.valid_from)


def provision_of(version: PackVersion) -> TransitionalProvision | None:
    """What the instrument of a version, the first that its manifest names, provides for dossiers on their way."""
    instruments = pack_of(version.pk).instruments
    if not instruments:
        return None
    number, issuer = fold(instruments[0].number), fold(instruments[0].issuer)
    found = [
        row
        for row in TransitionalProvision.objects.filter(pack_key=version.key).select_related("instrument")
        if fold(row.instrument.number) == number
    ]
    same_issuer = [row for row in found if fold(row.instrument.issuer) == issuer]
    return next(iter(same_issuer or (found if len(found) == 1 else [])), None)


def _in_force(key: str, day: date) -> PackVersion | None:
    try:
        return version_in_force(key, day)
    except Refused as refusal:
        if refusal.code != "NO_PACK_IN_FORCE":
            raise
        return None
