"""The event definitions of an event: written inside it, or at the top of the file and referred to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from engine.bpmn.nodes import Timer, Trigger
from engine.bpmn.repeat import REPETITION
from engine.bpmn.xml import Element

SUFFIX = "EventDefinition"
ISO_DURATION = re.compile(r"-?P(?=[0-9T])[0-9YMWDTHS.]+")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+)?)?")

Complain = Callable[[str, str, str], None]  # code, Vietnamese, English


def definitions_of(element: Element) -> list[Element]:
    """Event definitions of an event in the order of the file; references that lead nowhere are left out."""
    found = [child for child in element.bpmn() if child.tag.endswith(SUFFIX)]
    references = [child.text.strip().rpartition(":")[2] for child in element.bpmn("eventDefinitionRef")]
    if references:
        root = element
        while root.parent is not None:
            root = root.parent
        shared = {child.get("id"): child for child in root.bpmn() if child.tag.endswith(SUFFIX)}
        found += [shared[reference] for reference in references if reference in shared]
    return found


def kind_of(definition: Element) -> str:
    """Kind of an event definition: messageEventDefinition gives "message"."""
    return definition.tag.removesuffix(SUFFIX)


class TriggerReader:
    """Reads the triggers of one element after the other.

    root     of the file: messages, signals, errors and escalations are named there
    """

    def __init__(self, root: Element) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.definitions = {e.get("id"): e for e in root.walk() if e.tag.endswith(SUFFIX) and e.get("id")}
        for element in root.bpmn("message", "signal"):
            self.names[element.tag, element.get("id")] = element.get("name") or element.get("id")
        for element in root.bpmn("error", "escalation"):
            self.names[element.tag, element.get("id")] = element.get(f"{element.tag}Code") or element.get("id")

    def read(self, element: Element, complain: Complain) -> tuple[Trigger, ...]:
        """Triggers of an event or of a receive or send task; what is missing is told to `complain`."""
        definitions = definitions_of(element)
        for reference in element.bpmn("eventDefinitionRef"):
            if not any(d.get("id") == reference.text.strip().rpartition(":")[2] for d in definitions):
                complain(
                    "event.unknown",
                    f"Định nghĩa sự kiện “{reference.text.strip()[:60]}” không có trong tệp.",
                    f"Event definition “{reference.text.strip()[:60]}” is not in the file.",
                )
        return tuple(self._trigger(element, definition, complain) for definition in definitions)

    def by_reference(self, element: Element, reference: str, complain: Complain) -> tuple[Trigger, ...]:
        """The trigger that an attribute of `element` refers to; none when it names none."""
        if not reference:
            return ()
        definition = self.definitions.get(reference.rpartition(":")[2])
        if definition is None:
            complain(
                "event.unknown",
                f"Định nghĩa sự kiện “{reference[:60]}” không có trong tệp.",
                f"Event definition “{reference[:60]}” is not in the file.",
            )
            return ()
        return (self._trigger(element, definition, complain),)

    def message_of(self, element: Element, complain: Complain) -> tuple[Trigger, ...]:
        """The message of a receive or send task."""
        return (Trigger("message", self._named("message", element, complain)),)

    def _trigger(self, element: Element, definition: Element, complain: Complain) -> Trigger:
        kind = kind_of(definition)
        if kind == "timer":
            return Trigger(kind, timer=timer_of(definition, complain))
        if kind in ("message", "signal"):
            return Trigger(kind, self._named(kind, definition, complain))
        if kind in ("error", "escalation"):
            return Trigger(kind, self._named(kind, definition, complain) if definition.get(f"{kind}Ref") else "")
        if kind == "link":
            return Trigger(kind, definition.get("name") or element.get("name"))
        if kind == "conditional":
            return Trigger(kind, condition=_condition(definition, complain))
        if kind == "compensate":
            activity = definition.get("activityRef").rpartition(":")[2]
            return Trigger(kind, activity, waits=definition.get("waitForCompletion") not in ("false", "0"))
        return Trigger(kind)

    def _named(self, kind: str, holder: Element, complain: Complain) -> str:
        name = self.names.get((kind, holder.get(f"{kind}Ref").rpartition(":")[2]))
        if name is None:
            complain(f"{_UNKNOWN[kind][0]}.unknown", *_UNKNOWN[kind][1:])
        return name or ""


_UNNAMED = (
    "message",
    "Sự kiện chưa chỉ ra thông điệp hoặc tín hiệu nào.",
    "The event names no message or signal of this file.",
)
_UNKNOWN: Mapping[str, tuple[str, str, str]] = {
    "message": _UNNAMED,
    "signal": _UNNAMED,
    "error": ("error", "Lỗi được chỉ tới không có trong tệp.", "The error it refers to is not in the file."),
    "escalation": (
        "escalation",
        "Leo thang được chỉ tới không có trong tệp.",
        "The escalation it refers to is not in the file.",
    ),
}


def expression(text: str) -> str:
    """FEEL source as written in a diagram, without the optional leading "="."""
    stripped = text.strip()
    return stripped[1:].strip() if stripped.startswith("=") else stripped


def whole_number(element: Element, attribute: str, complain: Complain) -> int | None:
    """A number of working days written as an attribute of ours; None when there is none or it is no such number."""
    text = element.hd(attribute)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text):
        complain(
            "number.invalid",
            f"“{text[:40]}” không phải số ngày làm việc (số nguyên từ 0 đến 9999).",
            f"“{text[:40]}” is not a number of working days (a whole number, 0 to 9999).",
        )
        return None
    return int(text)


def timer_of(definition: Element, complain: Complain) -> Timer | None:
    """The timer of a timer event definition."""
    if definition.hd("workingDays"):
        days = whole_number(definition, "workingDays", complain)
        return None if days is None else Timer(working_days=days)
    for child in definition.bpmn("timeDuration", "timeDate", "timeCycle"):
        text = expression(child.text)
        if child.tag == "timeDuration" and text:
            return Timer(duration=f'duration("{text}")' if ISO_DURATION.fullmatch(text) else text)
        if child.tag == "timeCycle" and text:
            return Timer(cycle=f'"{text}"' if REPETITION.fullmatch(text) else text)
        if text:
            return Timer(date=_iso_date(text) if ISO_DATE.fullmatch(text) else text)
    complain(
        "timer.empty",
        "Sự kiện thời gian chưa có thời hạn: nhập khoảng thời gian, ngày, hoặc số ngày làm việc.",
        "The timer event has no time: enter a duration, a date or a number of working days.",
    )
    return None


def _iso_date(text: str) -> str:
    return f'date and time("{text}")' if "T" in text else f'date("{text}")'


def _condition(definition: Element, complain: Complain) -> str | None:
    text = next((found for c in definition.bpmn("condition") if (found := expression(c.text))), None)
    if text is None:
        complain("condition.empty", "Sự kiện chưa có điều kiện.", "The conditional event has no condition.")
    return text
