"""Inclusive and complex gateways, conditional exits, quantities of tokens and event gateways that begin a process."""

import pytest

from engine.bpmn.state import At
from tests.unit.engine.diagrams import diagram, event, mark, person, timer
from tests.unit.engine.runs import Play

ENDS = '<startEvent id="S"/><endEvent id="E"/>'
OR = (
    ENDS
    + '<inclusiveGateway id="Split" default="F_Split_C"/><inclusiveGateway id="Join"/>'
    + person("A")
    + person("B")
    + person("C")
    + mark("After")
)
OR_FLOWS = """S > Split\nSplit > A : x > 1\nSplit > B : x > 2\nSplit > C
A > Join\nB > Join\nC > Join\nJoin > After\nAfter > E"""


@pytest.mark.parametrize(("x", "taken"), [(3, ["A", "B"]), (2, ["A"]), (0, ["C"])])
def test_an_inclusive_split_takes_every_true_exit_and_else_the_default(x, taken):
    assert Play(diagram(OR, OR_FLOWS), x=x).waiting == taken


def test_an_inclusive_join_waits_only_for_what_was_begun():
    play = Play(diagram(OR, OR_FLOWS), x=3)
    play.complete("B")
    assert play.ran == []
    play.complete("A")
    assert (play.ran, play.state.ended) == (["After"], True)

    alone = Play(diagram(OR, OR_FLOWS), x=2)
    alone.complete("A")
    assert (alone.ran, alone.state.ended) == (["After"], True)


def test_an_inclusive_join_stops_waiting_when_the_other_token_turns_away():
    xml = diagram(
        ENDS
        + '<parallelGateway id="Split"/><exclusiveGateway id="X" default="F_X_Away"/><inclusiveGateway id="Join"/>'
        + mark("A")
        + person("B")
        + '<endEvent id="Away"/>'
        + mark("After"),
        "S > Split\nSplit > A\nSplit > B\nA > Join\nB > X\nX > Join : stay\nX > Away\nJoin > After\nAfter > E",
    )
    play = Play(xml, stay=False)
    assert play.ran == ["A"]
    play.complete("B")
    assert (play.ran, play.state.ended) == (["A", "After"], True)

    play = Play(xml, stay=True)
    play.complete("B")
    assert (play.ran, play.state.ended) == (["A", "After"], True)


def test_an_inclusive_join_in_a_loop_does_not_wait_for_its_own_next_round():
    xml = diagram(
        ENDS
        + '<inclusiveGateway id="Join"/><exclusiveGateway id="X" default="F_X_E"/>'
        + mark("T", inner="<script>n := n + 1</script>"),
        "S > Join\nJoin > T\nT > X\nX > Join : 3 > n\nX > E",
    )
    play = Play(xml, n=0)

    assert (play.ran, play.state.ended) == (["T", "T", "T"], True)


def test_a_token_that_can_reach_a_filled_entry_too_does_not_hold_the_join():
    # BPMN 2.0.2, table 13.3: B's token can come to either entry, and one of them is filled already.
    xml = diagram(
        ENDS
        + '<parallelGateway id="Split"/><exclusiveGateway id="Merge"/><exclusiveGateway id="X" default="F_X_Join"/>'
        + '<inclusiveGateway id="Join"/>'
        + mark("A")
        + person("B")
        + mark("After"),
        "S > Split\nSplit > A\nSplit > B\nA > Merge\nMerge > Join\nB > X\nX > Join\nX > Merge : up\nJoin > After\n"
        "After > E",
    )

    play = Play(xml, up=True)

    assert play.ran == ["A", "After"]
    play.complete("B")
    assert (play.ran, play.state.ended) == (["A", "After", "After"], True)


def test_an_inclusive_join_inside_a_sub_process_looks_at_its_own_level_only():
    xml = diagram(
        ENDS
        + '<parallelGateway id="Split"/>'
        + person("Beside")
        + '<subProcess id="Sub"><startEvent id="s"/><inclusiveGateway id="o"/><inclusiveGateway id="j"/>'
        + mark("a")
        + mark("b")
        + mark("c")
        + '<endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="o"/>'
        '<sequenceFlow id="f2" sourceRef="o" targetRef="a"/><sequenceFlow id="f3" sourceRef="o" targetRef="b"/>'
        '<sequenceFlow id="f4" sourceRef="a" targetRef="j"/><sequenceFlow id="f5" sourceRef="b" targetRef="j"/>'
        '<sequenceFlow id="f6" sourceRef="j" targetRef="c"/><sequenceFlow id="f7" sourceRef="c" targetRef="e"/>'
        "</subProcess>",
        "S > Split\nSplit > Sub\nSplit > Beside\nSub > E\nBeside > E",
    )

    assert Play(xml).ran == ["a", "b", "c"]


def test_no_true_exit_after_an_inclusive_join_can_be_tried_again():
    xml = diagram(
        ENDS + '<parallelGateway id="P"/><inclusiveGateway id="G"/>' + mark("A") + mark("B"),
        "S > P\nP > A\nP > B\nA > G\nB > G\nG > E : x",
    )
    play = Play(xml, x=False)
    assert play.failure == "NO_FLOW"

    play.state.variables["x"] = True
    play.retry("G")

    assert play.state.ended


COMPLEX = (
    ENDS
    + '<parallelGateway id="Split"/><complexGateway id="Join"><activationCondition>{}</activationCondition>'
    + "</complexGateway>"
    + person("A")
    + person("B")
    + person("C")
    + mark("After")
    + mark("Rest")
)
COMPLEX_FLOWS = "S > Split\nSplit > A\nSplit > B\nSplit > C\nA > Join\nB > Join\nC > Join\nJoin > After\nAfter > E"


