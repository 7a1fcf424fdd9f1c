"""Events that a token meets on its way; those that watch an activity are armed with it (engine.bpmn.moves)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.due import due
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token


def start(run: Moves, token: Token, step: Step) -> None:
    """Goes on at once."""
    run.leave(token)


def catch(run: Moves, token: Token, step: Step) -> None:
    """Waits for its event."""
    moment = due(step, run.evaluator, run.host)
    token.at = At.EVENT
    run.arm(token, step, moment)


def throw(run: Moves, token: Token, step: Step) -> None:
    """Throws its signal and goes on."""
    if run.send(token, step):
        run.leave(token)


def end(run: Moves, token: Token, step: Step) -> None:
    """The branch is over; a terminate event ends its whole level."""
    if not run.send(token, step):
        return
    run.log("ENDED", token.node, token.key, {})
    if step.node.event == "terminate":
        for other in list(run.state.tokens.values()):
            if other.scope == token.scope and other is not token and other.key in run.state.tokens:
                run.remove(other)
    run.leave(token, ())


BEHAVIOUR: Mapping[str, Behaviour] = {
    "startEvent": start,
    "intermediateThrowEvent": throw,
    "intermediateCatchEvent": catch,
    "endEvent": end,
}
