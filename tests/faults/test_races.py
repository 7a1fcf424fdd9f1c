"""Many at once on one thing: exactly one wins, nobody's work is lost."""

from collections import Counter
from functools import partial

import pytest

from engine import api
from engine.errors import AlreadyClaimed, NotOpen
from engine.models import Event, Instance, WorkItem
from tests.faults.office import ENDS, at_once, begin, marks, publish, task


@pytest.mark.parametrize("people", [16, 32])
def test_one_of_many_claims_wins_and_the_others_learn_who(marking_process, people):
    item = begin().opened[0].id

    outcomes = at_once(*[partial(api.claim, item, actor=f"p{n}", key=f"claim-{n}") for n in range(people)])

    winner = WorkItem.objects.get(pk=item).claimed_by
    lost = [o for o in outcomes if isinstance(o, AlreadyClaimed)]
    assert len(lost) == people - 1
    assert {o.by for o in lost} == {winner}
    assert Event.objects.filter(kind="ITEM_CLAIMED").count() == 1


def test_two_clicks_with_one_key_are_one_completion(marking_process):
    item = begin().opened[0].id
    complete = partial(api.complete, item, actor="8", answers={"outcome": "YES"}, key="complete")

    outcomes = at_once(*[complete] * 8)

    assert Counter(o.repeated for o in outcomes) == {True: 7, False: 1}
    assert {o.rev for o in outcomes} == {2}
    assert len(marks()) == 1


def test_two_windows_with_two_keys_are_one_completion_and_a_refusal(marking_process):
    item = begin().opened[0].id

    outcomes = at_once(*[partial(api.complete, item, actor="8", answers={}, key=f"window-{n}") for n in range(8)])

    assert sum(isinstance(o, NotOpen) for o in outcomes) == 7
    assert len(marks()) == 1


def test_eight_starts_with_one_key_are_one_instance(marking_process):
    outcomes = at_once(*[begin] * 8)

    assert len({o.instance_id for o in outcomes}) == 1
    assert Instance.objects.count() == 1


def test_sixteen_reviewers_of_one_instance_lose_no_vote(marked):
    names = [f"R{n}" for n in range(1, 17)]
    publish(
        ENDS
        + '<parallelGateway id="Split"/><parallelGateway id="Join"/>'
        + "".join(task(n) for n in names)
        + task("A"),
        "S > Split\n" + "".join(f"Split > {n}\n{n} > Join\n" for n in names) + "Join > A\nA > E",
    )
    started = begin()

    outcomes = at_once(
        *[
            partial(api.complete, item.id, actor=item.node, answers={"vote": item.node}, key=item.node)
            for item in started.opened
        ]
    )

    assert [o for o in outcomes if isinstance(o, Exception)] == []
    state = api.stored_state(started.instance_id)
    assert {state.variables[f"F_{n}"]["vote"] for n in names} == set(names)
    assert sorted(o.rev for o in outcomes) == list(range(2, 18))
    assert api.replay(started.instance_id) == state
    assert list(WorkItem.objects.filter(status="READY").values_list("node", flat=True)) == ["A"]


def test_workers_share_the_outbox_and_send_each_effect_once(sending_process):
    for n in range(24):
        api.complete(begin(f"b{n}").opened[0].id, actor="8", answers={}, key=f"c{n}")

    outcomes = at_once(*[partial(api.run_outbox, limit=50)] * 4)

    assert sum(outcomes) == 24
    assert len(marks()) == len(set(marks())) == 24
    assert WorkItem.objects.filter(node="B", status="READY").count() == 24


def test_a_completion_and_a_due_timer_never_both_happen(marked):
    timer = (
        '<boundaryEvent id="T" attachedToRef="A"><timerEventDefinition><timeDuration>PT0S</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    publish(ENDS + task("A") + task("B") + task("C") + timer, "S > A\nA > B\nT > C\nB > E\nC > E")
    for n in range(12):
        started = begin(f"b{n}")
        complete = partial(api.complete, started.opened[0].id, actor="8", answers={}, key=f"c{n}")

        at_once(complete, api.fire_due_timers)

        open_nodes = list(WorkItem.objects.filter(instance=started.instance_id, status="READY").values_list("node"))
        assert open_nodes in ([("B",)], [("C",)]), open_nodes
        assert api.replay(started.instance_id) == api.stored_state(started.instance_id)
