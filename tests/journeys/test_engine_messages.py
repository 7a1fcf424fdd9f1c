"""Processes that talk to each other and begin by themselves, over PostgreSQL: messages, signals, the clock."""

from datetime import timedelta

import pytest

from engine import api, clock, selectors
from engine.bpmn.catalogue import Catalogue, FormShape
from engine.effects.outbox import MAX_ATTEMPTS
from engine.models import Incident, Instance, Outbox, ProcessVersion, StartTimer, Subscription
from tests.faults.office import TEXT, begin, marked, task
from tests.unit.engine.diagrams import diagram, event, prefixed, timer

__all__ = ["marked"]  # fixture

MESSAGE = '<message id="M1" name="new-case"/><signal id="S1" name="new-law"/>'
TOLD = '<messageEventDefinition messageRef="M1"/>'
PAYLOAD = '<extensionElements><hd:input name="number" expression="x"/></extensionElements>'
CATALOGUE = Catalogue(
    forms={"F-A": FormShape(TEXT), "F-B": FormShape(TEXT)},
    roles={"OFFICER": TEXT},
    start_variables=frozenset({"dossier", "applicant", "x"}),
)


def publish_all(*processes, before=MESSAGE):
    """One file with several processes, given as (id, body, flows)."""
    files = [diagram(body, flows).replace(b'id="P"', f'id="{name}"'.encode()) for name, body, flows in processes]
    bodies = [f[f.index(b"<bpmn:process") : f.index(b"</bpmn:definitions>")].decode() for f in files]
    text = diagram("", before=before).decode()
    head = text[: text.index("<bpmn:process")]
    keyed = [b.replace('hd:key="P"', f'hd:key="{p[0]}"') for b, p in zip(bodies, processes, strict=True)]
    xml = (head + "".join(keyed) + "</bpmn:definitions>").encode()
    return api.publish(xml, catalogue=CATALOGUE, published_by="1", references={})


def deliver():
    while api.run_outbox():
        pass


SENDER = (
    "P",
    '<startEvent id="S"/>'
    + event("intermediateThrowEvent", "T", inner=PAYLOAD + TOLD)
    + task("A")
    + '<endEvent id="E"/>',
    "S > T\nT > A\nA > E",
)
WAITS = (
    "Q",
    '<startEvent id="S2"/><receiveTask id="R" messageRef="M1"/>' + task("B") + '<endEvent id="E2"/>',
    "S2 > R\nR > B\nB > E2",
)
BEGINS = (
    "Q",
    event("startEvent", "S2", inner=TOLD) + task("B") + '<endEvent id="E2"/>',
    "S2 > B\nB > E2",
)


def start(process, business_key="HS-begin"):
    return api.start(process, business_key=business_key, variables={}, actor="7", key=f"{process}:{business_key}")


def test_a_message_goes_to_the_instance_about_the_same_business(marked):
    publish_all(SENDER, WAITS)
    mine, other = start("Q"), start("Q", "HS-other")
    sender = begin(x="12")
    deliver()

    assert selectors.variables(mine.instance_id)["new_case"] == {"number": "12"}
    assert list(selectors.open_items().filter(node="B").values_list("instance_id", flat=True)) == [mine.instance_id]
    assert Subscription.objects.get().instance_id == other.instance_id
    for instance in (mine, other, sender):
        assert api.replay(instance.instance_id) == api.stored_state(instance.instance_id)


def test_a_message_begins_the_process_that_starts_with_it(marked):
    publish_all(SENDER, BEGINS)
    begin(x="12")
    deliver()

    begun = Instance.objects.get(version__key="Q")
    assert (begun.business_key, selectors.variables(begun.pk)["new_case"]) == ("HS-begin", {"number": "12"})
    assert api.replay(begun.pk) == api.stored_state(begun.pk)


def test_an_instantiating_receive_task_begins_its_process_with_the_message(marked):
    body = '<receiveTask id="R" instantiate="true" messageRef="M1"/>' + task("B") + '<endEvent id="E2"/>'
    publish_all(SENDER, ("Q", body, "R > B\nB > E2"))
    begin(x="12")
    deliver()

    assert list(selectors.open_items().order_by("node").values_list("node", flat=True)) == ["A", "B"]


def test_a_send_task_sends_its_message_and_goes_on(marked):
    body = (
        f'<startEvent id="S"/><sendTask id="T" messageRef="M1">{PAYLOAD}</sendTask>' + task("A") + '<endEvent id="E"/>'
    )
    publish_all(("P", body, "S > T\nT > A\nA > E"), BEGINS)
    assert [item.node for item in begin(x="1").opened] == ["A"]
    deliver()

    assert Instance.objects.filter(version__key="Q").count() == 1


def test_a_message_that_nobody_takes_is_tried_again_and_then_an_incident(marked):
    publish_all(SENDER, WAITS)
    begin(x="12")
    deliver()
    assert Outbox.objects.get().status == "PENDING"

    late = start("Q")
    with clock.running_from(clock.now() + timedelta(hours=1)):
        deliver()
    assert selectors.variables(late.instance_id)["new_case"] == {"number": "12"}

    begin(key="nobody", x="13")
    for attempt in range(MAX_ATTEMPTS):
        with clock.running_from(clock.now() + timedelta(days=attempt + 1)):
            deliver()
    assert Incident.objects.get().code == "NO_RECEIVER"


