"""Event sub-processes: every trigger, interrupting or beside the rest, nested, at the top and inside."""

import pytest

from engine.bpmn.evaluator import Failure
from engine.bpmn.state import At
from tests.unit.engine.diagrams import condition, diagram, event, mark, person, timer
from tests.unit.engine.runs import Play, YesHost

ENDS = '<startEvent id="S"/><endEvent id="E"/>'
BEFORE = (
    '<message id="M1" name="stop"/><signal id="S1" name="one"/><signal id="S2" name="two"/>'
    '<error id="E1" errorCode="LATE"/><escalation id="X1" escalationCode="BOSS"/>'
)
TRIGGERS = {
    "message": '<messageEventDefinition messageRef="M1"/>',
    "signal": '<signalEventDefinition signalRef="S1"/>',
    "timer": timer("timeDuration", "PT1H"),
    "conditional": condition("x > 5"),
}


def handler(trigger, interrupting="true", inside="", name="H", attributes=""):
    start = event("startEvent", f"{name}s", "", f'isInterrupting="{interrupting}" {attributes}', trigger)
    return (
        f'<subProcess id="{name}" triggeredByEvent="true">{start}{mark(f"{name}t")}<endEvent id="{name}e"/>{inside}'
        f'<sequenceFlow id="{name}1" sourceRef="{name}s" targetRef="{name}t"/>'
        f'<sequenceFlow id="{name}2" sourceRef="{name}t" targetRef="{name}e"/></subProcess>'
    )


def happens(play, kind):
    if kind == "message":
        play.message("stop")
    elif kind == "signal":
        play.signal("one")
    elif kind == "timer":
        play.fire("Hs")
    else:
        play.set(x=9)
        play.set(x=1)


@pytest.mark.parametrize("kind", TRIGGERS)
def test_an_interrupting_one_takes_the_place_of_the_process(kind):
    play = Play(diagram(ENDS + person("A") + handler(TRIGGERS[kind]), "S > A\nA > E", before=BEFORE), x=0)
    assert play.waiting == ["A"]

    happens(play, kind)

    assert (play.ran, play.state.ended, play.state.tokens) == (["Ht"], True, {})


@pytest.mark.parametrize(("kind", "times"), [("message", 2), ("signal", 2), ("timer", 1), ("conditional", 2)])
def test_one_that_does_not_interrupt_runs_beside_the_process_as_often_as_it_happens(kind, times):
    play = Play(diagram(ENDS + person("A") + handler(TRIGGERS[kind], "false"), "S > A\nA > E", before=BEFORE), x=0)
    for _ in range(times):
        happens(play, kind)
    assert (play.ran, play.waiting) == (["Ht"] * times, ["A"])

    play.complete("A")

    assert (play.state.ended, play.state.tokens, play.due) == (True, {}, {})


def test_one_that_never_happens_does_not_keep_the_process_alive():
    play = Play(diagram(ENDS + mark("A") + handler(TRIGGERS["timer"]), "S > A\nA > E"))

    assert (play.state.ended, play.state.tokens, play.due) == (True, {}, {})


def test_a_running_one_keeps_its_level_alive_and_goes_on_listening():
    slow = handler(TRIGGERS["message"], "false").replace(mark("Ht"), person("Ht"))
    play = Play(diagram(ENDS + person("A") + slow, "S > A\nA > E", before=BEFORE))
    play.message("stop")
    play.complete("A")
    assert not play.state.ended
    play.message("stop")
    assert play.waiting == ["Ht", "Ht"]
    play.complete("Ht")
    play.complete("Ht")
    assert (play.state.ended, play.state.tokens) == (True, {})


def inside(body, flows, *handlers):
    drawn = "".join(
        f'<sequenceFlow id="f_{n}" sourceRef="{line.split(" > ")[0]}" targetRef="{line.split(" > ")[1]}"/>'
        for n, line in enumerate(flows.splitlines())
    )
    sub = f'<subProcess id="Sub"><startEvent id="s"/>{body}<endEvent id="e"/>{drawn}{"".join(handlers)}</subProcess>'
    return ENDS + sub + mark("A")


FLOWS = "S > Sub\nSub > A\nA > E"


