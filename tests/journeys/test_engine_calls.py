"""Call activities over PostgreSQL: what goes in and out, versions, errors, escalations, interruption."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import api, clock, selectors
from engine.bpmn.findings import BpmnRefused
from engine.models import Incident, Instance, Outbox
from tests.faults.office import begin, marked, task
from tests.journeys.test_engine_messages import CATALOGUE, deliver, publish_all, start
from tests.unit.engine.diagrams import diagram, event

__all__ = ["marked"]  # fixture

BEFORE = '<error id="E1" errorCode="LATE"/><escalation id="X1" escalationCode="BOSS"/><message id="M1" name="stop"/>'


def call(attributes="", inside=""):
    return f'<callActivity id="C" calledElement="Q" {attributes}>{inside}</callActivity>'


MAPPED = (
    '<extensionElements><hd:input name="amount" expression="x * 2"/><hd:output name="answer" expression="result"/>'
    "</extensionElements>"
)


def caller(activity=None, more="", flows=""):
    body = '<startEvent id="S"/>' + (activity or call(inside=MAPPED)) + task("A") + '<endEvent id="E"/>' + more
    return ("P", body, "S > C\nC > A\nA > E" + flows)


def called(end='<endEvent id="E2"/>', script="result := amount + 1"):
    body = f'<startEvent id="S2"/><scriptTask id="T2"><script>{script}</script></scriptTask>' + task("B") + end
    return ("Q", body, "S2 > T2\nT2 > B\nB > E2")


def finish(node, key="k"):
    item = selectors.open_items().get(node=node)
    return api.complete(item.id, actor="8", answers={}, key=f"{key}:{item.id}")


def published(process):
    name, body, flows = process
    known = replace(CATALOGUE, processes=frozenset({"Q"}))
    return api.publish(diagram(body, flows), catalogue=known, published_by="1", references={})


def open_nodes():
    return sorted(selectors.open_items().values_list("node", flat=True))


def test_only_what_is_mapped_goes_in_and_comes_out(marked):
    publish_all(caller(), called(), before=BEFORE)
    parent = begin(x=5)
    assert open_nodes() == []
    deliver()
    child = Instance.objects.get(version__key="Q")
    assert (open_nodes(), child.business_key) == (["B"], "HS-begin")
    assert selectors.variables(child.pk) == {"amount": 10, "result": 11}

    finish("B")
    deliver()

    assert open_nodes() == ["A"]
    assert selectors.variables(parent.instance_id) == {"x": 5, "answer": 11}
    for instance in (parent.instance_id, child.pk):
        assert api.replay(instance) == api.stored_state(instance)


def test_an_interrupted_call_cancels_what_it_called(marked):
    stop = event("boundaryEvent", "Stop", "", 'attachedToRef="C"', '<messageEventDefinition messageRef="M1"/>')
    publish_all(
        caller(more=stop + task("B2").replace("F-B2", "F-B"), flows="\nStop > B2\nB2 > E"), called(), before=BEFORE
    )
    parent = begin(x=5)
    deliver()
    api.send_message(parent.instance_id, "stop", {}, actor="7", key="stop")
    deliver()

    assert open_nodes() == ["B2"]
    assert Instance.objects.get(version__key="Q").status == "CANCELLED"
    assert not Incident.objects.exists()


def test_a_call_that_is_interrupted_before_it_began_begins_nothing(marked):
    stop = event("boundaryEvent", "Stop", "", 'attachedToRef="C"', '<messageEventDefinition messageRef="M1"/>')
    publish_all(caller(more=stop, flows="\nStop > A"), called(), before=BEFORE)
    parent = begin(x=5)
    api.send_message(parent.instance_id, "stop", {}, actor="7", key="stop")
    deliver()

    assert open_nodes() == ["A"]
    assert not Instance.objects.filter(version__key="Q").exists()


def test_an_error_that_the_called_process_does_not_catch_is_caught_at_the_call(marked):
    error = event("endEvent", "E2", "error", inner='errorRef="E1"')
    late = event("boundaryEvent", "Late", "error", 'attachedToRef="C"', 'errorRef="E1"')
    publish_all(
        caller(more=late + task("B2").replace("F-B2", "F-B"), flows="\nLate > B2\nB2 > E"), called(error), before=BEFORE
    )
    begin(x=5)
    deliver()
    finish("B")
    deliver()

    assert open_nodes() == ["B2"]
    assert Instance.objects.get(version__key="Q").status == "FAILED"


def test_an_error_that_nobody_catches_fails_the_caller_too(marked):
    publish_all(caller(), called(event("endEvent", "E2", "error", inner='errorRef="E1"')), before=BEFORE)
    begin(x=5)
    deliver()
    finish("B")
    deliver()

    assert set(Instance.objects.values_list("status", flat=True)) == {"FAILED"}


@pytest.mark.parametrize(("interrupting", "nodes"), [("true", ["B2"]), ("false", ["B", "B2"])])
def test_an_escalation_goes_on_at_the_call(marked, interrupting, nodes):
    boss = event(
        "boundaryEvent",
        "Boss",
        "escalation",
        f'attachedToRef="C" cancelActivity="{interrupting}"',
        'escalationRef="X1"',
    )
    throws = event("intermediateThrowEvent", "T2", "escalation", inner='escalationRef="X1"')
    body = '<startEvent id="S2"/>' + throws + task("B") + '<endEvent id="E2"/>'
    publish_all(
        caller(more=boss + task("B2").replace("F-B2", "F-B"), flows="\nBoss > B2\nB2 > E"),
        ("Q", body, "S2 > T2\nT2 > B\nB > E2"),
        before=BEFORE,
    )
    begin(x=5)
    deliver()

    assert open_nodes() == nodes


def test_a_called_process_that_an_operator_cancels_is_an_incident_of_the_caller(marked):
    publish_all(caller(), called(), before=BEFORE)
    begin(x=5)
    deliver()
    api.cancel(Instance.objects.get(version__key="Q").pk, actor="1", reason="sai", key="c1")
    deliver()

    incident = Incident.objects.get()
    assert (incident.code, incident.node) == ("CALL_CANCELLED", "C")


def test_a_pinned_call_keeps_the_version_of_its_day(marked):
    mapped = '<extensionElements><hd:output name="answer" expression="result"/></extensionElements>'
    old, new = called(script="result := 1"), called(script="result := 2")
    publish_all(old, before=BEFORE)
    published(caller(call('hd:binding="pinned"', mapped)))
    publish_all(new, before=BEFORE)
    begin(key="pinned")
    published(caller(call(inside=mapped)))
    begin(key="latest")
    deliver()

    found = {row.business_key: selectors.variables(row.pk) for row in Instance.objects.filter(version__key="Q")}
    assert found == {"HS-pinned": {"result": 1}, "HS-latest": {"result": 2}}


def test_a_global_task_is_called_like_a_process(marked):
    body = '<startEvent id="S"/><callActivity id="C" calledElement="G"/>' + task("A") + '<endEvent id="E"/>'
    task_ = '<globalUserTask id="G" name="Duyệt" hd:form="F-B" hd:role="OFFICER"/>'
    api.publish(
        diagram(body, "S > C\nC > A\nA > E", before=task_), catalogue=CATALOGUE, published_by="1", references={}
    )
    begin()
    deliver()
    assert open_nodes() == ["G"]
    finish("G")
    deliver()
    assert open_nodes() == ["A"]


def test_processes_that_call_each_other_in_a_ring_and_unknown_ones_are_refused(marked):
    ring = (
        "Q",
        '<startEvent id="S2"/><callActivity id="C2" calledElement="P"/><endEvent id="E2"/>',
        "S2 > C2\nC2 > E2",
    )
    with pytest.raises(BpmnRefused) as refusal:
        publish_all(caller(call()), ring)
    assert refusal.value.findings[0].code == "call.recursive"

    with pytest.raises(BpmnRefused) as refusal:
        publish_all(caller(call().replace('"Q"', '"Nothing"')))
    assert "call.unknown" in {f.code for f in refusal.value.findings}


def test_a_start_of_the_called_process_by_itself_answers_nobody(marked):
    publish_all(caller(), called(script="result := 1"), before=BEFORE)
    start("Q")
    finish("B")
    deliver()

    assert Instance.objects.get(version__key="Q").status == "COMPLETED"


def test_an_escalation_at_the_very_end_arrives_before_the_answer(marked):
    """Both leave in one step; a worker may take the answer first."""
    beside = event("boundaryEvent", "X", "escalation", 'attachedToRef="C" cancelActivity="false"', 'escalationRef="X1"')
    beside += '<userTask id="D" hd:form="F-B" hd:role="OFFICER"/><endEvent id="E3"/>'
    ends = event("endEvent", "E2", "escalation", inner='escalationRef="X1"')
    publish_all(caller(more=beside, flows="\nX > D\nD > E3"), called(end=ends), before=BEFORE)
    begin(x=5)
    deliver()
    finish("B")
    escalated, completed = Outbox.objects.filter(name="process.answer").order_by("id")
    Outbox.objects.filter(pk=escalated.pk).update(due_at=escalated.due_at + timedelta(seconds=1))
    deliver()

    assert open_nodes() == []
    with clock.running_from(clock.now() + timedelta(minutes=1)):
        deliver()
    assert open_nodes() == ["A", "D"]
    assert {row.status for row in (escalated, completed) if not row.refresh_from_db()} == {Outbox.Status.DONE}
