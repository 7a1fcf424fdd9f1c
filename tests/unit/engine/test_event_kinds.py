"""Errors, escalations, links, conditions, repeating timers and events with several definitions."""

from datetime import timedelta

import pytest

from engine.bpmn.evaluator import Failure
from engine.bpmn.state import At
from tests.unit.engine.diagrams import condition, diagram, event, mark, person, timer
from tests.unit.engine.runs import NOW, Play, YesHost

ENDS = '<startEvent id="S"/><endEvent id="E"/>'
CODES = (
    '<error id="E1" errorCode="LATE"/><error id="E2" errorCode="OTHER"/>'
    '<escalation id="X1" escalationCode="BOSS"/><signal id="S1" name="one"/><signal id="S2" name="two"/>'
)


def sub(*inside, flows):
    body = "".join(inside)
    lines = [line.split(" > ") for line in flows.splitlines()]
    drawn = "".join(f'<sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in lines)
    return f'<subProcess id="Sub"><startEvent id="s"/>{body}{drawn}</subProcess>'


def boundary(name, kind, attributes="", inner=""):
    return event("boundaryEvent", name, kind, f'attachedToRef="Sub" {attributes}', inner)


def test_an_error_end_event_is_caught_by_the_boundary_event_of_its_code():
    xml = diagram(
        ENDS
        + sub(
            person("a"),
            '<parallelGateway id="p"/>',
            event("endEvent", "bad", "error", inner='errorRef="E1"'),
            '<endEvent id="e"/>',
            flows="s > p\np > a\na > e\np > bad",
        )
        + boundary("Any", "error")
        + boundary("Late", "error", inner='errorRef="E1"')
        + mark("A")
        + mark("B")
        + mark("C"),
        "S > Sub\nSub > A\nLate > B\nAny > C\nA > E\nB > E\nC > E",
        before=CODES,
    )
    play = Play(xml)

    assert (play.ran, play.state.ended) == (["B"], True)
    assert play.last.crashed == ""


def test_an_error_goes_outward_past_handlers_of_other_codes():
    inner = sub(event("endEvent", "bad", "error", inner='errorRef="E1"'), flows="s > bad").replace("Sub", "In")
    xml = diagram(
        ENDS
        + '<subProcess id="Sub"><startEvent id="s2"/>'
        + inner
        + event("boundaryEvent", "Not", "error", 'attachedToRef="In"', 'errorRef="E2"')
        + '<endEvent id="e2"/><endEvent id="e3"/><sequenceFlow id="g1" sourceRef="s2" targetRef="In"/>'
        '<sequenceFlow id="g2" sourceRef="In" targetRef="e2"/><sequenceFlow id="g3" sourceRef="Not" targetRef="e3"/>'
        "</subProcess>" + boundary("Any", "error") + mark("A") + mark("B"),
        "S > Sub\nSub > A\nAny > B\nA > E\nB > E",
        before=CODES,
    )

    assert Play(xml).ran == ["B"]


def test_an_error_that_nothing_catches_fails_the_instance_and_ends_all_of_it():
    xml = diagram(
        ENDS + '<parallelGateway id="P"/>' + person("A") + event("endEvent", "Bad", "error", inner='errorRef="E1"'),
        "S > P\nP > A\nP > Bad\nA > E",
        before=CODES,
    )
    play = Play(xml)

    assert (play.state.ended, play.state.tokens, play.last.crashed) == (True, {}, "LATE")
    assert play.last.opened == {}
    assert [e.kind for e in play.last.events if e.node == "Bad"] == ["ERROR_THROWN", "FAILED"]


@pytest.mark.parametrize("code", ["LATE", "ANYTHING"])
def test_a_failed_operation_is_an_error_that_a_boundary_event_catches(code):
    xml = diagram(
        ENDS
        + '<serviceTask id="Sub" hd:operation="x"/>'
        + boundary("Late", "error", inner='errorRef="E1"')
        + mark("A")
        + mark("B"),
        "S > Sub\nSub > A\nLate > B\nA > E\nB > E",
        before=CODES,
    )
    play = Play(xml, YesHost(results={"Sub": Failure(code, "no")}))

    assert (play.ran, play.failure) == ((["B"], "") if code == "LATE" else ([], "ANYTHING"))


@pytest.mark.parametrize(("interrupting", "ran"), [("true", ["B"]), ("false", ["A", "B", "i"])])
def test_an_escalation_interrupts_only_where_it_is_caught_so(interrupting, ran):
    xml = diagram(
        ENDS
        + sub(
            event("intermediateThrowEvent", "x", "escalation", inner='escalationRef="X1"'),
            mark("i"),
            '<endEvent id="e"/>',
            flows="s > x\nx > i\ni > e",
        )
        + boundary("Boss", "escalation", f'cancelActivity="{interrupting}"', 'escalationRef="X1"')
        + mark("A")
        + mark("B"),
        "S > Sub\nSub > A\nBoss > B\nA > E\nB > E",
        before=CODES,
    )
    play = Play(xml)

    assert (play.ran, play.state.ended) == (ran, True)


def test_an_escalation_that_nothing_catches_changes_nothing():
    xml = diagram(
        '<startEvent id="S"/>' + mark("A") + event("endEvent", "E", "escalation", inner='escalationRef="X1"'),
        "S > A\nA > E",
        before=CODES,
    )

    assert (Play(xml).ran, Play(xml).state.ended) == (["A"], True)


def test_a_link_leads_to_the_event_of_its_name_from_several_places():
    link = '<linkEventDefinition name="over"/>'
    xml = diagram(
        ENDS
        + mark("A")
        + mark("B")
        + event("intermediateThrowEvent", "L1", inner=link)
        + event("intermediateThrowEvent", "L2", inner=link)
        + event("intermediateCatchEvent", "L", inner=link)
        + mark("C"),
        "S > A\nS > B\nA > L1\nB > L2\nL > C\nC > E",
    )
    play = Play(xml)

    assert (play.ran, play.state.ended) == (["A", "B", "C", "C"], True)


def test_a_condition_is_waited_for_and_passed_at_once_when_it_holds():
    xml = diagram(
        ENDS + event("intermediateCatchEvent", "W", inner=condition("x > 5")) + mark("A"), "S > W\nW > A\nA > E"
    )
    assert Play(xml, x=9).ran == ["A"]

    play = Play(xml, x=1)
    assert play.ran == []
    play.set(x=6)
    assert (play.ran, play.state.ended) == (["A"], True)


def test_a_condition_beside_a_task_happens_each_time_it_becomes_true():
    xml = diagram(
        ENDS + person("Sub") + boundary("W", "", 'cancelActivity="false"', condition("x > 5")) + mark("A"),
        "S > Sub\nSub > E\nW > A\nA > E",
    )
    play = Play(xml, x=1)
    for x in (6, 7, 1, 8):
        play.set(x=x)
    assert (play.ran, play.waiting) == (["A", "A"], ["Sub"])


def test_a_condition_is_seen_even_when_it_holds_only_between_two_scripts():
    xml = diagram(
        ENDS
        + sub(
            mark("up", inner="<script>x := 9</script>"),
            mark("down", inner="<script>x := 1</script>"),
            '<endEvent id="e"/>',
            flows="s > up\nup > down\ndown > e",
        )
        + boundary("W", "", 'cancelActivity="true"', condition("x > 5"))
        + mark("A")
        + mark("B"),
        "S > Sub\nSub > A\nW > B\nA > E\nB > E",
    )

    assert Play(xml, x=0).ran == ["B", "up"]


def test_a_repeating_timer_beside_a_task_fires_as_often_as_it_says():
    xml = diagram(
        ENDS + person("Sub") + boundary("T", "", 'cancelActivity="false"', timer("timeCycle", "R3/PT10M")) + mark("A"),
        "S > Sub\nSub > E\nT > A\nA > E",
    )
    play = Play(xml)
    moments = []
    while play.due:
        moments.append(next(iter(play.due.values())))
        play.fire("T")

    assert moments == [NOW + timedelta(minutes=10 * n) for n in (1, 2, 3)]
    assert (play.ran, play.waiting) == (["A", "A", "A"], ["Sub"])


def test_a_repeating_timer_counts_from_its_own_moments_and_not_from_a_late_worker():
    xml = diagram(
        ENDS + person("Sub") + boundary("T", "", 'cancelActivity="false"', timer("timeCycle", "R/PT1H")) + mark("A"),
        "S > Sub\nSub > E\nT > A\nA > E",
    )
    play = Play(xml)
    play.due = dict.fromkeys(play.due, NOW + timedelta(minutes=75))
    play.fire("T")
    assert list(play.due.values()) == [NOW + timedelta(hours=2)]

    play.complete("Sub")
    assert (play.due, play.state.ended) == ({}, True)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("R2/2026-03-02T10:00:00Z/PT1H", timedelta(hours=7)),
        ("R/2026-03-01T09:30:00Z/PT1H", timedelta(minutes=30)),
        ("R5/PT1H/2026-03-02T04:30:00Z", timedelta(hours=1)),
        ("R/P1M", timedelta(days=31)),
    ],
)
def test_a_repetition_begins_at_its_first_moment_from_now_on(text, due):
    xml = diagram(ENDS + event("intermediateCatchEvent", "T", inner=timer("timeCycle", text)), "S > T\nT > E")

    assert list(Play(xml).due.values()) == [NOW + due]


