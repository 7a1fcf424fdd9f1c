"""A transitional provision in words, the same on every page."""

from collections.abc import Mapping
from datetime import date

from portal.rulebook.instruments.models import TransitionalProvision
from rules.feel import Text

Pivot, Mode = TransitionalProvision.Pivot, TransitionalProvision.Mode

EVENTS = {
    Pivot.SUBMITTED: Text("nộp", "submitted"),
    Pivot.ACCEPTED: Text("được tiếp nhận", "accepted"),
    Pivot.GRANTED: Text("có văn bằng được cấp", "whose title was granted"),
    Pivot.DECIDED: Text("có quyết định", "decided"),
}
RULES = {
    Mode.OLD_RULE: Text("áp dụng quy định cũ", "the old rule applies"),
    Mode.NEW_RULE: Text("áp dụng quy định mới", "the new rule applies"),
    Mode.MORE_FAVOURABLE: Text(
        "áp dụng quy định có lợi hơn cho người đề nghị", "the rule more favourable to the applicant applies"
    ),
}


def provision_said(provision: TransitionalProvision, starts_on: date | None = None) -> Text:
    """What a provision says. starts_on: first day of the rules of the instrument, where it is known."""
    return _said(provision.pivot, provision.mode, provision.instrument.number, provision.article, starts_on)


def why_said(why: Mapping[str, str]) -> Text:
    """Why a dossier is judged by its version: what `Choice.why` kept with its pin."""
    starts = date.fromisoformat(why["starts_on"])
    rule = _said(why["pivot"], why["mode"], why["instrument"], why["article"], starts)
    if not why["event_on"]:
        event = Text(
            "Việc đó chưa xảy ra, nên áp dụng quy định mới.", "That has not happened, so the new rule applies."
        )
    else:
        day = date.fromisoformat(why["event_on"])
        words = EVENTS[Pivot(why["pivot"])]
        event = Text(f"Hồ sơ này {words.vi} ngày {day:%d/%m/%Y}.", f"This dossier: {words.en} on {day:%d/%m/%Y}.")
        if day >= starts:
            event = Text(f"{event.vi} Vì vậy áp dụng quy định mới.", f"{event.en} So the new rule applies.")
    return Text(f"{rule.vi} {event.vi}", f"{rule.en} {event.en}")


def _said(pivot: str, mode: str, number: str, article: str, starts_on: date | None) -> Text:
    event, rule = EVENTS[Pivot(pivot)], RULES[Mode(mode)]
    day = (
        Text(f"ngày {starts_on:%d/%m/%Y}", f"{starts_on:%d/%m/%Y}")
        if starts_on
        else Text("ngày quy định mới có hiệu lực", "the new rule took effect")
    )
    return Text(
        f"{article} của {number}: hồ sơ {event.vi} trước {day.vi} thì {rule.vi}.",
        f"{article} of {number}: for dossiers {event.en} before {day.en}, {rule.en}.",
    )