def test_a_complex_join_goes_on_once_when_its_condition_holds_and_swallows_the_rest():
    play = Play(diagram(COMPLEX.format("activationCount >= 2").replace(mark("Rest"), ""), COMPLEX_FLOWS))
    play.complete("C")
    assert play.ran == []
    play.complete("A")
    assert play.ran == ["After"]
    assert not play.state.ended
    play.complete("B")
    assert (play.ran, play.state.ended) == (["After"], True)


def test_a_complex_join_may_send_on_what_came_late():
    play = Play(
        diagram(
            COMPLEX.format("activationCount >= 1"),
            COMPLEX_FLOWS.replace("Join > After", "Join > After : waitingForStart\nJoin > Rest : not(waitingForStart)")
            + "\nRest > E",
        )
    )
    play.complete("B")
    assert play.ran == ["After"]
    play.complete("A")
    assert play.ran == ["After"]
    play.complete("C")
    assert (play.ran, play.state.ended) == (["After", "Rest"], True)


def test_a_complex_join_starts_anew_in_the_next_round():
    xml = diagram(
        ENDS
        + '<parallelGateway id="P"/><exclusiveGateway id="Again"/><exclusiveGateway id="X" default="F_X_E"/>'
        + '<complexGateway id="Join"><activationCondition>activationCount >= 1</activationCondition></complexGateway>'
        + mark("A")
        + mark("B")
        + mark("T", inner="<script>n := n + 1</script>"),
        "S > Again\nAgain > P\nP > A\nP > B\nA > Join\nB > Join\nJoin > T\nT > X\nX > Again : 2 > n\nX > E",
    )

    play = Play(xml, n=0)

    assert (play.ran.count("T"), play.state.ended) == (2, True)


def test_a_complex_split_takes_every_true_exit():
    xml = diagram(
        ENDS + '<complexGateway id="G" default="F_G_C"/>' + mark("A") + mark("B") + mark("C"),
        "S > G\nG > A : x > 1\nG > B : x > 2\nG > C\nA > E\nB > E\nC > E",
    )

    assert [Play(xml, x=n).ran for n in (3, 2, 0)] == [["A", "B"], ["A"], ["C"]]


def test_conditional_exits_of_a_task_are_taken_beside_those_without_and_the_default_only_else():
    xml = diagram(
        ENDS + mark("T", 'default="F_T_C"') + mark("A") + mark("B") + mark("C"),
        "S > T\nT > A : x\nT > B\nT > C\nA > E\nB > E\nC > E",
    )

    assert [Play(xml, x=x).ran for x in (True, False)] == [["A", "B", "T"], ["B", "C", "T"]]


def test_an_answer_is_kept_when_no_exit_of_its_task_can_be_taken():
    xml = diagram(ENDS + person("A"), "S > A\nA > E : F_A.ok")
    play = Play(xml)
    play.complete("A", ok=False)
    assert (play.failure, play.state.variables["F_A"]) == ("NO_FLOW", {"ok": False})

    play.state.variables["F_A"] = {"ok": True}
    play.retry("A")

    assert play.state.ended
    assert play.host.notified == []


def test_an_activity_begins_with_as_many_tokens_as_it_takes_and_gives_as_many_as_it_says():
    xml = diagram(
        ENDS + mark("A", 'completionQuantity="3"') + mark("B", 'startQuantity="3"') + mark("C", 'startQuantity="2"'),
        "S > A\nA > B\nB > C\nC > E",
    )
    play = Play(xml)

    assert play.ran == ["A", "B"]
    assert [(t.node, t.at) for t in play.state.tokens.values()] == [("C", At.JOIN)]


BEGUN = (
    '<message id="M1" name="one"/><message id="M2" name="two"/>',
    '<eventBasedGateway id="G" instantiate="true" eventGatewayType="{}"/>'
    + event("intermediateCatchEvent", "A", "message", inner='messageRef="M1"')
    + event("intermediateCatchEvent", "B", "message", inner='messageRef="M2"')
    + mark("a")
    + mark("b")
    + '<endEvent id="E"/>',
    "G > A\nG > B\nA > a\nB > b\na > E\nb > E",
)


def test_an_event_gateway_begins_a_process_with_the_event_that_came_first():
    play = Play(diagram(BEGUN[1].format("Exclusive"), BEGUN[2], before=BEGUN[0]), at="B")

    assert (play.ran, play.state.ended) == (["b"], True)


def test_a_parallel_event_gateway_begins_a_process_and_waits_for_the_other_events():
    play = Play(diagram(BEGUN[1].format("Parallel"), BEGUN[2], before=BEGUN[0]), at="B")
    assert (play.ran, play.state.ended) == (["b"], False)

    play.message("one")
    assert (play.ran, play.state.ended) == (["a", "b"], True)


def test_a_receive_task_can_stand_behind_an_event_gateway():
    xml = diagram(
        ENDS
        + '<eventBasedGateway id="G"/><receiveTask id="R" messageRef="M1"/>'
        + event("intermediateCatchEvent", "T", inner=timer("timeDuration", "PT1H"))
        + mark("a")
        + mark("b"),
        "S > G\nG > R\nG > T\nR > a\nT > b\na > E\nb > E",
        before='<message id="M1" name="one"/>',
    )
    play = Play(xml)
    play.message("one")

    assert (play.ran, play.state.ended, play.due) == (["a"], True, {})
