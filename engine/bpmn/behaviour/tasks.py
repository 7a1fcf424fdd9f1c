"""Tasks: people, scripts, rules and operations. Everything that can fail comes before the first change."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.codec import clean
from engine.bpmn.due import Due
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.outcome import QUEUED
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.throwing import throw, throw_all
from engine.bpmn.watching import arm, due_of, watch
from engine.errors import BadValue


def user_task(run: Moves, token: Token, step: Step) -> None:
    """A person is asked for answers."""
    assignee = run.evaluator_of(token).actor(step.assignee) if step.assignee else ""
    watches = due_of(run, step.boundary, token)
    token.at = At.ITEM
    run.outcome.opened[token.key] = assignee
    run.log("ITEM_OPENED", token.node, token.key, {})
    watch(run, token, watches)


def script_task(run: Moves, token: Token, step: Step) -> None:
    """Variables are set at once."""
    for name, expression in step.script:
        run.put(name, run.evaluator_of(token).value(expression), token)
    run.leave(token)


def pass_through(run: Moves, token: Token, step: Step) -> None:
    """Nothing here does or tracks the work: an abstract task, or one done by hand outside the system."""
    run.leave(token)


def send_task(run: Moves, token: Token, step: Step) -> None:
    """Sends its message and goes on, or has an operation send something."""
    if step.node.operation:
        service_task(run, token, step)
    elif throw_all(run, token, step):
        run.leave(token)


def receive_task(run: Moves, token: Token, step: Step) -> None:
    """Waits for its message."""
    watches = due_of(run, step.boundary, token)
    token.at = At.EVENT
    arm(run, token, Due(None))
    watch(run, token, watches)


def rule_task(run: Moves, token: Token, step: Step) -> None:
    """A decision of a rule pack is asked for at once."""
    try:
        result = clean(run.host.decide(step.node, token.key, run.values(token)))
    except Failure as failure:
        _failed(run, token, failure)
        return
    except BadValue as bad:
        raise Failure("BAD_RESULT", str(bad)) from bad
    run.log("DECIDED", token.node, token.key, {"result": result})
    run.keep(step.node, result, token)
    run.leave(token)


def service_task(run: Moves, token: Token, step: Step) -> None:
    """An operation runs at once, or waits for the outbox."""
    inputs = {name: run.evaluator_of(token).value(expression) for name, expression in step.inputs}
    watches = due_of(run, step.boundary, token)
    try:
        result = run.host.operate(step.node, token.key, inputs, run.values(token))
        result = result if result is QUEUED else clean(result)
    except Failure as failure:
        _failed(run, token, failure)
        return
    except BadValue as bad:
        raise Failure("BAD_RESULT", str(bad)) from bad
    if result is QUEUED:
        token.at = At.EFFECT
        run.log("EFFECT_QUEUED", token.node, token.key, {})
        watch(run, token, watches)
        return
    run.log("OPERATED", token.node, token.key, {"result": result})
    run.keep(step.node, result, token)
    run.leave(token)


def _failed(run: Moves, token: Token, failure: Failure) -> None:
    """An operation or a decision failed: an error event that catches its code goes on from there, else it is an
    incident. Raises the failure in that case."""
    run.log("OPERATION_FAILED", token.node, token.key, {"code": failure.code, "text": failure.text})
    if not throw(run, "error", failure.code, token, own=True):
        raise failure


BEHAVIOUR: Mapping[str, Behaviour] = {
    "userTask": user_task,
    "scriptTask": script_task,
    "businessRuleTask": rule_task,
    "serviceTask": service_task,
    "sendTask": send_task,
    "receiveTask": receive_task,
    "task": pass_through,
    "manualTask": pass_through,
}
