"""Which version is in force on a day, and its decisions: the answers to what casework asks."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from portal.casework.ports import PackPin
from portal.platform.errors import Refused, Unavailable
from portal.rulebook.compiled import pack_of
from portal.rulebook.models import Kind, PackVersion
from rules.evaluate import decide


class Rulebook:
    """The rule packs in service. Registered with casework by the wiring."""

    def in_force(self, key: str, on: date) -> PackPin:
        """The version of the day (rules R-PACK-3, R-PACK-4). Raises Refused NO_PACK_IN_FORCE, PACKS_CONTRADICT."""
        version = version_in_force(key, on)
        return PackPin(key=key, version=version.version, sha256=version.sha256)

    def decide(self, pin: PackPin, decision: str, facts: Mapping[str, object], now: datetime) -> Mapping[str, object]:
        """The decision of exactly the pinned version. Raises Unavailable PACK_CHANGED when its seal does not hold."""
        version = PackVersion.objects.only("pk").filter(key=pin.key, version=pin.version, sha256=pin.sha256).first()
        if version is None:
            raise Unavailable("PACK_CHANGED", pack=pin.key)
        return decide(pack_of(version.pk), decision, facts, now=now).to_json()


def version_in_force(key: str, on: date) -> PackVersion:
    """A city decision before a reference, then the one that came into force later (rule R-PACK-3).

    Raises Refused NO_PACK_IN_FORCE, or PACKS_CONTRADICT when two of equal rank begin on the same day.
    """
    ranked = sorted(in_force_on(on).filter(key=key), key=_rank, reverse=True)
    if not ranked:
        raise Refused("NO_PACK_IN_FORCE", pack=key, on=f"{on:%d/%m/%Y}")
    if len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]):
        raise Refused("PACKS_CONTRADICT", pack=key)
    return ranked[0]


def in_force_on(day: date) -> QuerySet[PackVersion]:
    """Versions whose dates hold the day. An invented decision never decides a real dossier."""
    rows = PackVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
    return rows if settings.SAMPLE_DATA else rows.filter(sample=False)


def _rank(version: PackVersion) -> tuple[bool, date]:
    return version.kind == Kind.CITY_DECISION, version.valid_from
