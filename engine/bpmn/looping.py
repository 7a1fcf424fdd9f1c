"""Reads how an activity repeats: standard loops and multiple instances."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.bpmn.nodes import Loop, Trigger
from engine.bpmn.triggers import Complain, TriggerReader, definitions_of, expression
from engine.bpmn.words import word_of
from engine.bpmn.xml import Element

LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
TRUE = ("true", "1")
MAX_INSTANCES = 10_000
THROWABLE = frozenset({"signal", "escalation", "message"})
COUNTERS = (
    "loopCounter",
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
    "numberOfTerminatedInstances",
)


def loop_of(element: Element, reader: TriggerReader, named: Mapping[str, str], complain: Complain) -> Loop | None:
    """How an activity repeats; None when it does not.

    named   variables by the ids of the data elements that a loop may refer to
    """
    found = element.bpmn(*LOOPS)
    if len(found) > 1:
        complain("loop.twice", "Chỉ được một kiểu lặp.", "Only one kind of loop.")
    if not found:
        return None
    return _standard(found[0], complain) if found[0].tag == LOOPS[0] else _multiple(found[0], reader, named, complain)


def _standard(loop: Element, complain: Complain) -> Loop:
    condition = _text(loop, "loopCondition")
    maximum = loop.get("loopMaximum").strip()
    if maximum and not re.fullmatch(r"0*[1-9][0-9]{0,8}", maximum):
        complain(
            "loop.maximum",
            f"Số vòng tối đa “{maximum[:40]}” phải là số nguyên dương.",
            f"The most rounds “{maximum[:40]}” must be a positive whole number.",
        )
        maximum = "1"
    if condition is None and not maximum:
        complain(
            "loop.endless",
            "Vòng lặp không có điều kiện và không có số vòng tối đa.",
            "The loop has neither a condition nor a maximum.",
        )
    return Loop(
        "standard",
        condition=condition,
        test_before=loop.get("testBefore") in TRUE,
        maximum=int(maximum) if maximum else None,
    )


def _multiple(loop: Element, reader: TriggerReader, named: Mapping[str, str], complain: Complain) -> Loop:
    cardinality = _text(loop, "loopCardinality")
    collection = _reference(loop, "loopDataInputRef", named)
    if (cardinality is None) == (collection is None):
        complain(
            "loop.instances",
            "Phải cho số bản sao hoặc danh sách, đúng một trong hai.",
            "Give the number of instances or a list, exactly one of the two.",
        )
    if cardinality and re.fullmatch(r"-?[0-9]+", cardinality) and not 0 <= int(cardinality[:9]) <= MAX_INSTANCES:
        complain(
            "loop.cardinality",
            f"Số bản sao “{cardinality[:40]}” phải từ 0 đến {MAX_INSTANCES}.",
            f"The number of instances “{cardinality[:40]}” must be 0 to {MAX_INSTANCES}.",
        )
    behavior = loop.get("behavior") or "All"
    if behavior not in ("None", "One", "All", "Complex"):
        complain("loop.behavior", f"Không có kiểu “{behavior[:40]}”.", f"There is no behavior “{behavior[:40]}”.")
    events: tuple[Trigger, ...] = ()
    if behavior in ("None", "One"):
        events = reader.by_reference(loop, loop.get(f"{behavior.lower()}BehaviorEventRef"), complain)
    definitions = loop.bpmn("complexBehaviorDefinition") if behavior == "Complex" else []
    complex_ = tuple((_text(d, "condition") or "", _thrown(d, reader, complain)) for d in definitions)
    for trigger in (*events, *(t for _, thrown in complex_ for t in thrown)):
        if trigger.kind not in THROWABLE:
            complain(
                "loop.event",
                f"Hoạt động nhiều bản sao không ném được sự kiện “{trigger.kind}”.",
                f"An activity with several instances cannot throw “{trigger.kind}”.",
            )
    return Loop(
        "sequential" if loop.get("isSequential") in TRUE else "parallel",
        condition=_text(loop, "completionCondition"),
        cardinality=cardinality,
        collection=collection,
        item=_name(loop, "inputDataItem"),
        output=_reference(loop, "loopDataOutputRef", named),
        output_item=_name(loop, "outputDataItem"),
        behavior=behavior,
        events=events,
        complex=complex_,
    )


def _thrown(definition: Element, reader: TriggerReader, complain: Complain) -> tuple[Trigger, ...]:
    return tuple(t for event in definition.bpmn("event") if definitions_of(event) for t in reader.read(event, complain))


def _text(element: Element, tag: str) -> str | None:
    return next((found for child in element.bpmn(tag) if (found := expression(child.text))), None)


def _name(element: Element, tag: str) -> str | None:
    return next((word_of(child) for child in element.bpmn(tag)), None)


def _reference(element: Element, tag: str, named: Mapping[str, str]) -> str | None:
    text = next((child.text.strip().rpartition(":")[2] for child in element.bpmn(tag)), "")
    return named.get(text, text) or None