@pytest.mark.parametrize(("interrupting", "ran"), [("true", ["A", "Ht"]), ("false", ["A", "Ht", "i"])])
def test_an_escalation_starts_one_in_its_own_level(interrupting, ran):
    body = event("intermediateThrowEvent", "x", "escalation", inner='escalationRef="X1"') + mark("i")
    xml = diagram(
        inside(body, "s > x\nx > i\ni > e", handler('<escalationEventDefinition escalationRef="X1"/>', interrupting)),
        FLOWS,
        before=BEFORE,
    )
    play = Play(xml)

    assert (play.ran, play.state.ended) == (ran, True)


def test_an_error_starts_one_in_its_own_level_and_the_outer_level_goes_on():
    body = event("endEvent", "x", "error", inner='errorRef="E1"') + person("i") + '<parallelGateway id="p"/>'
    xml = diagram(
        inside(body, "s > p\np > i\np > x\ni > e", handler('<errorEventDefinition errorRef="E1"/>')),
        FLOWS,
        before=BEFORE,
    )
    play = Play(xml)

    assert (play.ran, play.state.ended, play.waiting) == (["A", "Ht"], True, [])


def test_an_error_inside_one_is_caught_by_the_level_around():
    thrower = handler('<errorEventDefinition errorRef="E1"/>').replace(
        '<endEvent id="He"/>', event("endEvent", "He", "error", inner='errorRef="E1"')
    )
    body = event("endEvent", "x", "error", inner='errorRef="E1"')
    xml = diagram(
        inside(body, "s > x", thrower).replace('<endEvent id="e"/>', "")
        + event("boundaryEvent", "B", "error", 'attachedToRef="Sub"')
        + mark("C"),
        FLOWS + "\nB > C\nC > E",
        before=BEFORE,
    )

    assert Play(xml).ran == ["C", "Ht"]


def test_a_failed_operation_starts_one():
    body = '<serviceTask id="i" hd:operation="x"/>'
    xml = diagram(
        inside(body, "s > i\ni > e", handler("<errorEventDefinition/>")),
        FLOWS,
        before=BEFORE,
    )

    assert Play(xml, YesHost(results={"i": Failure("LATE", "")})).ran == ["A", "Ht"]


def test_one_inside_another_listens_only_while_that_runs():
    nested = handler(TRIGGERS["signal"], "false", name="N")
    slow = handler(TRIGGERS["message"], "false", inside=nested).replace(mark("Ht"), person("Ht"))
    play = Play(diagram(ENDS + person("A") + slow, "S > A\nA > E", before=BEFORE))
    with pytest.raises(KeyError):
        play.signal("one")
    play.message("stop")
    play.signal("one")
    assert play.ran == ["Nt"]
    play.complete("Ht")
    with pytest.raises(KeyError):
        play.signal("one")
    assert play.waiting == ["A"]


def test_a_repeating_timer_starts_one_each_time_and_a_terminate_end_stops_only_the_handler():
    stopping = handler(timer("timeCycle", "R2/PT5S"), "false").replace(
        '<endEvent id="He"/>', '<endEvent id="He"><terminateEventDefinition/></endEvent>'
    )
    play = Play(diagram(inside(person("i"), "s > i\ni > e", stopping), FLOWS))
    play.fire("Hs")
    play.fire("Hs")
    assert (play.ran, play.due, play.waiting) == (["Ht", "Ht"], {}, ["i"])
    play.complete("i")
    assert (play.ran, play.state.ended) == (["A", "Ht", "Ht"], True)


BOTH = '<signalEventDefinition signalRef="S1"/><signalEventDefinition signalRef="S2"/>'


def test_one_with_several_definitions_starts_with_any_or_with_all_of_them():
    either = Play(diagram(ENDS + person("A") + handler(BOTH, "false"), "S > A\nA > E", before=BEFORE))
    either.signal("two")
    either.signal("one")
    assert either.ran == ["Ht", "Ht"]

    whole = handler(BOTH, "false", attributes='parallelMultiple="true"')
    both = Play(diagram(ENDS + person("A") + whole, "S > A\nA > E", before=BEFORE))
    both.signal("two")
    assert both.ran == []
    both.signal("one")
    assert both.ran == ["Ht"]
    both.complete("A")
    assert (both.state.ended, both.state.tokens) == (True, {})


def test_a_timer_without_a_moment_is_an_incident_before_the_process_moves():
    play = Play(diagram(ENDS + mark("A") + handler(timer("timeDuration", "nothing")), "S > A\nA > E"))
    assert (play.failure, play.ran) == ("BAD_TIMER", [])

    play.state.variables["nothing"] = "soon"
    play.retry("S")
    assert play.failure == "BAD_TIMER"
    assert [t.at for t in play.state.tokens.values()] == [At.FAILED]
