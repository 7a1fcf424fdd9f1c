"""Compensation and transactions: what was done is undone, the last thing first, and once."""

import pytest

from tests.unit.engine.diagrams import diagram, event, mark, person
from tests.unit.engine.runs import Play

ENDS = '<startEvent id="S"/><endEvent id="E"/>'


def undone(name, kind=mark, handler=None):
    """A task with its compensation handler `-name`."""
    handler = handler or mark(f"un{name}", 'isForCompensation="true"')
    return (
        kind(name)
        + event("boundaryEvent", f"c{name}", "compensate", f'attachedToRef="{name}"')
        + handler
        + f'<association id="as{name}" sourceRef="c{name}" targetRef="un{name}"/>'
    )


def throws(attributes="", tag="intermediateThrowEvent", name="X"):
    return f'<{tag} id="{name}"><compensateEventDefinition {attributes}/></{tag}>'


def level(name, body, flows, tag="subProcess", inside=""):
    drawn = "".join(
        f'<sequenceFlow id="{name}{n}" sourceRef="{line.split(" > ")[0]}" targetRef="{line.split(" > ")[1]}"/>'
        for n, line in enumerate(flows.splitlines())
    )
    return f'<{tag} id="{name}"><startEvent id="{name}s"/>{body}<endEvent id="{name}e"/>{drawn}{inside}</{tag}>'


def order(play):
    """Marked tasks in the order in which they were completed."""
    return play.host.notified


def test_what_was_done_is_undone_the_last_first_and_then_the_thrower_goes_on():
    xml = diagram(ENDS + undone("A") + undone("B") + throws() + mark("C"), "S > A\nA > B\nB > X\nX > C\nC > E")
    play = Play(xml)

    assert (order(play), play.state.ended, play.state.tokens) == (["A", "B", "unB", "unA", "C"], True, {})


def test_only_the_named_activity_is_undone_and_only_once():
    xml = diagram(
        ENDS + undone("A") + undone("B") + throws('activityRef="A"') + throws('activityRef="A"', name="Y") + mark("C"),
        "S > A\nA > B\nB > X\nX > Y\nY > C\nC > E",
    )

    assert order(Play(xml)) == ["A", "B", "unA", "C"]


def test_what_was_not_done_is_not_undone():
    xml = diagram(
        ENDS + undone("A") + undone("B") + '<exclusiveGateway id="G" default="F_G_X"/>' + throws(),
        "S > A\nA > G\nG > B : never\nG > X\nB > X\nX > E",
    )
    play = Play(xml)

    assert (order(play), play.state.ended) == (["A", "unA"], True)


def test_a_handler_that_waits_holds_the_thrower_unless_nobody_waits_for_it():
    slow = person("unA", 'isForCompensation="true"')
    for attributes, after in (("", []), ('waitForCompletion="false"', ["C"])):
        xml = diagram(ENDS + undone("A", handler=slow) + throws(attributes) + mark("C"), "S > A\nA > X\nX > C\nC > E")
        play = Play(xml)
        assert (play.waiting, order(play)[1:], play.state.ended) == (["unA"], after, False)
        play.complete("unA")
        assert (order(play)[1:], play.state.ended, play.state.tokens) == (["C"], True, {})


def test_nothing_is_kept_of_what_can_be_undone_when_the_process_ends():
    play = Play(diagram(ENDS + undone("A"), "S > A\nA > E"))

    assert (play.state.ended, play.state.tokens) == (True, {})


def test_a_completed_sub_process_is_undone_by_undoing_what_was_done_inside():
    inner = level("Sub", undone("A") + undone("B"), "Subs > A\nA > B\nB > Sube")
    xml = diagram(ENDS + inner + undone("C") + throws(), "S > Sub\nSub > C\nC > X\nX > E")
    play = Play(xml)

    assert (order(play), play.state.ended) == (["A", "B", "C", "unC", "unB", "unA"], True)


def test_a_compensation_event_sub_process_undoes_its_own_sub_process():
    handler = (
        '<subProcess id="H" triggeredByEvent="true"><startEvent id="Hs"><compensateEventDefinition/></startEvent>'
        + mark("Ht")
        + throws(name="Hx")
        + '<endEvent id="He"/><sequenceFlow id="h1" sourceRef="Hs" targetRef="Ht"/>'
        '<sequenceFlow id="h2" sourceRef="Ht" targetRef="Hx"/><sequenceFlow id="h3" sourceRef="Hx" targetRef="He"/>'
        "</subProcess>"
    )
    inner = level("Sub", undone("A"), "Subs > A\nA > Sube", inside=handler)
    play = Play(diagram(ENDS + inner + throws('activityRef="Sub"') + mark("C"), "S > Sub\nSub > X\nX > C\nC > E"))

    assert (order(play), play.state.ended, play.state.tokens) == (["A", "Ht", "unA", "C"], True, {})


def test_a_compensation_end_event_inside_undoes_the_level_that_it_is_on():
    body = undone("A") + throws(tag="endEvent", name="Sube")
    inner = level("Sub", body, "Subs > A\nA > Sube").replace('<endEvent id="Sube"/>', "")
    play = Play(diagram(ENDS + undone("Z") + inner + mark("C"), "S > Z\nZ > Sub\nSub > C\nC > E"))

    assert (order(play), play.state.ended) == (["Z", "A", "unA", "C"], True)


def test_an_interrupted_sub_process_cannot_be_undone():
    body = undone("A") + event("endEvent", "bad", "error")
    inner = level("Sub", body, "Subs > A\nA > bad").replace('<endEvent id="Sube"/>', "")
    caught = event("boundaryEvent", "B", "error", 'attachedToRef="Sub"')
    play = Play(diagram(ENDS + inner + caught + throws() + mark("C"), "S > Sub\nSub > E\nB > X\nX > C\nC > E"))

    assert (order(play), play.state.ended) == (["A", "C"], True)


CANCEL = "<cancelEventDefinition/>"


@pytest.mark.parametrize("beside", [False, True])
def test_a_cancelled_transaction_undoes_what_was_done_and_goes_on_at_its_boundary(beside):
    split = '<parallelGateway id="p"/>' + person("u") if beside else '<task id="p"/>'
    body = undone("A") + undone("B") + split + f'<endEvent id="no">{CANCEL}</endEvent>'
    flows = "Ts > A\nA > B\nB > p\np > no" + ("\np > u\nu > Te" if beside else "")
    inner = level("T", body, flows, tag="transaction")
    caught = event("boundaryEvent", "Bound", "", 'attachedToRef="T"', CANCEL)
    play = Play(diagram(ENDS + inner + caught + mark("C") + mark("D"), "S > T\nT > D\nD > E\nBound > C\nC > E"))

    assert (order(play), play.state.ended, play.waiting) == (["A", "B", "unB", "unA", "C"], True, [])


def test_a_transaction_that_is_not_cancelled_is_a_sub_process():
    inner = level("T", mark("A"), "Ts > A\nA > Te", tag="transaction")
    play = Play(diagram(ENDS + inner + mark("D"), "S > T\nT > D\nD > E"))

    assert (order(play), play.state.ended) == (["A", "D"], True)
