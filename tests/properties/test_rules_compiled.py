"""The bulk path gives what `decide` gives: on random tables with odd cells and values, and on the library's packs."""

from pathlib import Path
from random import Random

import pytest

from rules.evaluate.compiled import compile_pack, evaluate_many
from rules.packs import load_pack
from tests.properties.bulk import NOW, by_trace, differences, plain, traces_that_differ

LIBRARY = Path(__file__).parents[2] / "rules" / "packs" / "library"
PACKS = sorted(path.parent for path in LIBRARY.glob("*/*/pack.dmn"))


def test_random_tables_answer_as_decide_does():
    assert [(seed, found) for seed in range(300) if (found := differences(seed, 10))] == []


def test_an_indexed_table_tells_the_trace_that_a_table_tells_row_by_row():
    assert [(seed, found) for seed in range(300) if (found := traces_that_differ(seed, 10))] == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_every_pack_of_the_library_answers_as_decide_does(folder):
    pack = load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))
    draw = Random(str(folder))
    for decision in pack.decisions:
        compiled = compile_pack(pack, decision)
        for _ in range(40):
            first, second = (dict(draw.choice(pack.tests).facts) for _ in range(2))
            facts = {**first, **{name: value for name, value in second.items() if draw.random() < 0.3}}
            facts = {name: value for name, value in facts.items() if draw.random() < 0.95}

            assert plain(compiled.answer(facts, now=NOW)) == plain(by_trace(pack, decision, facts))


def test_a_case_that_is_refused_does_not_stop_the_others():
    pack = load_pack(*((PACKS[0] / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))
    goal = next(iter(pack.decisions))

    answers = list(evaluate_many(pack, goal, [test.facts for test in pack.tests], now=NOW))

    assert len(answers) == len(pack.tests)