@pytest.mark.parametrize("text", ["R3/PT0S", '"0 9 * * 1"'])
def test_a_repetition_that_leads_nowhere_is_an_incident(text):
    xml = diagram(ENDS + event("intermediateCatchEvent", "T", inner=timer("timeCycle", text)), "S > T\nT > E")

    assert Play(xml).failure == "BAD_TIMER"


BOTH = '<signalEventDefinition signalRef="S1"/><signalEventDefinition signalRef="S2"/>'


def test_an_event_with_several_definitions_happens_with_the_first_that_comes():
    xml = diagram(ENDS + event("intermediateCatchEvent", "W", inner=BOTH), "S > W\nW > E", before=CODES)
    play = Play(xml)
    assert sorted(play.last.listening.values()) == [("signal", "one"), ("signal", "two")]

    play.signal("two")

    assert play.state.ended
    assert len(play.last.deaf) == 2


def test_a_parallel_event_waits_for_all_its_definitions():
    xml = diagram(
        ENDS + event("intermediateCatchEvent", "W", "", 'parallelMultiple="true"', BOTH), "S > W\nW > E", before=CODES
    )
    play = Play(xml)
    play.signal("two")
    assert not play.state.ended
    with pytest.raises(KeyError):
        play.signal("two")
    play.signal("one")
    assert play.state.ended


