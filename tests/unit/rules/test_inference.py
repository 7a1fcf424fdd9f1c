"""Chaining through the inference library equals a plain walk of the graph, also at the sizes where it breaks."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.evaluate import EvaluationFailed, decide, inference
from rules.packs import PackError
from tests.unit.rules.build import NOW, graph, literal, pack, table


def walk(needs, make):
    """The oracle: a plain loop over the decisions, which come with what they need first."""
    for decision in needs:
        make(decision)
    return list(needs)


def both(made, goal, **facts):
    """The two results, traces included, as JSON."""
    return [decide(made, goal, facts, now=NOW, chain=chain).to_json() for chain in (inference.chain, walk)]


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 12))
    names = [f"d{number}" for number in range(size)]
    return {
        name: draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=4)) if place else []
        for place, name in enumerate(names)
    }


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_random_graphs_agree_with_the_oracle(needs):
    made, goal = pack(graph(needs)), list(needs)[-1]
    ours, oracle = both(made, goal)

    assert ours["outputs"] == oracle["outputs"]
    assert sorted(step["decision"] for step in ours["trace"]) == sorted(step["decision"] for step in oracle["trace"])


@pytest.mark.parametrize("size", [39, 40, 41, 79, 80, 81, 120])
def test_long_chains_work_across_the_border_where_the_library_fails(size):
    needs = {f"d{n}": [f"d{n - 1}"] if n else [] for n in range(size)}
    ours, oracle = both(pack(graph(needs)), f"d{size - 1}")

    assert ours["outputs"] == oracle["outputs"] == {f"d{size - 1}": size}


def test_what_a_decision_raises_is_raised_and_not_swallowed():
    overlap = table([("> 0", "1"), ("> 1", "2")])
    after = literal("u", "t", "<informationRequirement id='q'><requiredDecision href='#t'/></informationRequirement>")
    made = pack(overlap + after)

    with pytest.raises(EvaluationFailed):
        decide(made, "u", {"x": 5}, now=NOW)
    assert decide(made, "u", {"x": 1}, now=NOW).outputs == {"u": Decimal(1)}


def test_many_evaluations_of_many_versions_share_a_ruleset():
    for level in range(400):
        made = pack(table([("-", str(level))]))
        assert decide(made, "t", {"x": 1}, now=NOW).outputs == {"t": Decimal(level)}


def test_eight_threads_never_mix_their_facts():
    made = pack(table([("-", "x * 2")]))

    def ask(number):
        return decide(made, "t", {"x": number}, now=NOW).outputs["t"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(800))) == [Decimal(number * 2) for number in range(800)]


def test_decisions_in_a_circle_are_refused_with_the_circle():
    with pytest.raises(PackError) as refusal:
        pack(graph({"a": ["b"], "b": ["a"]}))

    assert "a → b → a" in str(refusal.value)
