"""The runtime's public functions over PostgreSQL, one promise each."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from engine import api, clock, selectors
from engine.bpmn.findings import BpmnRefused
from engine.effects.outbox import MAX_ATTEMPTS
from engine.errors import (
    AlreadyClaimed,
    BadValue,
    KeyReused,
    NotFound,
    NotOpen,
    NotPublished,
    NotWaiting,
    SeparationOfDuties,
    Suspended,
)
from engine.ids import new_id
from engine.models import Event, Incident, Outbox, ProcessVersion, Subscription, Timer, WorkItem
from engine.ports import on_step, ports
from tests.faults.office import ENDS, begin, broken, marked, marking_process, marks, publish, sending_process, task

__all__ = ["marked", "marking_process", "sending_process"]  # fixtures

NODES = "S > A\nA > B\nB > E"
WITHDRAW = '<message id="M1" name="withdraw"/>'


def nodes(result):
    return [item.node for item in result.opened]


def test_a_person_is_kept_from_checking_their_own_work(marked):
    publish(ENDS + task("A") + task("B", 'hd:notSameAs="A"'), NODES)
    second = api.complete(begin().opened[0].id, actor="8", answers={}, key="c1").opened[0]

    with pytest.raises(SeparationOfDuties) as refusal:
        api.complete(second.id, actor="8", answers={}, key="c2")
    with pytest.raises(SeparationOfDuties):
        api.claim(second.id, actor="8", key="claim")
    with pytest.raises(SeparationOfDuties):
        api.assign(second.id, to="8", actor="1", key="assign")

    assert (refusal.value.node, refusal.value.other_node) == ("B", "A")
    assert selectors.excluded_by(WorkItem.objects.get(pk=second.id), "8") == "A"
    assert api.complete(second.id, actor="9", answers={}, key="c3").status == "COMPLETED"


def test_a_claimed_item_belongs_to_its_holder_until_given_back(marking_process):
    item = begin().opened[0].id
    assert api.claim(item, actor="8", key="k1").status == "CLAIMED"
    assert api.claim(item, actor="8", key="k2").claimed_by == "8"

    with pytest.raises(AlreadyClaimed) as refusal:
        api.complete(item, actor="9", answers={}, key="k3")
    with pytest.raises(AlreadyClaimed):
        api.unclaim(item, actor="9", key="k4")
    api.unclaim(item, actor="8", key="k5")
    api.assign(item, to="9", actor="1", key="k6")

    assert refusal.value.by == "8"
    assert api.complete(item, actor="9", answers={}, key="k7").rev == 2
    assert WorkItem.objects.get(pk=item).done_by == "9"


def test_an_item_with_an_assignee_is_nobody_elses(marked):
    publish(ENDS + task("A", 'hd:role="APPLICANT" hd:assignee="= applicant"'), "S > A\nA > E")
    item = begin(applicant="7").opened[0]

    with pytest.raises(AlreadyClaimed):
        api.complete(item.id, actor="8", answers={}, key="k1")

    assert item.assignee == "7"
    assert list(selectors.open_items_for_actor("7").values_list("node", flat=True)) == ["A"]
    assert api.complete(item.id, actor="7", answers={}, key="k2").status == "COMPLETED"


def test_a_key_answers_again_and_may_not_serve_another_act(marking_process):
    started = begin()
    item = started.opened[0].id
    api.claim(item, actor="8", key="k1")
    first = api.complete(item, actor="8", answers={"outcome": "YES"}, key="k2")

    again = api.complete(item, actor="8", answers={"outcome": "NO"}, key="k2")

    assert again.repeated
    assert (again.rev, again.opened, again.closed) == (first.rev, first.opened, first.closed)
    assert [e.kind for e in again.events] == [e.kind for e in first.events]
    assert api.claim(item, actor="8", key="k1").status == "DONE"
    with pytest.raises(KeyReused):
        api.complete(again.opened[0].id, actor="8", answers={}, key="k2")
    with pytest.raises(NotOpen):
        api.complete(item, actor="8", answers={}, key="k3")


def test_a_failed_operation_is_an_incident_that_loses_nothing(marking_process):
    broken.add("test.mark")
    result = api.complete(begin().opened[0].id, actor="8", answers={"outcome": "YES"}, key="k1")

    assert [(i.node, i.code) for i in result.incidents] == [("M", "TOLD_TO")]
    assert marks() == [], "the savepoint took the mark back"
    assert api.stored_state(result.instance_id).variables["F_A"] == {"outcome": "YES"}
    incident = Incident.objects.get()
    broken.clear()
    step = api.retry_incident(incident.pk, actor="1")

    assert nodes(step) == ["B"]
    assert len(marks()) == 1
    assert not selectors.open_incidents().exists()
    assert api.replay(result.instance_id) == api.stored_state(result.instance_id)
    with pytest.raises(NotOpen):
        api.retry_incident(incident.pk, actor="1")


def test_an_effect_is_tried_again_with_pauses_and_then_parked(sending_process):
    broken.add("test.send")
    instance = api.complete(begin().opened[0].id, actor="8", answers={}, key="k1").instance_id
    moment = clock.now()
    for _ in range(MAX_ATTEMPTS):
        with clock.running_from(moment):
            assert api.run_outbox() == 1
            assert api.run_outbox() == 0, "a pause comes after each failure"
        moment += timedelta(hours=1)

    incident = Incident.objects.get()
    assert (incident.code, incident.node) == ("DOWN", "X")
    assert Outbox.objects.get().status == "PARKED"
    broken.clear()
    assert api.retry_incident(incident.pk, actor="1") is None
    with clock.running_from(moment):
        api.run_outbox()

    assert Outbox.objects.get().status == "DONE"
    assert list(selectors.open_items().values_list("node", flat=True)) == ["B"]
    assert api.replay(instance) == api.stored_state(instance)


def test_a_message_reaches_what_waits_and_is_refused_otherwise(marked):
    body = '<intermediateCatchEvent id="M"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>'
    publish(ENDS + body + task("A"), "S > M\nM > A\nA > E", before=WITHDRAW)
    instance = begin().instance_id

    with pytest.raises(NotWaiting):
        api.send_message(instance, "other", {}, actor="7", key="k1")
    step = api.send_message(instance, "withdraw", {"reason": "đổi ý"}, actor="7", key="k2")
    again = api.send_message(instance, "withdraw", {"reason": "đổi ý"}, actor="7", key="k2")

    assert nodes(step) == ["A"]
    assert again.repeated
    assert selectors.variables(instance)["withdraw"] == {"reason": "đổi ý"}
    with pytest.raises(NotWaiting):
        api.send_message(instance, "withdraw", {}, actor="7", key="k3")


SIGNAL = '<signal id="S1" name="new-law"/>'
CAUGHT = '<signalEventDefinition signalRef="S1"/>'
HEARS = ENDS + task("A") + f'<boundaryEvent id="H" attachedToRef="A">{CAUGHT}</boundaryEvent>' + task("B")


def deliver():
    while api.run_outbox():
        pass


def test_a_signal_reaches_every_instance_that_waits_and_none_twice(marked):
    publish(HEARS, "S > A\nA > E\nH > B\nB > E", before=SIGNAL)
    first, second, done = begin(), begin(key="second"), begin(key="done")
    api.complete(done.opened[0].id, actor="8", answers={}, key="k0")

    assert api.send_signal("new-law", {"number": "12"}, actor="7", key="k1") == 2
    late = begin(key="late")
    deliver()
    assert api.send_signal("new-law", {"number": "12"}, actor="7", key="k1") == 2
    deliver()

    assert sorted(selectors.open_items().values_list("instance_id", "node")) == sorted(
        [(first.instance_id, "B"), (second.instance_id, "B"), (late.instance_id, "A")]
    )
    assert selectors.variables(first.instance_id)["new_law"] == {"number": "12"}
    assert api.replay(first.instance_id) == api.stored_state(first.instance_id)
    with pytest.raises(KeyReused):
        api.send_signal("other", {}, actor="7", key="k1")
    with pytest.raises(KeyReused):
        api.cancel(late.instance_id, actor="7", reason="", key="k1")
    with pytest.raises(BadValue):
        api.send_signal("new-law", {"share": 0.5}, actor="7", key="k2")


def test_a_signal_waits_for_a_suspended_instance_and_passes_over_one_that_went_on(marked):
    publish(HEARS, "S > A\nA > E\nH > B\nB > E", before=SIGNAL)
    still, gone = begin(), begin(key="gone")
    api.suspend(still.instance_id, actor="1", reason="kiểm tra", key="k1")
    assert api.send_signal("new-law", {}, actor="7", key="k2") == 2
    api.complete(gone.opened[0].id, actor="8", answers={}, key="k3")

    deliver()
    assert list(selectors.open_items().values_list("node", flat=True)) == ["A"]
    api.resume(still.instance_id, actor="1", reason="xong", key="k4")
    deliver()

    assert list(selectors.open_items().values_list("node", flat=True)) == ["B"]
    assert not Subscription.objects.exists()
    assert not Outbox.objects.exclude(status="DONE").exists()


def test_a_thrown_signal_is_heard_here_at_once_and_elsewhere_after_commit(marked):
    throw = f'<intermediateThrowEvent id="T">{CAUGHT}<extensionElements><hd:input name="number" expression="x"/>'
    publish(
        HEARS + task("C") + '<parallelGateway id="G"/>' + throw + "</extensionElements></intermediateThrowEvent>",
        "S > G\nG > A\nA > E\nH > B\nB > E\nG > C\nC > T\nT > E",
        before=SIGNAL,
    )
    other = begin(x="1")
    thrower = begin(key="thrower", x="2")
    item = next(item for item in thrower.opened if item.node == "C")

    step = api.complete(item.id, actor="8", answers={}, key="k1")
    assert nodes(step) == ["B"]
    deliver()

    heard = selectors.open_items().filter(instance_id=other.instance_id).values_list("node", flat=True)
    assert sorted(heard) == ["B", "C"]
    assert selectors.variables(other.instance_id)["new_law"] == {"number": "2"}
    for instance in (other.instance_id, thrower.instance_id):
        assert api.replay(instance) == api.stored_state(instance)


def test_a_due_timer_fires_once_and_only_when_due(marked):
    timer = (
        '<boundaryEvent id="T" attachedToRef="A"><timerEventDefinition><timeDuration>P30D</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    publish(ENDS + task("A") + task("B") + timer, "S > A\nA > E\nT > B\nB > E")
    instance = begin().instance_id
    assert api.fire_due_timers() == 0

    with clock.running_from(clock.now() + timedelta(days=30, seconds=1)):
        assert api.fire_due_timers() == 1
        assert api.fire_due_timers() == 0

    assert not Timer.objects.exists()
    assert dict(WorkItem.objects.values_list("node", "status")) == {"A": "CANCELLED", "B": "READY"}
    assert api.replay(instance) == api.stored_state(instance)


def test_a_suspended_instance_stands_still_until_resumed(marking_process):
    started = begin()
    item, instance = started.opened[0].id, started.instance_id
    api.suspend(instance, actor="1", reason="kiểm tra", key="k1")

    with pytest.raises(Suspended):
        api.complete(item, actor="8", answers={}, key="k2")
    with pytest.raises(Suspended):
        api.claim(item, actor="8", key="k3")
    with pytest.raises(NotOpen):
        api.suspend(instance, actor="1", reason="", key="k4")
    api.resume(instance, actor="1", reason="xong", key="k5")

    assert api.complete(item, actor="8", answers={}, key="k6").status == "RUNNING"
    assert [e.kind for e in api.history(instance)][2:4] == ["SUSPENDED", "RESUMED"]
    assert api.replay(instance) == api.stored_state(instance)


def test_cancelling_closes_everything_that_waits(sending_process):
    started = begin()
    api.complete(started.opened[0].id, actor="8", answers={}, key="k1")
    other = begin("other")

    done = api.cancel(started.instance_id, actor="1", reason="nhầm", key="k2")
    api.cancel(other.instance_id, actor="1", reason="nhầm", key="k3")

    assert done.status == "CANCELLED"
    assert Outbox.objects.get().status == "CANCELLED"
    assert api.run_outbox() == 0
    assert not selectors.open_items().exists()
    with pytest.raises(NotOpen):
        api.complete(other.opened[0].id, actor="8", answers={}, key="k4")
    assert api.replay(started.instance_id) == api.stored_state(started.instance_id)


def test_a_step_takes_part_in_the_callers_transaction(marking_process):
    item = begin().opened[0].id

    def fail_afterwards():
        with transaction.atomic():
            api.complete(item, actor="8", answers={}, key="k1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_afterwards()
    with transaction.atomic():
        with pytest.raises(NotFound):
            api.complete(new_id(), actor="8", answers={}, key="k2")
        step = api.complete(item, actor="8", answers={}, key="k1")

    assert (step.rev, step.repeated) == (2, False)
    assert len(marks()) == 1


def test_listeners_hear_each_step_once_and_can_stop_it(marking_process):
    heard = []

    def listener(step):
        heard.append(step)
        if step.rev == 2 and len(heard) < 3:
            raise RuntimeError("no")

    on_step(listener)
    try:
        item = begin().opened[0].id
        with pytest.raises(RuntimeError):
            api.complete(item, actor="8", answers={}, key="k1")
        step = api.complete(item, actor="8", answers={}, key="k1")
    finally:
        ports.listeners.remove(listener)

    assert [h.rev for h in heard] == [1, 2, 2]
    assert heard[-1] == step
    assert len(marks()) == 1


@pytest.mark.parametrize("name", ["typename", "__class__", "~", "self", "F_A", "now"])
def test_a_field_named_like_an_internal_is_kept_and_harms_nothing(marking_process, name):
    started = api.start("P", business_key="HS", variables={name: {name: 1}}, actor="7", key="s")

    api.complete(started.opened[0].id, actor="8", answers={name: name, "x": [{name: None}]}, key="k1")

    variables = selectors.variables(started.instance_id)
    assert variables["F_A"] == {name: name, "x": [{name: None}]}
    assert api.replay(started.instance_id) == api.stored_state(started.instance_id)


def test_inexact_values_are_refused_before_anything_is_written(marking_process):
    item = begin().opened[0].id

    with pytest.raises(BadValue):
        api.complete(item, actor="8", answers={"amount": 1.5}, key="k1")

    assert WorkItem.objects.get(pk=item).status == "READY"


def test_a_version_is_published_once_numbered_and_pinned(marked):
    first = publish(ENDS + task("A") + task("B"), NODES)
    same = publish(ENDS + task("A") + task("B"), NODES)
    running = begin("old")
    second = publish(ENDS + task("A") + task("C"), "S > A\nA > C\nC > E")

    old = api.complete(running.opened[0].id, actor="8", answers={}, key="k1")
    new = api.complete(begin("new").opened[0].id, actor="8", answers={}, key="k2")

    assert (first.pk, first.version, second.version) == (same.pk, 1, 2)
    assert (nodes(old), nodes(new)) == (["B"], ["C"])
    assert selectors.version_in_force("P") == second
    with pytest.raises(NotPublished):
        api.start("NOWHERE", business_key="x", variables={}, actor="1", key="k3")


def test_a_wrong_diagram_is_not_published(marked):
    with pytest.raises(BpmnRefused):
        publish(ENDS + task("A"), "S > A\nA > E\nA > Nowhere")

    assert not ProcessVersion.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE engine_event SET actor = 'x'", "DELETE FROM engine_event", "DELETE FROM engine_processversion"],
)
def test_the_database_forbids_rewriting_history(marking_process, statement):
    begin()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.filter(actor="7").count() == 2


def test_a_token_moved_by_hand_closes_what_it_had_opened_and_replays(marked):
    timer = '<timerEventDefinition id="td"><timeDuration>P1D</timeDuration></timerEventDefinition>'
    late = f'<boundaryEvent id="Late" attachedToRef="A">{timer}</boundaryEvent>'
    publish(ENDS + task("A") + task("B") + task("C") + late, "S > A\nA > B\nB > C\nC > E\nLate > C")
    begun = begin()
    (token,) = [one for one in selectors.tokens(begun.instance_id) if not one.host]
    assert set(selectors.targets_of(begun.version_id, token)) == {"B", "C", "E"}

    moved = api.move(begun.instance_id, token.key, "C", actor="1", reason="Nhập nhầm bước", key="m1")
    again = api.move(begun.instance_id, token.key, "C", actor="1", reason="Nhập nhầm bước", key="m1")

    assert nodes(moved) == ["C"]
    assert (again.repeated, again.rev) == (True, moved.rev)
    assert WorkItem.objects.get(node="A").status == "CANCELLED"
    assert not Timer.objects.filter(instance_id=begun.instance_id).exists()
    kinds = [(event.kind, event.data) for event in api.history(begun.instance_id) if event.kind.startswith("MOVE")]
    assert kinds == [("MOVE_REASON", {"reason": "Nhập nhầm bước"})]
    with pytest.raises(NotOpen):
        api.move(begun.instance_id, token.key, "B", actor="1", reason="Muộn", key="m2")
    back = next(one for one in selectors.tokens(begun.instance_id))
    for place in ("S", "Late", "Nowhere"):
        with pytest.raises(NotOpen):
            api.move(begun.instance_id, back.key, place, actor="1", reason="Sai chỗ", key=place)
    api.move(begun.instance_id, back.key, "A", actor="1", reason="Làm lại từ đầu", key="m3")
    assert Timer.objects.filter(instance_id=begun.instance_id).count() == 1
    assert api.replay(begun.instance_id) == api.stored_state(begun.instance_id)
    end = next(one for one in selectors.tokens(begun.instance_id) if not one.host)
    assert api.move(begun.instance_id, end.key, "E", actor="1", reason="Xong", key="m4").status == "COMPLETED"
    assert api.replay(begun.instance_id) == api.stored_state(begun.instance_id)
