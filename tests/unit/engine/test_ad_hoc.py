"""Ad-hoc sub-processes: BPMN 2.0.2, 10.3.5 and 13.3.5."""

from __future__ import annotations

import pytest

from engine.bpmn.definition import inspect
from engine.bpmn.verify import check
from tests.unit.engine.diagrams import CATALOGUE, arrows, diagram, event, mark, person
from tests.unit.engine.runs import Play


def ad_hoc(inside: str, flows: str = "", attributes: str = "", until: str = "") -> bytes:
    """A process with one ad-hoc sub-process `H`, followed by the marked task `After`."""
    condition = f"<completionCondition>{until}</completionCondition>" if until else ""
    inner = arrows(flows).replace("bpmn:", "")
    body = f'<adHocSubProcess id="H" {attributes}>{inside}{inner}{condition}</adHocSubProcess>'
    return diagram('<startEvent id="S"/>' + body + mark("After") + '<endEvent id="E"/>', "S > H\nH > After\nAfter > E")


def script(name: str, line: str) -> str:
    return mark(name, inner=f"<script>{line}</script>")


SEQUENTIAL = 'ordering="Sequential"'


def test_each_activity_is_done_once_and_then_it_is_over() -> None:
    assert Play(ad_hoc(mark("A") + mark("B"))).ran == ["A", "After", "B"]
    assert Play(ad_hoc(mark("A") + mark("B"), attributes=SEQUENTIAL)).ran == ["A", "After", "B"]


def test_people_do_them_in_any_order() -> None:
    play = Play(ad_hoc(person("A") + person("B")))
    assert play.waiting == ["A", "B"]

    play.complete("B")
    assert play.waiting == ["A"]
    play.complete("A")
    assert play.ran == ["After"]


def test_sequential_ones_are_done_one_after_the_other() -> None:
    play = Play(ad_hoc(person("A") + mark("M") + person("B"), attributes=SEQUENTIAL))
    assert play.waiting == ["A"]

    play.complete("A")
    assert (play.waiting, play.ran) == (["B"], ["M"])
    play.complete("B")
    assert play.state.ended


def test_what_runs_is_cancelled_when_the_condition_holds() -> None:
    play = Play(ad_hoc(person("A") + person("B"), until="F_A.ok"))

    play.complete("A", ok=True)
    assert (play.waiting, play.ran) == ([], ["After"])


def test_what_runs_is_finished_first_when_nothing_is_cancelled() -> None:
    play = Play(
        ad_hoc(person("A") + person("B") + mark("C"), "B > C", 'cancelRemainingInstances="false"', until="F_A.ok")
    )

    play.complete("A", ok=True)
    assert (play.waiting, play.ran) == (["B"], [])
    play.complete("B")
    assert play.ran == ["After"]  # nothing new is enabled any more


def test_a_person_may_do_it_again_until_the_condition_holds() -> None:
    play = Play(ad_hoc(person("A") + person("B"), until="F_A.n = 2"))

    play.complete("A", n=1)
    assert play.waiting == ["A", "B"]
    play.complete("A", n=2)
    assert play.ran == ["After"]


def test_automatic_ones_are_done_again_until_the_condition_holds() -> None:
    play = Play(ad_hoc(script("A", "n := n + 1") + mark("B"), attributes=SEQUENTIAL, until="n >= 3"), n=0)

    assert play.ran == ["A", "A", "A", "After", "B", "B"]


def test_a_flow_enables_what_it_leads_to() -> None:
    play = Play(ad_hoc(person("A") + mark("B") + person("C"), "A > B"))

    play.complete("A")
    assert (play.waiting, play.ran) == (["C"], ["B"])
    play.complete("C")
    assert play.state.ended


def test_the_condition_sees_outputs_and_data_of_the_sub_process() -> None:
    done = '<dataObject id="done"/>'
    out = '<ioSpecification><dataOutput id="d"/></ioSpecification><dataOutputAssociation><sourceRef>d</sourceRef>'
    out += "<targetRef>done</targetRef></dataOutputAssociation><script>d := true</script>"
    play = Play(ad_hoc(done + mark("A", inner=out) + person("B"), until="done = true"))

    assert (play.waiting, play.ran) == ([], ["A", "After"])
    assert play.state.variables == {}


def test_boundary_events_end_all_of_it() -> None:
    caught = event("boundaryEvent", "X", "signal", 'attachedToRef="H"', 'signalRef="Sig"')
    body = '<startEvent id="S"/><endEvent id="E"/>' + caught
    body += f'<adHocSubProcess id="H">{person("A")}{person("B")}</adHocSubProcess>'
    play = Play(diagram(body, "S > H\nH > E\nX > E", before='<signal id="Sig" name="stop"/>'))

    play.signal("stop")
    assert (play.waiting, play.ran) == ([], [])
    assert play.state.ended


@pytest.mark.parametrize(("interrupts", "waiting", "ran"), [("true", [], ["After", "T"]), ("false", ["A", "B"], ["T"])])
def test_an_event_sub_process_runs_instead_or_beside(interrupts: str, waiting: list[str], ran: list[str]) -> None:
    start = event("startEvent", "HS", "signal", f'isInterrupting="{interrupts}"', 'signalRef="Sig"')
    inner = arrows("HS > T\nT > HE").replace("bpmn:", "")
    handler = f'<subProcess id="ES" triggeredByEvent="true">{start}{mark("T")}<endEvent id="HE"/>{inner}</subProcess>'
    xml = ad_hoc(person("A") + person("B") + handler, attributes=SEQUENTIAL if interrupts == "true" else "")
    play = Play(xml.replace(b"<bpmn:process", b'<bpmn:signal id="Sig" name="stop"/><bpmn:process'))

    play.signal("stop")
    assert (play.waiting, play.ran) == (waiting, ran)


def test_several_instances_of_one_have_their_own_conditions() -> None:
    many = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    play = Play(ad_hoc(person("A") + person("B") + many, until="F_A.ok"))
    assert play.waiting == ["A", "A", "B", "B"]

    play.complete("A", ok=True)
    assert play.waiting == ["A", "B"]


def test_a_condition_that_nothing_can_change_is_told() -> None:
    codes = {f.code for f in check(ad_hoc(mark("A"), until="dossier.x = 1"), CATALOGUE)}
    assert "loop.endless" in codes
    counted = ad_hoc(script("A", "n := 1"), until="n = 1")
    assert {f.code for f in check(counted, CATALOGUE)} & {"loop.endless"} == set()
    assert "soundness.not_decided" in {f.code for f in check(counted, CATALOGUE)}


@pytest.mark.parametrize(
    ("inside", "flows", "attributes", "code"),
    [
        ('<startEvent id="X"/>' + mark("A"), "X > A", "", "adhoc.event"),
        (mark("A") + '<endEvent id="X"/>', "A > X", "", "adhoc.event"),
        ('<parallelGateway id="X"/>' + mark("A"), "X > A", "", "adhoc.entry"),
        (mark("A") + mark("B"), "A > B", SEQUENTIAL, "adhoc.sequential_flows"),
        (mark("A"), "", 'ordering="Any"', "adhoc.ordering"),
        ("", "", "", "start.none"),
    ],
)
def test_what_has_no_meaning_inside_is_refused(inside: str, flows: str, attributes: str, code: str) -> None:
    assert code in {f.code for f in inspect(ad_hoc(inside, flows, attributes)).findings}
