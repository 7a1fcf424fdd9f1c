"""How tokens move, construct by construct."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn.evaluator import Failure
from engine.bpmn.outcome import QUEUED
from engine.bpmn.run import MAX_AUTOMATIC_STEPS
from engine.bpmn.state import At
from tests.unit.engine.diagrams import diagram
from tests.unit.engine.runs import NOW, Play, YesHost

ENDS = '<startEvent id="S"/><endEvent id="E"/>'


def task(name, extra=""):
    return f'<userTask id="{name}" name="{name}" hd:form="F-{name}" hd:role="OFFICER" {extra}/>'


def timer(name, on, text='duration("P2D")', interrupting="true"):
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{on}" cancelActivity="{interrupting}"><timerEventDefinition>'
        f"<timeDuration>{text}</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def hears(name, on, interrupting="true"):
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{on}" cancelActivity="{interrupting}">'
        '<messageEventDefinition messageRef="M1"/></boundaryEvent>'
    )


MESSAGE = '<message id="M1" name="with-draw"/>'
TWO_BRANCHES = diagram(
    ENDS + task("A") + task("B") + '<parallelGateway id="Split"/><parallelGateway id="Join"/>',
    "S > Split\nSplit > A\nSplit > B\nA > Join\nB > Join\nJoin > E",
)


def test_a_parallel_join_waits_for_both_branches():
    play = Play(TWO_BRANCHES)
    assert play.waiting == ["A", "B"]

    play.complete("B")
    assert not play.state.ended

    play.complete("A")
    assert play.state.ended
    assert play.state.tokens == {}


def test_an_exclusive_gateway_takes_the_first_true_flow_and_else_the_default():
    xml = diagram(
        ENDS + task("A") + task("B") + task("C") + '<exclusiveGateway id="G" default="F_G_C"/>',
        "S > G\nG > A : x > 5\nG > B : x > 3\nG > C\nA > E\nB > E\nC > E",
    )

    assert [Play(xml, x=n).waiting for n in (9, 4, 1)] == [["A"], ["B"], ["C"]]
    assert Play(xml).waiting == ["C"], "null is not true"


def test_no_true_flow_and_no_default_is_an_incident_that_can_be_retried():
    xml = diagram(ENDS + task("A") + '<exclusiveGateway id="G"/>', "S > G\nG > A : x > 5\nG > E : x > 9\nA > E")
    play = Play(xml, x=1)
    assert next(iter(play.last.failed.values()))[0] == "NO_FLOW"

    play.state.variables["x"] = 6
    play.retry("G")

    assert play.waiting == ["A"]


def test_a_correction_loop_of_many_hundred_rounds_stays_right_and_small():
    xml = diagram(
        ENDS + task("A") + '<exclusiveGateway id="G" default="F_G_A"/>',
        'S > A\nA > G\nG > E : F_A.outcome = "YES"\nG > A',
    )
    play = Play(xml)
    for _ in range(1_200):
        play.complete("A", outcome="NO")
        assert play.waiting == ["A"]

    play.complete("A", outcome="YES")

    assert play.state.ended
    assert len(play.state.doers["A"]) == 1


def test_an_endless_automatic_loop_ends_in_an_incident():
    xml = diagram(
        ENDS + '<scriptTask id="X"><script>n := 1</script></scriptTask><exclusiveGateway id="G" default="F_G_X"/>',
        "S > X\nX > G\nG > E : n = 2\nG > X",
    )
    play = Play(xml)

    assert next(iter(play.last.failed.values()))[0] == "STEP_CAP"
    assert play.state.last_key <= MAX_AUTOMATIC_STEPS + 2


def test_script_lines_are_exact_numbers_and_survive_storage():
    xml = diagram(
        ENDS + "<scriptTask id='X'><script>a := 1 / 8\nb := a + 1\nc := date(\"2026-02-03\")</script></scriptTask>"
        + task("A"),
        "S > X\nX > A\nA > E",
    )  # fmt: skip
    play = Play(xml)

    assert str(play.state.variables["b"]) == "1.125"
    assert play.state.variables["c"].isoformat() == "2026-02-03"


def test_an_interrupting_timer_takes_the_task_away():
    xml = diagram(
        ENDS + task("A") + task("B") + timer("T", "A"),
        "S > A\nA > E\nT > B\nB > E",
    )
    play = Play(xml)
    (due,) = play.last.timers.values()
    assert due == NOW + timedelta(days=2)

    outcome = play.fire("T")

    assert play.waiting == ["B"]
    assert len(outcome.dropped) == 1
    assert len(outcome.idle) == 1


def test_completing_a_task_disarms_its_timer():
    play = Play(diagram(ENDS + task("A") + task("B") + timer("T", "A"), "S > A\nA > E\nT > B\nB > E"))

    outcome = play.complete("A")

    assert play.state.ended
    assert len(outcome.idle) == 1


def test_a_non_interrupting_timer_fires_once_beside_the_task():
    xml = diagram(ENDS + task("A") + task("B") + timer("T", "A", interrupting="false"), "S > A\nA > E\nT > B\nB > E")
    play = Play(xml)

    play.fire("T")

    assert play.waiting == ["A", "B"]
    with pytest.raises(StopIteration):
        play.token("T", At.EVENT)


def test_a_message_interrupts_a_sub_process_with_all_that_is_inside():
    sub = (
        '<subProcess id="Sub"><startEvent id="S2"/>' + task("A") + task("B")
        + '<parallelGateway id="P"/><endEvent id="E2"/>'
        '<sequenceFlow id="f1" sourceRef="S2" targetRef="P"/><sequenceFlow id="f2" sourceRef="P" targetRef="A"/>'
        '<sequenceFlow id="f3" sourceRef="P" targetRef="B"/><sequenceFlow id="f4" sourceRef="A" targetRef="E2"/>'
        '<sequenceFlow id="f5" sourceRef="B" targetRef="E2"/></subProcess>'
    )  # fmt: skip
    xml = diagram(ENDS + sub + task("C") + hears("W", "Sub"), "S > Sub\nSub > E\nW > C\nC > E", before=MESSAGE)
    play = Play(xml)
    assert play.waiting == ["A", "B"]

    outcome = play.message("with-draw", reason="đổi ý")

    assert play.waiting == ["C"]
    assert len(outcome.dropped) == 2
    assert play.state.variables["with_draw"] == {"reason": "đổi ý"}


def test_a_sub_process_ends_when_its_last_token_does():
    sub = (
        '<subProcess id="Sub"><startEvent id="S2"/>' + task("A") + '<endEvent id="E2"/>'
        '<sequenceFlow id="f1" sourceRef="S2" targetRef="A"/><sequenceFlow id="f2" sourceRef="A" targetRef="E2"/>'
        "</subProcess>"
    )
    play = Play(diagram(ENDS + sub + task("B"), "S > Sub\nSub > B\nB > E"))

    play.complete("A")

    assert play.waiting == ["B"]


def test_a_terminate_end_clears_its_own_level_only():
    sub = (
        '<subProcess id="Sub"><startEvent id="S2"/>' + task("A") + task("B") + '<parallelGateway id="P"/>'
        '<endEvent id="Kill"><terminateEventDefinition/></endEvent><endEvent id="E2"/>'
        '<sequenceFlow id="f1" sourceRef="S2" targetRef="P"/><sequenceFlow id="f2" sourceRef="P" targetRef="A"/>'
        '<sequenceFlow id="f3" sourceRef="P" targetRef="B"/><sequenceFlow id="f4" sourceRef="A" targetRef="Kill"/>'
        '<sequenceFlow id="f5" sourceRef="B" targetRef="E2"/></subProcess>'
    )
    play = Play(diagram(ENDS + sub + task("C"), "S > Sub\nSub > C\nC > E"))

    outcome = play.complete("A")

    assert play.waiting == ["C"]
    assert len(outcome.dropped) == 1


def test_the_first_event_after_a_choice_wins():
    body = (
        ENDS + '<eventBasedGateway id="G"/>' + task("A") + task("B")
        + '<intermediateCatchEvent id="M"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>'
        '<intermediateCatchEvent id="T"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>'
        "</intermediateCatchEvent>"
    )  # fmt: skip
    xml = diagram(body, "S > G\nG > M\nG > T\nM > A\nT > B\nA > E\nB > E", before=MESSAGE)

    by_message, by_timer = Play(xml), Play(xml)
    by_message.message("with-draw")
    by_timer.fire("T")

    assert by_message.waiting == ["A"]
    assert by_timer.waiting == ["B"]
    with pytest.raises(KeyError):
        by_timer.message("with-draw")


def test_a_failed_operation_keeps_the_answer_and_waits_for_a_retry():
    xml = diagram(
        ENDS + task("A") + '<serviceTask id="X" hd:operation="o" hd:resultVariable="r">'
        '<extensionElements><hd:input name="n" expression="F_A.n"/></extensionElements></serviceTask>' + task("B"),
        "S > A\nA > X\nX > B\nB > E",
    )
    host = YesHost({"X": Failure("NO_MONEY", "hết tiền")})
    play = Play(xml, host)
    outcome = play.complete("A", n=5)
    assert list(outcome.failed.values()) == [("NO_MONEY", "hết tiền")]
    assert play.state.variables["F_A"] == {"n": 5}

    host.results["X"] = {"status": "OK"}
    play.retry("X")

    assert play.waiting == ["B"]
    assert play.state.variables["r"] == {"status": "OK"}
    assert host.inputs["X"] == {"n": 5}


def test_a_queued_effect_holds_the_token_until_it_is_done():
    xml = diagram(
        ENDS + '<serviceTask id="X" hd:operation="o" hd:resultVariable="r"/>' + task("B"), "S > X\nX > B\nB > E"
    )
    play = Play(xml, YesHost({"X": QUEUED}))
    assert play.waiting == []

    play.effect_done("X", {"no": "1"})

    assert play.waiting == ["B"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ('duration("PT90M")', NOW + timedelta(minutes=90)),
        ('duration("P1M")', datetime(2026, 4, 2, 3, 0, tzinfo=UTC)),
        ('date("2026-05-01")', datetime(2026, 4, 30, 17, 0, tzinfo=UTC)),
        ('date and time("2026-05-01T08:00:00+07:00")', datetime(2026, 5, 1, 1, 0, tzinfo=UTC)),
    ],
)
def test_timers_count_in_the_time_of_the_office(text, due):
    tag = "timeDuration" if text.startswith("duration") else "timeDate"
    definition = f"<timerEventDefinition><{tag}>{text}</{tag}></timerEventDefinition>"
    body = f'<intermediateCatchEvent id="T">{definition}</intermediateCatchEvent>'
    play = Play(diagram(ENDS + body, "S > T\nT > E"))

    assert list(play.last.timers.values()) == [due]


def test_a_timer_without_a_moment_is_an_incident_and_no_item_is_opened():
    play = Play(diagram(ENDS + task("A") + task("B") + timer("T", "A", text="x"), "S > A\nA > E\nT > B\nB > E"))

    assert next(iter(play.last.failed.values()))[0] == "BAD_TIMER"
    assert play.last.opened == {}
