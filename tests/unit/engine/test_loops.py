"""Activities that repeat: standard loops and multiple instances."""

from decimal import Decimal

import pytest

from engine.bpmn.evaluator import Failure
from tests.unit.engine.diagrams import diagram, event, mark
from tests.unit.engine.runs import Play, YesHost

ENDS = '<startEvent id="S"/><endEvent id="E"/>'
FLOWS = "S > T\nT > A\nA > E"
SIGNAL = '<signal id="S1" name="one"/><signalEventDefinition id="Def" signalRef="S1"/>'


def repeated(characteristics, kind="scriptTask", inner="<script>n := n + 1</script>", after=""):
    return diagram(
        ENDS
        + f'<{kind} id="T" hd:form="F-T" hd:role="OFFICER">{characteristics}{inner}</{kind}>'.replace(
            ' hd:form="F-T" hd:role="OFFICER"', "" if kind != "userTask" else ' hd:form="F-T" hd:role="OFFICER"'
        )
        + mark("A")
        + after,
        FLOWS if not after else FLOWS + "\nB > C\nC > E",
        before=SIGNAL,
    )


def standard(condition, attributes=""):
    return (
        f"<standardLoopCharacteristics {attributes}><loopCondition>{condition}</loopCondition>"
        "</standardLoopCharacteristics>"
    )


def several(body="<loopCardinality>3</loopCardinality>", attributes=""):
    return f"<multiInstanceLoopCharacteristics {attributes}>{body}</multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize(
    ("loop", "rounds"),
    [
        (standard("3 > n"), 3),
        (standard("false"), 1),
        (standard("false", 'testBefore="true"'), 0),
        (standard("3 > n", 'testBefore="true"'), 3),
        (standard("true", 'loopMaximum="4"'), 4),
        (standard("2 > loopCounter"), 2),
        ('<standardLoopCharacteristics loopMaximum="2"/>', 2),
    ],
)
def test_a_standard_loop_makes_its_rounds(loop, rounds):
    play = Play(repeated(loop), n=0)

    assert (play.state.variables["n"], play.ran, play.state.ended) == (rounds, ["A"], True)


def test_a_person_repeats_a_task_until_the_answer_is_right():
    play = Play(repeated(standard('F_T.ok != "YES"'), "userTask", ""))
    play.complete("T", ok="NO")
    assert play.waiting == ["T"]
    play.complete("T", ok="YES")
    assert (play.ran, play.state.ended) == (["A"], True)


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
def test_each_instance_runs_and_the_activity_is_done_once(order):
    play = Play(repeated(several(attributes=order)), n=0)

    assert (play.state.variables["n"], play.ran, play.state.ended) == (3, ["A"], True)


def test_parallel_instances_wait_together_and_sequential_ones_one_by_one():
    together = Play(repeated(several(), "userTask", ""))
    assert together.waiting == ["T", "T", "T"]
    for _ in range(3):
        assert not together.state.ended
        together.complete("T")
    assert (together.ran, together.state.tokens) == (["A"], {})

    one = Play(repeated(several(attributes='isSequential="true"'), "userTask", ""))
    for _ in range(3):
        assert one.waiting == ["T"]
        one.complete("T")
    assert (one.ran, one.state.ended) == (["A"], True)


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
def test_instances_get_an_item_each_and_leave_a_result_each(order):
    data = (
        "<loopDataInputRef>people</loopDataInputRef><loopDataOutputRef>sums</loopDataOutputRef>"
        '<inputDataItem name="one"/><outputDataItem name="sum"/>'
    )
    play = Play(
        repeated(several(data, order), inner="<script>sum := one * 10 + loopCounter</script>"), people=[1, 2, 3]
    )

    assert play.state.variables["sums"] == [Decimal(11), Decimal(22), Decimal(33)]
    assert "sum" not in play.state.variables
    assert "one" not in play.state.variables


def test_nothing_to_do_is_done_at_once():
    assert Play(repeated(several("<loopCardinality>0</loopCardinality>")), n=0).ran == ["A"]
    assert Play(repeated(several("<loopDataInputRef>people</loopDataInputRef>")), n=0, people=[]).ran == ["A"]


@pytest.mark.parametrize("text", ["0 - 1", '"three"', "1.5", "nothing", "10 * 10000"])
def test_a_number_of_instances_that_is_none_is_an_incident(text):
    assert Play(repeated(several(f"<loopCardinality>{text}</loopCardinality>")), n=0).failure == "BAD_CARDINALITY"


