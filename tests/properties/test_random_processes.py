"""Random processes under random schedules: the log replays to the live state, and SpiffWorkflow waits where we wait.

HAIDANG_SEED and HAIDANG_PROCESSES choose another or a longer run; the failing seed is in the test's message.
"""

import os
from random import Random

from engine.answers import to_events
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.definition import read_definition
from engine.bpmn.outcome import QUEUED
from engine.bpmn.rehearsal import rehearse
from engine.bpmn.state import At
from engine.bpmn.verify import check
from engine.log import replayed
from tests.properties.blocks import Blocks
from tests.unit.engine.runs import NOW, Play, YesHost

SEED = int(os.environ.get("HAIDANG_SEED", "20261123"))
PROCESSES = int(os.environ.get("HAIDANG_PROCESSES", "150"))
SCHEDULES, ACTS = 4, 25


def drawn(number):
    return Blocks(Random(f"{SEED}-{number}")).diagram()


class Logged(Play):
    """Keeps the log of its acts, as the store would."""

    def __init__(self, xml, host, **variables):
        self.events = []
        self.rev = 0
        super().__init__(xml, host, **variables)

    def _act(self, act):
        outcome = super()._act(act)
        self.rev += 1
        self.events += to_events(outcome.events, self.rev, "somebody", NOW)
        return outcome


def act(play, draw):
    """One legal act from outside. False when nothing is waited for."""
    tokens = [t for t in play.state.tokens.values() if t.at in (At.ITEM, At.EVENT, At.EFFECT)]
    if not tokens:
        return False
    token = draw.choice(tokens)
    node = play.program.steps[token.node].node
    if token.at is At.ITEM:
        play.complete(token.node, note=draw.choice(["tốt", "~", None]))
    elif token.at is At.EFFECT:
        play.effect_done(token.node, {"n": 1})
    elif node.timer:
        play.fire(token.node)
    elif node.signal:
        play.signal(node.signal)
    else:
        play.message(node.message)
    return True


def test_the_log_replays_to_the_live_state_after_every_step():
    steps = 0
    for number in range(PROCESSES):
        xml = drawn(number)
        for schedule in range(SCHEDULES):
            draw = Random(f"{SEED}-{number}-{schedule}")
            definition = read_definition(xml)
            host = YesHost({n: draw.choice([QUEUED, {}, {"n": 2}]) for n in definition.nodes})
            truths = {f"x{n}": draw.random() < 0.5 for n in (1, 2, 3)}
            play = Logged(xml, host, **truths)
            for _ in range(ACTS):
                if not act(play, draw):
                    break
                steps += 1
                assert replayed(play.program, play.events) == play.state, f"seed {SEED} process {number}.{schedule}"
    assert steps > 20 * PROCESSES


def test_spiffworkflow_waits_wherever_we_wait():
    differences = []
    for number in range(PROCESSES):
        xml = drawn(number)
        difference = rehearse(xml, read_definition(xml), seed=SEED + number, schedules=SCHEDULES, acts=ACTS)
        if difference is not None:
            differences.append((number, difference))

    assert differences == [], f"seed {SEED}"


def test_drawn_processes_pass_the_verifier_but_for_their_catalogue():
    for number in range(PROCESSES):
        findings = check(drawn(number), Catalogue())
        unsound = [f for f in findings if f.code.startswith(("soundness", "bpmn", "graph", "flow"))]
        assert [f for f in unsound if f.severity == "ERROR"] == [], f"seed {SEED} process {number}"
