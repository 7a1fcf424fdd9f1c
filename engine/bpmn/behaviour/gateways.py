"""Gateways: where a token goes, and where it waits for others."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.behaviour.exits import chosen
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.watching import due_of, watch


def exclusive(run: Moves, token: Token, step: Step) -> None:
    """The first exit whose condition holds."""
    for leaving in step.exits:
        if leaving.condition is None or run.evaluator_of(token).holds(leaving.condition):
            run.leave(token, (leaving,))
            return
    if step.default is None:
        raise Failure("NO_FLOW", f"no condition of {token.node} holds and it has no default flow")
    run.leave(token, (step.default,))


def parallel(run: Moves, token: Token, step: Step) -> None:
    """Waits for a token on every entry, then takes every exit."""
    if not step.joins:
        run.leave(token)
        return
    token.at = At.JOIN
    arrived: dict[str, Token] = {}
    for other in run.state.tokens.values():
        if other.at is At.JOIN and other.node == token.node and other.scope == token.scope:
            arrived.setdefault(other.via, other)
    if len(arrived) == len(step.joins):
        last = arrived[token.via]
        for other in arrived.values():
            if other is not last:
                run.drop(other)
        run.leave(last)


def inclusive(run: Moves, token: Token, step: Step) -> None:
    """Every exit whose condition holds; with several entries it first waits for what may still come."""
    if step.joins:
        token.at = At.JOIN  # engine.bpmn.behaviour.late lets it go on
    else:
        run.leave(token, chosen(step, run.evaluator_of(token)))


def choice(run: Moves, token: Token, step: Step) -> None:
    """Whichever of the next events comes first decides; one that waits for all of them lets them all begin."""
    if step.node.all_targets:
        run.leave(token)
        return
    watches = due_of(run, (leaving.target for leaving in step.exits), token)
    token.at = At.CHOICE
    watch(run, token, watches)


BEHAVIOUR: Mapping[str, Behaviour] = {
    "exclusiveGateway": exclusive,
    "parallelGateway": parallel,
    "inclusiveGateway": inclusive,
    "eventBasedGateway": choice,
}
