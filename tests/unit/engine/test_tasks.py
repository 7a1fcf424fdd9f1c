"""Kinds of tasks, and where a process begins and ends when nothing is drawn for it."""

import pytest

from engine.bpmn.state import At
from tests.unit.engine.diagrams import diagram, event, mark, person, timer
from tests.unit.engine.runs import Play

ENDS = '<startEvent id="S"/><endEvent id="E"/>'


@pytest.mark.parametrize("kind", ["task", "manualTask"])
def test_work_that_nothing_tracks_is_passed_through(kind):
    play = Play(diagram(ENDS + f'<{kind} id="T"/>' + mark("A"), "S > T\nT > A\nA > E"))

    assert (play.ran, play.state.ended) == (["A"], True)


def test_a_receive_task_waits_for_its_message_and_can_be_interrupted():
    xml = diagram(
        ENDS
        + '<receiveTask id="R" messageRef="M1"/>'
        + event("boundaryEvent", "Late", "", 'attachedToRef="R"', timer("timeDuration", "P1D"))
        + mark("A")
        + mark("B"),
        "S > R\nR > A\nLate > B\nA > E\nB > E",
        before='<message id="M1" name="one"/>',
    )
    play = Play(xml)
    play.message("one", amount=5)
    assert (play.ran, play.state.variables["one"], play.due) == (["A"], {"amount": 5}, {})

    late = Play(xml)
    late.fire("Late")
    assert (late.ran, late.state.ended) == (["B"], True)


def test_a_receive_task_that_begins_the_process_has_its_message_already():
    xml = diagram(
        '<receiveTask id="R" instantiate="true" messageRef="M1"/>' + mark("A") + '<endEvent id="E"/>',
        "R > A\nA > E",
        before='<message id="M1" name="one"/>',
    )

    assert Play(xml, at="R").ran == ["A"]
    assert not Play(xml).state.ended, "started by hand it waits for the message"


def test_a_process_without_start_event_begins_at_every_node_that_no_flow_leads_to():
    play = Play(diagram(mark("A") + mark("B") + mark("C"), "A > C\nB > C"))

    assert (play.ran, play.state.ended) == (["A", "B", "C", "C"], True)


def test_a_sub_process_without_start_event_begins_the_same_way():
    xml = diagram(
        ENDS + '<subProcess id="Sub">' + mark("a") + person("b") + "</subProcess>" + mark("A"),
        "S > Sub\nSub > A\nA > E",
    )
    play = Play(xml)
    assert play.ran == ["a"]
    play.complete("b")
    assert (play.ran, play.state.ended) == (["A", "a"], True)


def test_start_events_are_alternatives():
    xml = diagram(
        '<startEvent id="S"/><startEvent id="S2"/>' + mark("A") + mark("B") + '<endEvent id="E"/>',
        "S > A\nS2 > B\nA > E\nB > E",
    )

    assert [Play(xml, at=at).ran for at in ("", "S", "S2")] == [["A"], ["A"], ["B"]]
    with pytest.raises(KeyError):
        Play(xml, at="A")


def test_several_entries_without_a_gateway_run_a_task_for_each_token():
    play = Play(diagram(ENDS + mark("A") + mark("B") + mark("C"), "S > A\nS > B\nA > C\nB > C\nC > E"))

    assert (play.ran, play.state.ended) == (["A", "B", "C", "C"], True)


def test_event_definitions_may_stand_at_the_top_of_the_file():
    xml = diagram(
        '<startEvent id="S"/><intermediateCatchEvent id="W"><eventDefinitionRef>Def</eventDefinitionRef>'
        '</intermediateCatchEvent><endEvent id="E"/>',
        "S > W\nW > E",
        before='<timerEventDefinition id="Def"><timeDuration>PT5S</timeDuration></timerEventDefinition>',
    )
    play = Play(xml)
    assert play.token("W", At.EVENT)
    play.fire("W")
    assert play.state.ended
