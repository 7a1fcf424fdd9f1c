"""What the register says about the legal bases of a rule pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rulebook.instruments.models import LegalInstrument
from portal.rulebook.instruments.register import Register, rows_of
from portal.rulebook.instruments.states import State, state_on
from rules.feel import Text
from rules.packs import Pack


class Reason(StrEnum):
    """Why a row does not rest on law."""

    NO_INSTRUMENT = "NO_INSTRUMENT"
    INVENTED = "INVENTED"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    EFFECT_UNKNOWN = "EFFECT_UNKNOWN"


@dataclass(frozen=True, slots=True)
class Uncited:
    """One row whose legal basis the register does not bear out. number: as registered; empty for NO_INSTRUMENT."""

    decision: str
    row_id: str
    reason: Reason
    number: str
    text: Text

    @property
    def blocks(self) -> bool:
        """Whether it is certain; a day of effect that nobody has read yet is a gap of the register."""
        return self.reason is not Reason.EFFECT_UNKNOWN


def citations(pack: Pack) -> list[Uncited]:
    """Rows of a pack whose article names no registered instrument, or one that is not in force on pack.valid_from.

    Of several issuers that share a number, one in force is enough. An invented instrument carries only sample packs.
    """
    register = Register()
    return [
        Uncited(name, row.id, *finding)
        for name, _label, row in rows_of(pack)
        for finding in _findings(register, pack, row.article.vi)
    ]


def _findings(register: Register, pack: Pack, article: str) -> Iterator[tuple[Reason, str, Text]]:
    named = register.named_in(article)
    if not named:
        yield Reason.NO_INSTRUMENT, "", NO_INSTRUMENT
    for candidates in named.values():
        number = candidates[0].number
        real = [entry for entry in candidates if pack.sample or not entry.sample]
        if not real:
            yield Reason.INVENTED, number, _invented(number)
        elif (reason := _reason(real, pack.valid_from)) is not None:
            words = _unknown if reason is Reason.EFFECT_UNKNOWN else _not_in_force
            yield reason, number, words(number, pack.valid_from)


def _reason(candidates: list[LegalInstrument], day: date) -> Reason | None:
    states = {state_on(entry, day) for entry in candidates}
    if State.IN_FORCE in states:
        return None
    return Reason.EFFECT_UNKNOWN if State.UNKNOWN in states else Reason.NOT_IN_FORCE


NO_INSTRUMENT = Text(
    "Căn cứ không nêu văn bản nào có trong sổ văn bản.", "The legal basis names no instrument of the register."
)


def _invented(number: str) -> Text:
    return Text(f"Văn bản {number} là văn bản mẫu, không có thật.", f"Instrument {number} is an invented sample.")


def _not_in_force(number: str, day: date) -> Text:
    return Text(
        f"Văn bản {number} không có hiệu lực vào ngày {day:%d/%m/%Y}.",
        f"Instrument {number} is not in force on {day:%d/%m/%Y}.",
    )


def _unknown(number: str, day: date) -> Text:
    return Text(
        f"Sổ văn bản chưa ghi ngày có hiệu lực của {number}, nên chưa rõ hiệu lực vào ngày {day:%d/%m/%Y}.",
        f"The register does not say when {number} took effect, so its force on {day:%d/%m/%Y} is not known.",
    )
