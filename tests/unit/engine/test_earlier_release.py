"""Instances that an earlier release began run on with this one.

`earlier/instances.json` was written by the release before loops, compensation and calls: the stored bytes of a dozen
random instances, their logs, and where their tokens stood after each further act until they ended.
"""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from engine.bpmn.codec import decode
from engine.bpmn.definition import read_definition
from engine.bpmn.outcome import QUEUED
from engine.bpmn.program import compile_program
from engine.log import replayed
from engine.types import Event
from tests.unit.engine.runs import Play, YesHost

INSTANCES = json.loads((Path(__file__).parent / "earlier" / "instances.json").read_text(encoding="utf-8"))


class Continued(Play):
    """An instance as it was stored."""

    def __init__(self, kept):
        self.program = compile_program(read_definition(kept["xml"].encode()))
        self.host = YesHost({node: QUEUED if told == "later" else told for node, told in kept["results"].items()})
        self.state = decode(base64.b64decode(kept["state"]))
        self.due = {}

    def do(self, what, name, note):
        if what == "complete":
            self.complete(name, note=note)
        elif what == "effect":
            self.effect_done(name, {"n": 1})
        elif what == "fire":
            self.fire(name)
        else:
            getattr(self, what)(name)


@pytest.mark.parametrize("number", range(len(INSTANCES)))
def test_a_stored_instance_runs_on_as_it_would_have(number):
    kept = INSTANCES[number]
    play = Continued(kept)

    for step in kept["after"]:
        play.do(*step["act"])
        assert sorted([token.node, int(token.at)] for token in play.state.tokens.values()) == step["stands"]

    assert play.state.ended
    assert json.loads(json.dumps(play.state.variables, default=str)) == kept["variables"]


@pytest.mark.parametrize("number", range(len(INSTANCES)))
def test_its_log_replays_to_what_was_stored(number):
    kept = INSTANCES[number]
    events = [
        Event(
            kind=kind, rev=rev, seq=seq, node=node, token=token, actor=actor, at=datetime.fromisoformat(at), data=data
        )
        for rev, seq, kind, node, token, actor, at, data in kept["log"]
    ]
    program = compile_program(read_definition(kept["xml"].encode()))

    assert replayed(program, events) == decode(base64.b64decode(kept["state"]))
