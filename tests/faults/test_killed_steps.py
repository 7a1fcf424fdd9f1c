"""kill -9 at every fault point of a step, then the same call with the same key: as if nothing had happened."""

from datetime import timedelta
from functools import partial

import pytest

from engine import api, clock
from engine.effects.outbox import LEASE
from engine.models import Event, IdempotencyKey, Instance, Outbox, WorkItem
from tests.faults.office import ENDS, begin, killed, marks, publish, task

STEP_POINTS = ["step.read", "step.run", "step.operated", "step.saved", "step.told"]


def facts():
    """Everything that is stored, without ids and times."""
    return {
        "instances": list(Instance.objects.values_list("status", "rev").order_by("id")),
        "items": list(WorkItem.objects.values_list("node", "status", "done_by").order_by("id")),
        "events": list(Event.objects.values_list("rev", "seq", "kind", "node").order_by("id")),
        "keys": list(IdempotencyKey.objects.values_list("key", "rev").order_by("key")),
        "outbox": list(Outbox.objects.values_list("name", "status").order_by("id")),
        "marks": len(marks()),
    }


@pytest.mark.parametrize("point", STEP_POINTS)
def test_a_completion_killed_anywhere_and_repeated_happens_once(marking_process, point):
    item = begin().opened[0]
    before = facts()
    complete = partial(api.complete, item.id, actor="8", answers={"outcome": "YES"}, key="complete")

    assert killed(complete, point)
    assert facts() == before, "a killed step leaves nothing behind"
    first = complete()
    after = facts()
    again = complete()

    assert after["marks"] == 1
    assert after["outbox"] == [("test.letter", "PENDING")]
    assert (first.rev, first.repeated, again.rev, again.repeated) == (2, False, 2, True)
    assert [o.id for o in again.opened] == [o.id for o in first.opened]
    assert facts() == after
    assert api.replay(first.instance_id) == api.stored_state(first.instance_id)


@pytest.mark.parametrize("point", ["step.saved", "step.told"])
def test_a_start_killed_anywhere_and_repeated_makes_one_instance(marking_process, point):
    assert killed(begin, point)
    assert Instance.objects.count() == 0

    first, again = begin(), begin()

    assert Instance.objects.count() == 1
    assert first.instance_id == again.instance_id


@pytest.mark.parametrize("point", ["outbox.taken", "outbox.sent", "outbox.settled", "step.saved"])
def test_a_worker_killed_anywhere_delivers_at_least_once_and_moves_on_once(sending_process, point):
    started = begin()
    api.complete(started.opened[0].id, actor="8", answers={}, key="complete")

    assert killed(api.run_outbox, point)
    with clock.running_from(clock.now() + LEASE + timedelta(seconds=1)):
        api.run_outbox()
        assert api.run_outbox() == 0

    kinds = [event.kind for event in api.history(started.instance_id)]
    sent = marks()
    assert len(set(sent)) == 1, "every attempt carries the same key"
    assert len(sent) == (2 if point in ("outbox.sent", "step.saved") else 1)
    assert kinds.count("EFFECT_DONE") == 1
    assert [(i.node, i.status) for i in WorkItem.objects.order_by("id")] == [("A", "DONE"), ("B", "READY")]
    assert api.replay(started.instance_id) == api.stored_state(started.instance_id)


@pytest.mark.parametrize("point", ["signal.sent", "outbox.taken", "outbox.sent", "outbox.settled", "step.saved"])
def test_a_signal_killed_anywhere_and_repeated_is_heard_once(marked, point):
    catch = '<intermediateCatchEvent id="H"><signalEventDefinition signalRef="S1"/></intermediateCatchEvent>'
    publish(ENDS + catch + task("A"), "S > H\nH > A\nA > E", before='<signal id="S1" name="law"/>')
    started = begin()
    send = partial(api.send_signal, "law", {}, actor="8", key="law")

    assert killed(send, point) is (point == "signal.sent")
    assert send() == 1
    assert killed(api.run_outbox, point) is (point != "signal.sent")
    with clock.running_from(clock.now() + LEASE + timedelta(seconds=1)):
        api.run_outbox()
        assert api.run_outbox() == 0

    kinds = [event.kind for event in api.history(started.instance_id)]
    assert kinds.count("SIGNAL_RECEIVED") == 1
    assert api.replay(started.instance_id) == api.stored_state(started.instance_id)


def test_a_live_worker_is_not_overtaken_before_its_lease_ends(sending_process):
    api.complete(begin().opened[0].id, actor="8", answers={}, key="complete")
    assert killed(api.run_outbox, "outbox.taken")

    assert api.run_outbox() == 0