def test_a_parallel_event_beside_a_task_can_happen_again():
    xml = diagram(
        ENDS + person("Sub") + boundary("W", "", 'cancelActivity="false" parallelMultiple="true"', BOTH) + mark("A"),
        "S > Sub\nSub > E\nW > A\nA > E",
        before=CODES,
    )
    play = Play(xml)
    for name in ("one", "two", "two", "one"):
        play.signal(name)
    assert play.ran == ["A", "A"]
    play.complete("Sub")
    assert (play.state.ended, play.state.tokens) == (True, {})


def test_a_throwing_event_with_several_definitions_throws_them_all_after_others_began_to_wait():
    xml = diagram(
        ENDS
        + '<parallelGateway id="P"/>'
        + event("intermediateThrowEvent", "T", inner=BOTH)
        + event("intermediateCatchEvent", "W1", "signal", inner='signalRef="S1"')
        + event("intermediateCatchEvent", "W2", "signal", inner='signalRef="S2"')
        + mark("Long"),
        "S > P\nP > T\nP > Long\nLong > W1\nP > W2\nT > E\nW1 > E\nW2 > E",
        before=CODES,
    )
    play = Play(xml)

    assert play.state.ended
    assert [name for name, _ in play.host.signals] == ["one", "two"]


def test_a_terminate_end_leaves_nothing_armed():
    xml = diagram(
        ENDS
        + '<parallelGateway id="P"/>'
        + person("Sub")
        + boundary("T", "", "", timer("timeCycle", "R/PT1H"))
        + '<endEvent id="Stop"><terminateEventDefinition/></endEvent>',
        "S > P\nP > Sub\nP > Stop\nSub > E\nT > E",
    )
    play = Play(xml)

    assert (play.state.tokens, play.due, play.last.opened) == ({}, {}, {})
    assert At.ITEM == 1
