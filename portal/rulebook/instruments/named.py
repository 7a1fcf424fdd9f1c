"""An instrument that a draft names goes into the register with what its author typed: nothing else is known of it."""

from datetime import date

from django.conf import settings

from portal.accounts.actor import Actor
from portal.platform.text import fold
from portal.rulebook.instruments import services
from portal.rulebook.instruments.checks import Entry
from portal.rulebook.instruments.models import InstrumentConfidence, InstrumentKind, LegalInstrument
from portal.rulebook.instruments.register import find_in_register

KINDS = {
    "qh": InstrumentKind.RESOLUTION,
    "nq": InstrumentKind.RESOLUTION,
    "nd": InstrumentKind.DECREE,
    "qd": InstrumentKind.DECISION,
    "ct": InstrumentKind.DIRECTIVE,
    "tt": InstrumentKind.CIRCULAR,
    "kh": InstrumentKind.PLAN,
}


def known_as(number: str, issuer: str) -> LegalInstrument | None:
    """The registered instrument that is meant: of that issuer, or the only one of the number where none is said."""
    found = find_in_register(number)
    if not issuer:
        return found[0] if len(found) == 1 else None
    return next((known for known in found if fold(known.issuer) == fold(issuer)), None)


def registered(*, actor: Actor, number: str, title: str, issuer: str, signed_on: date) -> LegalInstrument:
    """The instrument of this number and issuer; made when the register does not hold it.

    A new one is unchecked, and invented where sample data is loaded. The day on which it takes effect stays empty:
    the day on which the rules begin may be another one.
    Raises NotAllowed, EntryWrong
    """
    if (known := known_as(number, issuer)) is not None:
        return known
    confidence = InstrumentConfidence.ILLUSTRATIVE if settings.SAMPLE_DATA else InstrumentConfidence.REMEMBERED
    entry = Entry(
        number=number,
        kind=kind_of(number).value,
        title_vi=title,
        issuer=issuer,
        confidence=confidence.value,
        signed_on=signed_on,
        sample=settings.SAMPLE_DATA,
    )
    return services.create(actor=actor, entry=entry)


def kind_of(number: str) -> InstrumentKind:
    """The kind that the letters of a number stand for: 75/2021/TT-BTC is a circular."""
    for part in fold(number).split("/")[1:]:
        letters = part.split("-")[0].rstrip("0123456789")
        if letters in KINDS:
            return KINDS[letters]
    return InstrumentKind.OTHER
