"""The findings of the verifier played by the oracle: does a counter-example lead where it says, is a sound level sound?

The verifier looks at one level at a time and takes every condition and event for a free choice. So a level is played
alone: whatever takes time is a person, every event has a message of its own, every condition a variable of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import product
from random import Random

from tests.oracle.model import Event, Guard, Node, Process
from tests.oracle.tokens import Oracle

PEOPLE = frozenset({"person", "script", "service", "receive", "sub", "throw"})


def alone(process: Process, level: str, clearing: Iterable[str]) -> Process:
    """A level as a process without data. `clearing` are the nodes after which nothing of the level is left."""
    nodes = {
        n.id: _free(n, n.id in clearing)
        for n in process.nodes.values()
        if n.level == level and n.kind != "handler" and not n.undoes
    }
    flows = {f.id: f for f in process.flows.values() if f.source in nodes and f.source not in clearing}
    return Process(nodes, {f.id: replace(f, guard=Guard(f.id, "=", 1) if f.guard else None) for f in flows.values()})


def _free(node: Node, clears: bool) -> Node:
    link = node.event is not None and node.event.kind == "link"
    if clears:
        return Node(node.id, "end", event=Event("terminate"))
    if node.kind in PEOPLE and not link:
        return Node(node.id, "person", default=node.default)
    event = node.event
    if node.kind in ("catch", "boundary") and not link:
        event = Event("message", node.id)
    elif not link:
        event = None
    return replace(node, level="", event=event, interrupting=node.interrupting if node.kind == "boundary" else True)


def plays(process: Process, path: Sequence[str]) -> list[Oracle]:
    """Every state that the path can lead to, whatever is chosen at its gateways."""
    states = [_begun(process, at) for at in _starts(process)]
    for word in path:
        after: dict[object, Oracle] = {}
        for state in states:
            for following in _done(state, process.nodes[word]):
                after.setdefault(following.seen(), following)
        states = list(after.values())
    return states


def _starts(process: Process) -> list[str]:
    """Start events that may happen; "" where nothing but the level itself begins."""
    return [n.id for n in process.nodes.values() if n.kind == "start"] or [""]


def _begun(process: Process, at: str) -> Oracle:
    return Oracle(process, dict.fromkeys(process.flows, 0), at)


def stuck(state: Oracle) -> bool:
    """Nothing can move, nothing is waited for, and yet it has not ended."""
    return not state.ended and not state.moves() and not state.acts()


def walk(process: Process, draw: Random, steps: int, begun: Oracle | None = None) -> Oracle:
    """Where a walk with free choices comes to, from the start or from a state."""
    state = deepcopy(begun) or _begun(process, draw.choice(_starts(process)))
    for _ in range(steps):
        state.variables = {name: draw.randint(0, 1) for name in state.variables}
        moves, acts = state.moves(), [a for a in state.acts() if a[0] != "retry"]
        failed = [a for a in state.acts() if a[0] == "retry"]
        if moves and (not acts or draw.random() < 0.7):
            state.take(draw.choice(moves))
        elif acts or failed:
            state.act(*draw.choice(acts or failed), {})
        else:
            break
        if len(state.top.tokens) > 40:
            break
    return state


def _done(state: Oracle, node: Node) -> list[Oracle]:
    """What follows when a node is done now, for every choice that its conditions leave; nothing when it cannot be."""
    found: list[Oracle] = []
    guards = [f for f in state.process.out[node.id] if f.guard]
    for values in product((0, 1), repeat=len(guards)):
        twin = deepcopy(state)
        twin.variables.update({f.id: value for f, value in zip(guards, values, strict=True)})
        if node.kind == "boundary":
            _enter(twin, node.host)
        entered = _enter(twin, node.id)
        waits = node.kind in ("person", "boundary") or (node.event is not None and node.event.kind == "message")
        if not (_answer(twin, node) if waits else entered):
            continue
        if not any(lasting.at in ("failed", "stuck") for lasting in twin.top.lasting):
            found.append(twin)
    return found


def _enter(state: Oracle, node: str) -> bool:
    """Let a token at a node move."""
    for move in state.moves():
        if move[0] == "gateway" and move[2].id == node or move[0] == "token" and move[2].node == node:
            state.take(move)
            return True
    return False


def _answer(state: Oracle, node: Node) -> bool:
    act = ("complete", node.id) if node.kind == "person" else ("message", node.id)
    if act not in state.acts():
        return False
    return state.act(*act, {})
