"""Random processes under random schedules: the engine shows what the oracle shows after every act.

HAIDANG_SEED and HAIDANG_PROCESSES choose another or a longer run; `python3 -m portal drill engine` shrinks what it
finds.
"""

import os
from random import Random

from tests.oracle.compared import Figures, compared
from tests.oracle.drawn import drawn

SEED = int(os.environ.get("HAIDANG_SEED", "20261124"))
PROCESSES = int(os.environ.get("HAIDANG_PROCESSES", "300"))


def test_the_engine_does_what_the_standard_says():
    figures = Figures()
    differences = []
    for number in range(PROCESSES):
        seed = f"{SEED}-{number}"
        found = compared(drawn(Random(seed)), seed, schedules=4, acts=25, figures=figures)
        if found is not None:
            differences.append((seed, found))

    assert differences == []
    assert figures.acts > 20 * PROCESSES
    assert figures.endless < figures.schedules / 5
    assert figures.undecided < figures.schedules / 100
