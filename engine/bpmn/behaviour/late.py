"""Gateways that wait for every token that may still come: inclusive joins, and complex gateways on their way back.

They depend on tokens anywhere on their level, so they are looked at when nothing else moves any more.
Source: BPMN 2.0.2, tables 13.3 and 13.5.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.behaviour import complex as complex_
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Moves
from engine.bpmn.state import At, Token


def settle(run: Moves) -> bool:
    """Let each waiting gateway go on for which nothing more can come. Returns whether one did."""
    moved = False
    places = {(t.node, t.scope): None for t in run.state.tokens.values() if _waits(run, t)}
    for node, scope in places:
        if scope and scope not in run.state.tokens:
            continue
        arrived, rest = complex_.standing(run, node, scope)
        if run.program.steps[node].node.kind == "inclusiveGateway":
            if arrived and not _expects(run, node, scope, arrived):
                _merge(run, list(arrived.values()))
                moved = True
        elif rest is not None and not _expects(run, node, scope, {*arrived, *(rest.data or {})["from"]}):
            try:
                complex_.reset(run, rest)
                moved = True
            except Failure as failure:
                run.fail(rest, failure)
    return moved


def _waits(run: Moves, token: Token) -> bool:
    return token.node in run.program.late and token.at in (At.JOIN, At.RESET)


def _expects(run: Moves, node: str, scope: int, filled: Iterable[str]) -> bool:
    """Whether a token of the level can still reach an empty entry of the gateway, and none of the filled ones."""
    step = run.program.steps[node]
    there = frozenset(filled)
    empty = frozenset(step.joins) - there
    if not empty:
        return False
    for token in run.state.tokens.values():
        if token.scope != scope or token.host or token.at in (At.ARMED, At.RESET, At.DONE):
            continue
        if token.node == node and token.at is At.JOIN:
            continue
        entries = step.reach.get(token.node)
        if entries and entries & empty and not entries & there:
            return True
    return False


def _merge(run: Moves, arrived: list[Token]) -> None:
    """One token goes on for those of all entries."""
    for token in arrived[1:]:
        run.drop(token)
    run.choose(arrived[0])
