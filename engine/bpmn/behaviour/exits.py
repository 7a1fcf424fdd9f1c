"""Which exits a node takes whose flows carry conditions."""

from __future__ import annotations

from engine.bpmn.behaviour.adhoc import one_done
from engine.bpmn.behaviour.data import give_out
from engine.bpmn.evaluator import Evaluator, Failure
from engine.bpmn.moves import Moves
from engine.bpmn.program import Exit, Step
from engine.bpmn.state import Token


def chosen(step: Step, evaluator: Evaluator) -> tuple[Exit, ...]:
    """All exits whose conditions hold and those without one; the default flow when no condition holds.

    Raises   Failure when there is none to take
    Source   BPMN 2.0.2, 13.3.1 (activities) and table 13.3 (inclusive gateway)
    """
    taken = tuple(e for e in step.exits if e.condition is None or evaluator.holds(e.condition))
    if step.default is not None and not any(e.condition for e in taken):
        taken += (step.default,) * step.node.gives
    if not taken and (step.exits or step.default):
        raise Failure("NO_FLOW", f"no condition of {step.node.id} holds and it has no default flow")
    return taken


def leave_by_choice(run: Moves, token: Token, step: Step) -> None:
    """The node is done: its conditions say where the token goes on. A gateway is done only when it has an exit."""
    if step.data is not None and "local" in (token.data or {}):
        give_out(run, token, step)
    exits = chosen(step, run.evaluator_of(token))
    if run.in_ad_hoc(token) and not step.joins:
        one_done(run, token, step, exits)
    elif step.joins:
        run.leave(token, exits)
    else:
        if run.program.undoing:
            run.remember(token)
        run.drop(token)
        run.follow(token, exits)
