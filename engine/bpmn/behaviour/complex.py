"""The complex gateway: goes on when its activation condition holds, then waits for the rest before it starts anew.

Source: BPMN 2.0.2, 10.6.5 and table 13.5. In the second phase only those exits get a token whose conditions speak of
`waitingForStart`: any other would send a second token after each first one.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from engine.bpmn.behaviour.exits import chosen
from engine.bpmn.evaluator import Evaluator
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Exit, Step
from engine.bpmn.state import At, Token

COUNT, PHASE = "activationCount", "waitingForStart"


def complex_gateway(run: Moves, token: Token, step: Step) -> None:
    """A token has come: without other entries it goes on at once, else when the condition lets it."""
    if not step.joins:
        run.leave(token, (*chosen(step, _evaluator(run, {PHASE: True})), *_second(run, step)))
        return
    token.at = At.JOIN
    activate(run, token.node, token.scope)


def activate(run: Moves, node: str, scope: int) -> None:
    """Go on when the gateway waits for its start and its condition holds. Raises Failure before anything changes."""
    step = run.program.steps[node]
    arrived, waiting_for = standing(run, node, scope)
    if waiting_for is not None or not arrived:
        return
    evaluator = _evaluator(run, {COUNT: len(arrived), PHASE: True})
    if step.activation is not None and not evaluator.holds(step.activation):
        return
    exits = chosen(step, evaluator)
    first, *others = arrived.values()
    for token in others:
        run.drop(token)
    run.new(node, scope, At.RESET).data = {"from": list(arrived)}
    run.leave(first, exits)


def standing(run: Moves, node: str, scope: int) -> tuple[dict[str, Token], Token | None]:
    """The first token on each entry that has one, and the token that stands for a gateway waiting for the rest."""
    arrived: dict[str, Token] = {}
    rest: Token | None = None
    for token in run.state.tokens.values():
        if token.node == node and token.scope == scope:
            if token.at is At.JOIN:
                arrived.setdefault(token.via, token)
            elif token.at is At.RESET:
                rest = token
    return arrived, rest


def reset(run: Moves, rest: Token) -> None:
    """Nothing more can come: use up what came late, and wait for the start again. Raises Failure before any change."""
    step = run.program.steps[rest.node]
    arrived, _ = standing(run, rest.node, rest.scope)
    used = set((rest.data or {}).get("from", ()))
    exits = _second(run, step)
    for flow, token in arrived.items():
        if flow not in used:
            run.drop(token)
    run.drop(rest)
    run.follow(rest, exits)
    activate(run, rest.node, rest.scope)


def _second(run: Moves, step: Step) -> tuple[Exit, ...]:
    evaluator = _evaluator(run, {PHASE: False})
    asking = (e for e in step.exits if e.condition is not None and PHASE in e.condition.variables)
    return tuple(e for e in asking if e.condition is not None and evaluator.holds(e.condition))


def _evaluator(run: Moves, more: Mapping[str, Any]) -> Evaluator:
    """The variables of the instance and what the gateway itself knows."""
    return Evaluator(ChainMap(dict(more), run.state.variables), run.host.now)


BEHAVIOUR: Mapping[str, Behaviour] = {"complexGateway": complex_gateway}
