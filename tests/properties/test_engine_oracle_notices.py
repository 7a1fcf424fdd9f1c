"""The comparison with the oracle is worth something: an engine with one small wrong is found out."""

from random import Random

import pytest

from engine.bpmn.behaviour import compensation, late, loops
from engine.bpmn.behaviour import exits as exits_of
from engine.bpmn.moves import Moves
from tests.oracle.compared import Figures, compared
from tests.oracle.drawn import drawn

PROCESSES = 150


def lasting_watches(run, host):
    """Boundary events are left armed."""


def one_round_less(run, token, loop, done, was=loops._again):
    return was(run, token, loop, done + 1)


def first_thing_first(run, scope, activity, was=compensation._done):
    return list(reversed(was(run, scope, activity)))


def no_default(step, evaluator, was=exits_of.chosen):
    exits = was(step, evaluator)
    return tuple(e for e in exits if e is not step.default) or exits


def only_the_first(step, evaluator, was=exits_of.chosen):
    return was(step, evaluator)[:1]


def forgetful(run, token):
    """Nothing that was done can be undone."""


WRONGS = {
    "an inclusive join does not wait": (late, "_expects", lambda *_: False),
    "an inclusive join waits for everybody": (late, "_expects", lambda *_: True),
    "an event sub-process is never silent": (Moves, "silence", lambda *_: None),
    "a standard loop makes one round less": (loops, "_again", one_round_less),
    "what was done first is undone first": (compensation, "_done", first_thing_first),
    "what was done is forgotten": (Moves, "remember", forgetful),
    "an activity takes one exit only": (exits_of, "chosen", only_the_first),
    "what interrupts leaves the rest running": (Moves, "stop", lambda *_: None),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_a_wrong_engine_is_found_out(wrong, monkeypatch):
    monkeypatch.setattr(*WRONGS[wrong])

    assert any(_differs(number) for number in range(PROCESSES))


def _differs(number):
    name = f"notice-{number}"
    try:
        return compared(drawn(Random(name)), name, schedules=2, acts=15, figures=Figures()) is not None
    except (KeyError, AssertionError):  # the engine does not know an act that the oracle knows
        return True
