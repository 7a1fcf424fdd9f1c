"""The verifier against the oracle: what it calls sound never gets stuck, and each counter-example plays to its end."""

import os
from random import Random

from engine.bpmn.definition import read_definition
from engine.bpmn.net import clears, unmodelled
from engine.bpmn.soundness import search
from tests.oracle.drawn import drawn
from tests.oracle.played import alone, plays, stuck, walk
from tests.oracle.written import written

SEED = int(os.environ.get("HAIDANG_SEED", "20261125"))
PROCESSES = int(os.environ.get("HAIDANG_PROCESSES", "200"))
WALKS, STEPS = 10, 80


def levels():
    """What the verifier finds on each level of random processes, and the level as the oracle plays it."""
    for number in range(PROCESSES):
        process = drawn(Random(f"{SEED}-{number}"), wild=number % 3 > 0)
        definition = read_definition(written(process))
        for level, nodes in definition.children.items():
            if not unmodelled(definition, level):
                clearing = [n for n in nodes if clears(definition, definition.nodes[n])]
                yield f"{SEED}-{number} {level}", alone(process, level, clearing), search(definition, level)


def test_the_verifier_and_the_oracle_agree_on_random_levels():
    sound = broken = 0
    for name, process, found in levels():
        if found.stuck:
            broken += 1
            assert any(stuck(state) for state in plays(process, found.path)), f"{name} {found}"
        elif found.endless:
            broken += 1
            for state in plays(process, found.path)[:2]:
                assert not any(walk(process, Random(k), STEPS, state).ended for k in range(WALKS)), f"{name} {found}"
        elif found.floods:
            assert plays(process, found.path), f"{name} {found}"
        elif found.decided:
            sound += 1
            assert not any(stuck(walk(process, Random(k), STEPS)) for k in range(WALKS)), f"{name} {found}"

    assert sound > PROCESSES
    assert broken > PROCESSES / 20


def test_what_is_well_nested_is_decided():
    undecided = 0
    for number in range(PROCESSES):
        definition = read_definition(written(drawn(Random(f"{SEED}-{number}"), wild=False)))
        undecided += sum(not search(definition, level).decided for level in definition.children)

    assert undecided == 0
