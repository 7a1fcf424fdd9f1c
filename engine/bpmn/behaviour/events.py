"""Events that a token meets on its way; those that watch an activity are armed with it (engine.bpmn.moves)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.behaviour.compensation import cancel, compensate
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.throwing import throw_all
from engine.bpmn.watching import arm, due_of, watch


def start(run: Moves, token: Token, step: Step) -> None:
    """Goes on at once."""
    run.leave(token)


def catch(run: Moves, token: Token, step: Step) -> None:
    """Waits for its event: for one of its triggers, or for all of them."""
    if step.node.event == "link":
        run.leave(token)
        return
    watches = due_of(run, (token.node,), token)
    if len(watches) == 1:
        token.at = At.EVENT
        arm(run, token, watches[0][2])
        return
    token.at = At.ALL if step.node.all_of else At.CHOICE
    watch(run, token, watches)


def throw(run: Moves, token: Token, step: Step) -> None:
    """Throws what it throws and goes on."""
    if step.node.event == "compensate":
        compensate(run, token, step)
        return
    if throw_all(run, token, step):
        run.leave(token)


def end(run: Moves, token: Token, step: Step) -> None:
    """The branch is over; a terminate event ends its whole level."""
    if step.node.event in UNDOING:
        UNDOING[step.node.event](run, token, step)
        return
    if not throw_all(run, token, step):
        return
    run.log("ENDED", token.node, token.key, {})
    if any(trigger.kind == "terminate" for trigger in step.node.triggers):
        run.clear(token.scope, but=token)
    run.leave(token, ())


UNDOING: Mapping[str, Behaviour] = {"compensate": compensate, "cancel": cancel}
BEHAVIOUR: Mapping[str, Behaviour] = {
    "startEvent": start,
    "intermediateThrowEvent": throw,
    "intermediateCatchEvent": catch,
    "endEvent": end,
}
