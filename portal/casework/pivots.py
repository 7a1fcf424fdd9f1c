"""The days on which a dossier turns: when it was submitted, accepted, its title granted, when it was decided."""

from datetime import date

from portal.casework.facts import as_date, rows
from portal.dossiers.models import Dossier
from portal.dossiers.selectors import decided_at
from portal.platform.clock import local


def pivot_days(dossier: Dossier) -> dict[str, date]:
    """Pivot -> day, for what has happened. Of several titles the last one counts."""
    moments = {
        "SUBMITTED": dossier.submitted_at,
        "ACCEPTED": dossier.received_at,
        "DECIDED": decided_at(dossier),
    }
    days = {pivot: local(moment).date() for pivot, moment in moments.items() if moment is not None}
    grants = [day for row in rows(dossier.answers, "objects") if (day := as_date(row.get("grant_date")))]
    return {**days, "GRANTED": max(grants)} if grants else days