def test_two_instances_that_could_take_a_message_are_not_chosen_between(marked):
    publish_all(SENDER, WAITS)
    for key in ("1", "2"):
        api.start("Q", business_key="HS-begin", variables={}, actor="7", key=key)
    begin(x="12")
    for attempt in range(MAX_ATTEMPTS):
        with clock.running_from(clock.now() + timedelta(days=attempt + 1)):
            deliver()

    assert Incident.objects.get().code == "SEVERAL_RECEIVERS"
    assert Subscription.objects.count() == 2


def test_a_signal_begins_every_process_that_starts_with_it(marked):
    signal = '<signalEventDefinition signalRef="S1"/>'
    starts = event("startEvent", "S2", inner=signal) + task("B") + '<endEvent id="E2"/>'
    other = starts.replace('"S2"', '"S3"').replace('"B"', '"B3"').replace('"E2"', '"E3"')
    thrower = '<startEvent id="S"/>' + event("endEvent", "E", inner=signal)
    publish_all(("P", thrower, "S > E"), ("Q", starts, "S2 > B\nB > E2"), ("R", other, "S3 > B3\nB3 > E3"))
    begin()
    deliver()
    assert sorted(Instance.objects.exclude(version__key="P").values_list("version__key", flat=True)) == ["Q", "R"]

    assert api.send_signal("new-law", {"number": "5"}, actor="7", key="k1") == 0
    deliver()
    api.send_signal("new-law", {"number": "5"}, actor="7", key="k1")
    deliver()
    assert Instance.objects.filter(version__key="Q").count() == 2


def timed(text):
    return event("startEvent", "S", inner=timer("timeCycle", text)) + task("A") + '<endEvent id="E"/>'


def test_a_timer_begins_instances_as_often_as_it_says(marked):
    publish_all(("P", timed("R2/PT1H"), "S > A\nA > E"))
    assert api.fire_due_timers() == 0
    with clock.running_from(clock.now() + timedelta(hours=3)):
        assert api.fire_due_timers() == 2

    assert not StartTimer.objects.exists()
    assert Instance.objects.count() == 2


def test_a_timer_of_a_version_that_is_replaced_begins_nothing(marked):
    publish_all(("P", timed("R/PT1H"), "S > A\nA > E"))
    publish_all(("P", '<startEvent id="S"/>' + task("A") + '<endEvent id="E"/>', "S > A\nA > E"))
    with clock.running_from(clock.now() + timedelta(hours=3)):
        assert api.fire_due_timers() == 0

    assert not StartTimer.objects.exists()
    assert not Instance.objects.exists()


def test_all_processes_of_a_file_are_published_together(marked):
    first = publish_all(SENDER, WAITS)

    assert first.key == "P"
    assert sorted(ProcessVersion.objects.values_list("key", "version")) == [("P", 1), ("Q", 1)]
    assert publish_all(SENDER, WAITS).pk == first.pk
    assert ProcessVersion.objects.count() == 2


@pytest.mark.parametrize("error", ["LATE"])
def test_an_uncaught_error_fails_the_instance_for_good(marked, error):
    end = event("endEvent", "E", "error", inner='errorRef="X"')
    publish_all(
        ("P", '<startEvent id="S"/>' + task("A") + end, "S > A\nA > E"),
        before=f'<error id="X" errorCode="{error}"/>',
    )
    item = begin().opened[0]
    step = api.complete(item.id, actor="8", answers={}, key="k1")

    assert (step.status, Instance.objects.get().status) == ("FAILED", "FAILED")
    assert api.complete(item.id, actor="8", answers={}, key="k1").status == "FAILED"
    assert [e.data for e in step.events if e.kind == "FAILED"] == [{"code": error}]
    assert api.replay(step.instance_id) == api.stored_state(step.instance_id)


def test_event_sub_processes_and_repeating_timers_live_in_the_database_too(marked):
    handler = (
        '<subProcess id="H" triggeredByEvent="true">'
        + event("startEvent", "Hs", "", 'isInterrupting="false"', timer("timeCycle", "R2/PT1H"))
        + task("B")
        + '<endEvent id="He"/><sequenceFlow id="h1" sourceRef="Hs" targetRef="B"/>'
        '<sequenceFlow id="h2" sourceRef="B" targetRef="He"/></subProcess>'
    )
    assert prefixed(handler).startswith("<bpmn:subProcess")
    publish_all(("P", '<startEvent id="S"/>' + task("A") + handler + '<endEvent id="E"/>', "S > A\nA > E"))
    instance = begin().instance_id
    with clock.running_from(clock.now() + timedelta(hours=5)):
        assert api.fire_due_timers() == 2
    assert sorted(selectors.open_items().values_list("node", flat=True)) == ["A", "B", "B"]
    for number, item in enumerate(list(selectors.open_items())):
        step = api.complete(item.id, actor="8", answers={}, key=f"k{number}")

    assert step.status == "COMPLETED"
    assert api.replay(instance) == api.stored_state(instance)
