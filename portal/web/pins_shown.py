"""Which version of which rule pack a dossier is judged by, and why, as pages show it."""

from dataclasses import dataclass
from uuid import UUID

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.casework.pins import proposed
from portal.dossiers.models import Dossier
from portal.platform.errors import Refused
from portal.rulebook.instruments.provisions import why_said
from portal.rulebook.models import PackVersion
from portal.web.rulebook_words import said


@dataclass(frozen=True, slots=True)
class PinShown:
    """One pack of a dossier. versions: (id, name) of the one version, or of the two of which the better counts."""

    title: str
    versions: list[tuple[UUID, str]]
    why: str


def pins(dossier: Dossier) -> list[PinShown]:
    """The packs of a dossier by key; empty while it has not been received."""
    return [shown for key, pin in sorted(dossier.pack_pins.items()) if (shown := _pin(key, pin)) is not None]


def moves(actor: Actor, dossier: Dossier) -> list[PinShown]:
    """What would decide instead if the dossier moved to the rules now in force; empty for who may not move it."""
    if not policy.allowed(actor, "dossier.repin", dossier):
        return []
    try:
        found = proposed(dossier)
    except Refused:  # no pack is in force today: there is nothing to move to
        return []
    return [shown for key, pin in found.items() if (shown := _pin(key, pin.stored())) is not None]


def _pin(key: str, pin: dict[str, object]) -> PinShown | None:
    names = [pin, *([other] if isinstance(other := pin.get("alternative"), dict) else [])]
    rows = {row.version: row for row in PackVersion.objects.defer("dmn", "manifest", "tests").filter(key=key)}
    found = [rows[str(one["version"])] for one in names if str(one["version"]) in rows]
    if not found:
        return None
    why = pin.get("why")
    return PinShown(
        found[0].title_vi,
        [(row.pk, row.version) for row in found],
        said(why_said(why)) if isinstance(why, dict) else "",
    )
