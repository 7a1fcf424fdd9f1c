"""Which version of which rule pack a dossier is judged by (rules R-PACK-4, R-PACK-5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from engine.selectors import definition_of
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.casework.facts import reference_date
from portal.casework.pivots import pivot_days
from portal.casework.ports import PackPin, packs
from portal.dossiers import lifecycle as dossiers
from portal.dossiers.models import Dossier
from portal.dossiers.states import PROCESSED
from portal.platform import audit
from portal.platform.clock import local, now
from portal.platform.errors import Refused
from portal.platform.text import nfc

REASON_LENGTH = 1000


def packs_in_force(dossier: Dossier, moment: datetime) -> dict[str, PackPin]:
    """Pack key -> version, for each rule task of the procedure of a filed dossier.

    The transitional provision of the instrument in force chooses; without one the reference date does.
    """
    day, events = reference_date(dossier, moment), pivot_days(dossier)
    if dossier.process_version_id is None:
        raise ValueError(f"{dossier} has not been filed")
    nodes = definition_of(dossier.process_version_id).nodes.values()
    today = local(moment).date()
    return {
        key: packs().for_dossier(key, reference=day, today=today, events=events)
        for key in sorted({node.pack for node in nodes if node.pack})
    }


def proposed(dossier: Dossier) -> dict[str, PackPin]:
    """What a move to the packs now in force would change; empty where nothing, or where the dossier is not open.

    Raises Refused NO_PACK_IN_FORCE.
    """
    if not dossier.pack_pins or dossier.state in PROCESSED:
        return {}
    pins = packs_in_force(dossier, now())
    return {key: pin for key, pin in pins.items() if pin.stored() != dossier.pack_pins.get(key)}


@transaction.atomic
def repin_with_reason(*, actor: Actor, dossier_id: UUID, reason: str) -> dict[str, PackPin]:
    """Move an open dossier to the packs now in force because somebody says so, and says why.

    What the rules have said stays as it is with its receipts; the next rule task decides by the new packs.
    Raises NotVisible, NotAllowed; Refused NOTE_MISSING, NOTHING_TO_REPIN, NO_PACK_IN_FORCE.
    """
    policy.find(actor, Dossier, pk=dossier_id)
    dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
    policy.require(actor, "dossier.repin", dossier)
    said = nfc(reason).strip()[:REASON_LENGTH]
    if not said:
        raise Refused("NOTE_MISSING")
    if not proposed(dossier):
        raise Refused("NOTHING_TO_REPIN")
    return repin(actor, dossier, said)


def repin(actor: Actor, dossier: Dossier, reason: str) -> dict[str, PackPin]:
    """Move a dossier to the packs now in force, as a recorded act with a reason (rules R-PACK-5, R-CAL-10).

    Raises NotAllowed.
    """
    policy.require(actor, "dossier.repin", dossier)
    pins = packs_in_force(dossier, now())
    dossiers.pin_packs(dossier, pins, at=now(), actor=actor.id, reason=reason)
    facts = {"reason": reason, "packs": {key: pin.stored() for key, pin in pins.items()}}
    audit.record(actor.id, "dossier.repin", kind="dossier", object_id=dossier.code, facts=facts)
    return pins
