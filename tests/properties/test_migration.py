"""Random processes, random changes of them: what moves to the new version goes on there, and can be moved back."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from engine.bpmn.codec import encode
from engine.bpmn.definition import Definition, read_definition
from engine.bpmn.program import compile_program
from engine.bpmn.state import At
from engine.versions.migration import Verdict, plan, rename
from tests.oracle.compared import Engine
from tests.oracle.drawn import VARIABLES, drawn
from tests.oracle.model import Flow, Node, Process
from tests.oracle.written import written

SEED, PROCESSES, ACTS = "20261124", 150, 40


def changed(process: Process, draw: Random) -> Process:
    """The process with a new task on some flows and, now and then, a step that is gone."""
    nodes, flows = dict(process.nodes), dict(process.flows)
    for number in range(draw.randint(1, 3)):
        flow = flows[draw.choice(sorted(flows))]
        new = Node(f"new{number}", "person", process.nodes.get(flow.source, Node("", "")).level)
        if flow.source not in process.nodes:
            continue
        nodes[new.id] = new
        flows[flow.id] = replace(flow, target=new.id)
        flows[f"{flow.id}_{number}"] = Flow(f"{flow.id}_{number}", new.id, flow.target)
    if draw.random() < 0.3:
        people = [n for n in nodes.values() if n.kind == "person" and _stands_alone(process, n)]
        if people:
            gone = draw.choice(people)
            nodes[gone.id + "x"] = replace(nodes.pop(gone.id), id=gone.id + "x")
            ends = {gone.id: gone.id + "x"}
            flows = {
                f.id: replace(f, source=ends.get(f.source, f.source), target=ends.get(f.target, f.target))
                for f in flows.values()
            }
    return Process(nodes, flows)


def _stands_alone(process: Process, node: Node) -> bool:
    """Whether nothing else of the process names the node but its flows."""
    named = any(other.undo == node.id for other in process.nodes.values())
    return not (process.boundaries.get(node.id) or node.undo or node.undoes or named)


def act(engine: Engine, draw: Random) -> bool:
    """One random act. False when nothing can be done."""
    steps = engine.program.steps
    possible: list[tuple[str, str]] = []
    for token in engine.state.tokens.values():
        if token.at is At.ITEM:
            possible.append(("complete", token.node))
        elif token.at is At.EFFECT:
            possible.append(("effect", token.node))
        elif token.at in (At.EVENT, At.ARMED):
            waits = steps[token.node].waits
            kind, name = waits[0].kind, waits[0].name
            possible.append(("fire", token.node) if kind == "timer" else (kind, name))
    possible = [one for one in possible if one[0] in ("complete", "effect", "fire", "message", "signal")]
    if not possible:
        return False
    what, name = draw.choice(possible)
    engine.act(what, name, {draw.choice(VARIABLES): draw.randint(0, 3)} if what == "complete" else {})
    return True


def moved(engine: Engine, old: Definition, new: Definition) -> bool:
    """Move the engine's instance if it may, and hold that moving it back restores every byte."""
    if plan(old, new, engine.state, {}).verdict is not Verdict.MOVABLE:
        return False
    before = encode(engine.state)
    rename(engine.state, {})
    assert plan(new, old, engine.state, {}).verdict is Verdict.MOVABLE
    assert encode(engine.state) == before
    engine.program = compile_program(new)
    return True


def play(number: int) -> tuple[bool, bool, bool]:
    """Whether the instance still ran when it was looked at, was moved, and came to a new step or to its end."""
    draw = Random(f"{SEED}-{number}")
    process = drawn(draw, depth=2)
    later = changed(process, draw)
    engine = Engine(process, {name: draw.randint(0, 3) for name in VARIABLES}, "")
    for _ in range(draw.randint(0, 6)):
        act(engine, draw)
    if engine.state.ended or not engine.state.tokens:
        return False, False, False
    old, new = (read_definition(written(one)) for one in (process, later))
    if not moved(engine, old, new):
        return True, False, False
    engine.host.results |= {n.id: {} for n in later.nodes.values() if n.id not in process.nodes}
    reached = False
    for _ in range(ACTS):
        if engine.state.ended or not act(engine, draw):
            break
        assert {token.node for token in engine.state.tokens.values()} <= new.nodes.keys()
        reached = reached or any(token.node.startswith("new") for token in engine.state.tokens.values())
    return True, True, reached or engine.state.ended


def test_what_moves_goes_on_by_the_new_version() -> None:
    outcomes: list[Any] = [play(number) for number in range(PROCESSES)]
    ran, went, reached = (sum(outcome[place] for outcome in outcomes) for place in range(3))

    assert ran > PROCESSES / 3, outcomes
    assert went > ran / 2, (ran, went)
    assert reached > went / 2, (went, reached)


def test_a_step_that_is_gone_is_always_noticed() -> None:
    """An instance whose token stands where the new version has nothing is never called movable."""
    noticed = 0
    for number in range(PROCESSES):
        draw = Random(f"gone-{number}")
        process = drawn(draw, depth=2)
        engine = Engine(process, {name: draw.randint(0, 3) for name in VARIABLES}, "")
        standing = [t.node for t in engine.state.tokens.values() if t.at is At.ITEM]
        if not standing or not _stands_alone(process, process.nodes[standing[0]]):
            continue
        gone, fresh = standing[0], standing[0] + "x"
        ends = {gone: fresh}
        nodes = {ends.get(n.id, n.id): replace(n, id=ends.get(n.id, n.id)) for n in process.nodes.values()}
        flows = {
            f.id: replace(f, source=ends.get(f.source, f.source), target=ends.get(f.target, f.target))
            for f in process.flows.values()
        }
        old, new = (read_definition(written(one)) for one in (process, Process(nodes, flows)))
        assert plan(old, new, engine.state, {}).verdict is not Verdict.MOVABLE
        noticed += 1
    assert noticed > PROCESSES / 5
