"""What a node throws: signals to whoever waits, errors and escalations outward to the nearest that catches them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.bpmn.moves import WHOLE, Moves
from engine.bpmn.nodes import Trigger
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.watching import handle, listeners, reach, wait_of


def throw_all(run: Moves, token: Token, step: Step) -> bool:
    """Throw every trigger of a node, in file order.

    Returns  whether the token is still there: what it threw may have interrupted the branch that it is on
    """
    for trigger in step.node.triggers:
        THROW[trigger.kind](run, token, step, trigger)
        if token.key not in run.state.tokens:
            return False
    return True


def throw(run: Moves, kind: str, code: str, token: Token, *, own: bool = False) -> bool:
    """Give an error or an escalation to the nearest handler around a token.

    kind, code  "error" or "escalation"; handlers of this code come before those of any code
    own         whether the activity of the token itself failed, so that its own boundary events come first
    Returns     whether it was caught
    Source      BPMN 2.0.2, 10.5.7 and 13.5: the event sub-processes of the innermost level, then the boundary events
                of the activity that holds it, and so outward
    """
    inner = token
    while True:
        if own:
            boundary = _on_boundary(run, inner, kind, code)
            if boundary is not None:
                happened = run.new(boundary.node.id, inner.scope)
                if boundary.node.interrupting:
                    run.remove(inner)
                run.leave(happened)
                return True
        armed = _armed(run, inner.scope, kind, code)
        if armed is not None:
            handle(run, armed, run.program.steps[armed.node])
            return True
        if not inner.scope:
            return False
        inner, own = run.state.tokens[inner.scope], True


def throw_beside(run: Moves, host: Token, triggers: Sequence[Trigger]) -> None:
    """Events of a repeating activity while it runs: its boundary events hear them and do not interrupt it.

    Source: BPMN 2.0.2, table 10.30: such events are there to be caught at the boundary of the activity.
    """
    step = run.program.steps[host.node]
    for trigger in triggers:
        heard = [
            event
            for event in (*step.boundary, *step.catches)
            if any(
                t.kind == trigger.kind and t.name in (trigger.name, "") for t in run.program.steps[event].node.triggers
            )
        ]
        for event in dict.fromkeys(heard):
            run.leave(run.new(event, host.scope))
        if trigger.kind == "signal":
            others = [t for t in listeners(run, "signal", trigger.name) if t.host != host.key]
            tokens = [other.key for other in others]
            run.log("SIGNAL_THROWN", host.node, host.key, {"name": trigger.name, "payload": {}, "tokens": tokens})
            run.host.signal(trigger.name, {}, host.key)
            reach(run, others, trigger.name, {})
        elif not heard:
            THROW[trigger.kind](run, host, step, trigger)
        if host.key not in run.state.tokens:
            return


def _on_boundary(run: Moves, host: Token, kind: str, code: str) -> Step | None:
    steps = [run.program.steps[event] for event in run.step_of(host).catches]
    fitting = [(step, t.name) for step in steps for t in step.node.triggers if t.kind == kind and t.name in (code, "")]
    return max(fitting, key=lambda found: bool(found[1]), default=(None, ""))[0]


def _armed(run: Moves, scope: int, kind: str, code: str) -> Token | None:
    if (run.state.tokens[scope].node if scope else "") not in run.program.handlers:
        return None
    fitting = []
    for token in run.state.tokens.values():
        if token.scope == scope and token.at is At.ARMED and token.via != WHOLE:
            wait = wait_of(run, token)
            if wait.kind == kind and wait.name in (code, ""):
                fitting.append((token, wait.name))
    return max(fitting, key=lambda found: bool(found[1]), default=(None, ""))[0]


def _payload(run: Moves, token: Token, step: Step) -> dict[str, Any]:
    """What goes with a message or a signal: our own inputs, and the data inputs of the event."""
    payload = {key: run.evaluator_of(token).value(expression) for key, expression in step.inputs}
    seen = run.values(token)
    return payload | {name: seen.get(name) for name in (step.node.data.inputs if step.node.data else ())}


def _signal(run: Moves, token: Token, step: Step, trigger: Trigger) -> None:
    """Here at once, to other instances after commit."""
    payload = _payload(run, token, step)
    waiting = listeners(run, "signal", trigger.name)
    heard = [other.key for other in waiting]
    run.log("SIGNAL_THROWN", token.node, token.key, {"name": trigger.name, "payload": payload, "tokens": heard})
    run.host.signal(trigger.name, payload, token.key)
    reach(run, waiting, trigger.name, payload)


def _message(run: Moves, token: Token, step: Step, trigger: Trigger) -> None:
    """To whoever waits for it or begins with it, after commit; never to the instance itself."""
    payload = _payload(run, token, step)
    run.log("MESSAGE_SENT", token.node, token.key, {"name": trigger.name, "payload": payload})
    run.host.send(step.node, trigger.name, payload, token.key)


def _error(run: Moves, token: Token, step: Step, trigger: Trigger) -> None:
    """Everything it is caught around ends; uncaught, the instance fails."""
    run.log("ERROR_THROWN", token.node, token.key, {"code": trigger.name})
    if not throw(run, "error", trigger.name, token):
        run.crash(token, trigger.name)


def _escalation(run: Moves, token: Token, step: Step, trigger: Trigger) -> None:
    """Uncaught, it goes on at the caller of this process, if there is one."""
    run.log("ESCALATION_THROWN", token.node, token.key, {"code": trigger.name})
    if not throw(run, "escalation", trigger.name, token):
        run.answer("ESCALATED", trigger.name)


def _nothing(run: Moves, token: Token, step: Step, trigger: Trigger) -> None:
    """A link is an exit, a terminate event ends its level when its token arrives: neither is thrown."""


THROW: Mapping[str, Callable[[Moves, Token, Step, Trigger], None]] = {
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
    "link": _nothing,
    "terminate": _nothing,
}
