"""Running instances move to another version of their process, or say why not; undoing it restores every byte."""

import pytest

from engine import api, selectors
from engine.errors import CannotMigrate
from engine.models import Instance, ProcessVersion, Timer, WorkItem
from engine.versions.migration import Verdict
from tests.faults.office import ENDS, begin, marked, publish, task

__all__ = ["marked"]  # a fixture

TIMER = '<timerEventDefinition id="td"><timeDuration>P{}D</timeDuration></timerEventDefinition>'
FLOWS = "S > A\nA > B\nB > E"


def late(days: int = 1, attributes: str = "") -> str:
    return f'<boundaryEvent id="Late" attachedToRef="A" {attributes}>{TIMER.format(days)}</boundaryEvent>'


def move(instance, version, **mapped):
    key = f"m{version.pk}{Instance.objects.get(pk=instance.instance_id).rev}"
    return api.migrate(instance.instance_id, version.pk, mapped=mapped, actor="1", reason="Quy trình mới", key=key)


def newest() -> ProcessVersion:
    return ProcessVersion.objects.order_by("-version").first()


def state_of(instance) -> bytes:
    return bytes(Instance.objects.get(pk=instance.instance_id).state)


def test_a_new_step_ahead_reaches_who_is_on_the_way_and_undoing_restores_every_byte(marked):
    publish(ENDS + task("A") + task("B") + late(), FLOWS + "\nLate > B")
    old = newest()
    begun = begin()
    due = Timer.objects.get(instance_id=begun.instance_id).due_at
    before = state_of(begun)
    publish(ENDS + task("A") + task("B") + task("C") + late(5), "S > A\nA > C\nC > B\nB > E\nLate > B")

    assert api.preview(begun.instance_id, newest().pk, {}).verdict is Verdict.MOVABLE
    move(begun, newest())
    assert Timer.objects.get(instance_id=begun.instance_id).due_at == due
    move(begun, old)
    assert state_of(begun) == before
    assert Instance.objects.get(pk=begun.instance_id).version_id == old.pk
    move(begun, newest())
    item = WorkItem.objects.get(instance_id=begun.instance_id, status="READY")
    assert [one.node for one in api.complete(item.pk, actor="8", answers={"x": 1}, key="c").opened] == ["C"]
    assert api.replay(begun.instance_id) == api.stored_state(begun.instance_id)
    kinds = [event.kind for event in api.history(begun.instance_id)]
    assert kinds.count("MIGRATED") == 3


def test_a_step_that_is_gone_needs_a_mapping_by_hand(marked):
    publish(ENDS + task("A") + task("B"), FLOWS)
    begun = begin()
    publish(ENDS + task("C") + task("B"), "S > C\nC > B\nB > E")

    (obstacle,) = api.preview(begun.instance_id, newest().pk, {}).obstacles
    assert (obstacle.node, obstacle.verdict) == ("A", Verdict.NEEDS_MAPPING)
    with pytest.raises(CannotMigrate, match="this step is gone"):
        move(begun, newest())
    move(begun, newest(), A="C")
    (item,) = WorkItem.objects.filter(instance_id=begun.instance_id)
    assert (item.node, item.status) == ("C", "READY")
    assert [one.node for one in api.complete(item.pk, actor="8", answers={}, key="c").opened] == ["B"]
    assert api.replay(begun.instance_id) == api.stored_state(begun.instance_id)


@pytest.mark.parametrize(
    ("body", "flows", "why"),
    [
        (task("A") + task("B") + late(), FLOWS + "\nLate > B", "the events at this step are others"),
        (
            task("A").replace("/>", '><property id="note"/></userTask>') + task("B"),
            FLOWS,
            "the data of this step's own is other data",
        ),
        (
            f'<subProcess id="Sub"><startEvent id="s"/>{task("A")}<endEvent id="e"/>'
            '<sequenceFlow id="x" sourceRef="s" targetRef="A"/><sequenceFlow id="y" sourceRef="A" targetRef="e"/>'
            "</subProcess>" + task("B"),
            "S > Sub\nSub > B\nB > E",
            "this step is on another level",
        ),
    ],
)
def test_what_would_break_keeps_the_instance_where_it_is(marked, body, flows, why):
    publish(ENDS + task("A") + task("B"), FLOWS)
    begun, old = begin(), newest()
    publish(ENDS + body, flows)

    assert api.preview(begun.instance_id, newest().pk, {}).verdict is Verdict.MUST_STAY
    with pytest.raises(CannotMigrate, match=why):
        move(begun, newest())
    assert Instance.objects.get(pk=begun.instance_id).version_id == old.pk


def test_a_join_that_waits_for_other_branches_does_not_move(marked):
    gates = '<parallelGateway id="P"/><parallelGateway id="J"/>'
    publish(ENDS + gates + task("A") + task("B"), "S > P\nP > A\nP > B\nA > J\nB > J\nJ > E")
    begun = begin()
    api.complete(begun.opened[0].id, actor="8", answers={}, key="c")
    publish(
        ENDS + gates + task("A") + task("B") + task("C"),
        "S > P\nP > A\nP > B\nP > C\nA > J\nB > J\nC > J\nJ > E",
    )
    found = api.preview(begun.instance_id, newest().pk, {})
    assert {one.text.en for one in found.obstacles} == {"the branches of this gateway are others"}


def test_twice_with_one_key_moves_once(marked):
    publish(ENDS + task("A") + task("B"), FLOWS)
    begun = begin()
    publish(ENDS + task("A") + task("B") + task("C"), "S > A\nA > B\nB > C\nC > E")
    results = [
        api.migrate(begun.instance_id, newest().pk, mapped={}, actor="1", reason="x", key="same") for _ in range(2)
    ]
    assert [result.repeated for result in results] == [False, True]
    assert selectors.tokens(begun.instance_id)[0].node == "A"