def test_enough_instances_cancel_the_rest():
    done = "<completionCondition>numberOfCompletedInstances / numberOfInstances >= 0.5</completionCondition>"
    play = Play(repeated(several("<loopCardinality>4</loopCardinality>" + done), "userTask", ""))
    play.complete("T")
    play.complete("T")

    assert (play.ran, play.state.ended, play.waiting, len(play.last.dropped)) == (["A"], True, [], 2)


def test_a_boundary_event_ends_all_instances():
    after = event("boundaryEvent", "B", "signal", 'attachedToRef="T"', 'signalRef="S1"') + mark("C")
    play = Play(repeated(several(), "userTask", "", after))
    assert len(play.last.listening) == 1
    play.signal("one")

    assert (play.ran, play.state.ended, len(play.last.dropped)) == (["C"], True, 3)


@pytest.mark.parametrize(
    ("behavior", "rounds", "heard"),
    [
        ('behavior="None" noneBehaviorEventRef="Def"', 3, 3),
        ('behavior="One" oneBehaviorEventRef="Def"', 3, 1),
        ("", 3, 0),
    ],
)
def test_what_the_instances_throw_is_heard_at_the_boundary_and_interrupts_nothing(behavior, rounds, heard):
    after = event("boundaryEvent", "B", "signal", 'attachedToRef="T"', 'signalRef="S1"') + mark("C")
    play = Play(repeated(several(attributes=behavior), after=after), n=0)

    assert (play.state.variables["n"], play.ran) == (rounds, ["A"] + ["C"] * heard)


def test_a_complex_behavior_throws_cancels_the_rest_and_goes_on():
    body = (
        "<loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>numberOfCompletedInstances = 2"
        '</condition><event><signalEventDefinition signalRef="S1"/></event></complexBehaviorDefinition>'
    )
    after = event("boundaryEvent", "B", "signal", 'attachedToRef="T"', 'signalRef="S1"') + mark("C")
    play = Play(repeated(several(body, 'behavior="Complex" isSequential="true"'), after=after), n=0)

    assert (play.state.variables["n"], play.ran, play.state.ended) == (2, ["A", "C"], True)


def test_a_sub_process_repeats_with_all_that_is_inside():
    inside = (
        '<startEvent id="s"/><userTask id="u" hd:form="F-u" hd:role="OFFICER"/>'
        + mark("m", inner="<script>seen := one</script>")
        + '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/>'
        '<sequenceFlow id="f2" sourceRef="u" targetRef="m"/><sequenceFlow id="f3" sourceRef="m" targetRef="e"/>'
    )
    data = '<loopDataInputRef>people</loopDataInputRef><inputDataItem name="one"/>'
    play = Play(repeated(several(data), "subProcess", inside), people=["a", "b"])
    assert play.waiting == ["u", "u"]
    play.complete("u")
    assert (play.ran, play.state.variables["seen"]) == (["m"], "a")
    play.complete("u")
    assert (play.ran, play.state.ended) == (["A", "m", "m"], True)


def test_a_failed_instance_can_be_tried_again_and_an_error_of_one_is_caught_around_all():
    xml = repeated(several(), "serviceTask", "")
    host = YesHost(results={"T": Failure("LATE", "no")})
    play = Play(xml, host)
    assert len(play.last.failed) == 3
    host.results = {}
    for _ in range(3):
        play.retry("T")
    assert (play.ran, play.state.ended) == (["A"], True)

    after = event("boundaryEvent", "B", "error", 'attachedToRef="T"') + mark("C")
    caught = Play(repeated(several(), "serviceTask", "", after), YesHost(results={"T": Failure("LATE", "no")}))
    assert (caught.ran, caught.state.ended) == (["C"], True)


def test_a_condition_that_fails_between_two_instances_can_be_tried_again():
    done = "<completionCondition>count(big) > 0 and sum(for x in big return sum(for y in big return x*y)) > 0"
    play = Play(
        repeated(several("<loopCardinality>2</loopCardinality>" + done + "</completionCondition>"), "userTask", ""),
        big=list(range(3000)),
    )
    play.complete("T")
    assert play.failure == "TOO_COSTLY"
    play.complete("T")
    play.state.variables["big"] = []
    play.retry("T")
    assert (play.ran, play.state.ended) == (["A"], True)
