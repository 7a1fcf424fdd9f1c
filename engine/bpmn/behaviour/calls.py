"""Call activities: another process runs as an instance of its own, and its caller waits for it.

Source: BPMN 2.0.2, 10.3.6 and 13.3.5. Only what is mapped goes in and comes out. An error or an escalation that the
called process does not catch goes on at the caller; a caller that is interrupted cancels what it called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.evaluator import Evaluator, Failure
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.throwing import throw
from engine.bpmn.watching import due_of, watch


def call(run: Moves, token: Token, step: Step) -> None:
    """The called process begins after commit."""
    evaluator = run.evaluator_of(token)
    given = {name: evaluator.value(expression) for name, expression in step.inputs}
    if step.node.data is not None:
        given |= {name: run.values(token)[name] for name in step.node.data.inputs}
    moment = evaluator.moment(step.binding_date) if step.binding_date else None
    watches = due_of(run, step.boundary, token)
    child = run.host.call(step.node, token.key, moment, given)
    run.log("CALLED", token.node, token.key, {"result": child})
    token.at = At.CALL
    token.data = {**(token.data or {}), "child": child}
    watch(run, token, watches)


def answered(run: Moves, token: Token, kind: str, code: str, variables: Mapping[str, Any]) -> None:
    """The called process says what became of it. Raises Failure when what it leaves cannot be read."""
    if kind == "ESCALATED":
        throw(run, "escalation", code, token, own=True)
        return
    token.data = {name: value for name, value in (token.data or {}).items() if name != "child"} or None
    if kind == "COMPLETED":
        evaluator = Evaluator(variables, run.host.now)
        step = run.step_of(token)
        left = [(name, evaluator.value(expression)) for name, expression in step.outputs]
        left += [(name, variables.get(name)) for name in step.node.data.outputs] if step.node.data else []
        for name, value in left:
            run.put(name, value, token)
        run.leave(token)
    elif kind == "FAILED":
        if not throw(run, "error", code, token, own=True):
            run.crash(token, code)
    else:
        raise Failure("CALL_CANCELLED", "the called process was cancelled")


BEHAVIOUR: Mapping[str, Behaviour] = {"callActivity": call}
