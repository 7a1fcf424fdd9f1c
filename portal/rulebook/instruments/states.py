"""Whether an instrument is in force on a day, from its dates and from what other instruments do to it."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.rulebook.instruments.models import InstrumentRelation, LegalInstrument

Relation = InstrumentRelation.Kind


class State(models.TextChoices):
    """The force of an instrument on a day. UNKNOWN: the day on which it takes effect was read nowhere."""

    NOT_YET = "NOT_YET", _("Chưa có hiệu lực")
    IN_FORCE = "IN_FORCE", _("Còn hiệu lực")
    EXPIRED = "EXPIRED", _("Hết hiệu lực")
    REPLACED = "REPLACED", _("Đã bị thay thế")
    UNKNOWN = "UNKNOWN", _("Chưa rõ hiệu lực")


def state_on(instrument: LegalInstrument, day: date) -> State:
    """The state on a day. An older instrument that another one lets go on applying is in force (rule R-PACK-8)."""
    starts = [known for known in (instrument.signed_on, instrument.effective_from) if known]
    if starts and day < max(starts):
        return State.NOT_YET
    holding = [relation for relation in instrument.relations_in.all() if _holds(relation, day)]
    if any(relation.kind == Relation.APPLIES and _source_lives(relation, day) for relation in holding):
        return State.IN_FORCE
    if any(relation.kind == Relation.REPLACES for relation in holding):
        return State.REPLACED
    if instrument.expires_on and day > instrument.expires_on:
        return State.EXPIRED
    return State.IN_FORCE if instrument.effective_from else State.UNKNOWN


def _holds(relation: InstrumentRelation, day: date) -> bool:
    return relation.starts_on is not None and relation.starts_on <= day


def _source_lives(relation: InstrumentRelation, day: date) -> bool:
    return relation.source.expires_on is None or day <= relation.source.expires_on
