"""Which version of a pack is in force on a day (rules R-PACK-3, R-PACK-4)."""

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from portal.platform.errors import Refused
from portal.rulebook.models import Kind, PackVersion


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
