"""Compensation and cancel: what was done is undone by its handlers, the last thing first.

Source: BPMN 2.0.2, 10.6.1, 10.7 and 13.5.5. Handlers run one after the other; each activity is compensated once. A
sub-process without a handler of its own is compensated by compensating what was done inside it.
"""

from __future__ import annotations

from engine.bpmn.moves import Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token


def compensate(run: Moves, token: Token, step: Step) -> None:
    """A throw or end event asks for compensation of one activity of its level, or of all of them."""
    trigger = step.node.triggers[0]
    run.log("COMPENSATION_THROWN", token.node, token.key, {"activity": trigger.name})
    queue = _done(run, _level(run, token), trigger.name)
    if trigger.waits:
        _begin(run, token, queue)
        return
    if queue:
        _begin(run, run.new(token.node, token.scope), queue, alone=True)
    _over(run, token, step)


def cancel(run: Moves, token: Token, step: Step) -> None:
    """A transaction is cancelled: what runs ends, what was done is compensated, then its boundary event happens."""
    run.log("CANCEL_THROWN", token.node, token.key, {})
    for other in [t for t in run.state.tokens.values() if t.scope == token.scope]:
        if other is not token and other.at is not At.DONE and other.key in run.state.tokens:
            run.remove(other)
    _begin(run, token, _done(run, token.scope, ""))


def next_one(run: Moves, token: Token, step: Step) -> None:
    """The handler before is done: the next one runs, or the thrower goes on."""
    data = token.data or {}
    while data["queue"]:
        done = run.state.tokens.get(data["queue"].pop(0))
        if done is None:
            continue
        handler = run.program.undoing.get(done.node)
        if handler is None:
            data["queue"] = [*_done(run, done.key, ""), *data["queue"]]
            for inner in [t for t in run.state.tokens.values() if t.scope == done.key]:
                inner.scope = done.scope
            run.drop(done)
            continue
        _run_handler(run, token, done, handler)
        return
    token.data = None
    if data.get("alone"):
        run.drop(token)
        run.follow(token, ())
    elif step.node.event == "cancel":
        _leave_transaction(run, token)
    else:
        token.at = At.READY
        _over(run, token, step)


def _level(run: Moves, token: Token) -> int:
    """Whose activities a compensation means: inside an event sub-process those of the level that it belongs to."""
    scope = token.scope
    while scope and run.program.steps[run.state.tokens[scope].node].node.by_event:
        handler = run.state.tokens[scope]
        scope = (handler.data or {}).get("of", handler.scope)
        if (handler.data or {}).get("of"):
            break
    return scope


def _done(run: Moves, scope: int, activity: str) -> list[int]:
    """What was done on a level, the last first; only one activity when it is named."""
    found = [t for t in run.state.tokens.values() if t.scope == scope and t.at is At.DONE]
    return [t.key for t in reversed(found) if activity in ("", t.node)]


def _begin(run: Moves, token: Token, queue: list[int], *, alone: bool = False) -> None:
    token.at = At.UNDOING
    token.data = {"queue": queue, **({"alone": True} if alone else {})}
    run.ready.append(token)


def _run_handler(run: Moves, token: Token, done: Token, handler: str) -> None:
    run.log("COMPENSATED", done.node, done.key, {})
    start = run.program.steps[handler].node
    if start.kind != "startEvent":
        run.remove(done)
        run.enter(handler, token.key)
        return
    inside = run.new(start.parent or "", token.key, At.INSIDE)
    inside.data = {"of": done.key}
    done.at = At.DONE
    run.enter(handler, inside.key)


def _over(run: Moves, token: Token, step: Step) -> None:
    if step.node.kind == "endEvent":
        run.log("ENDED", token.node, token.key, {})
    run.leave(token, () if step.node.kind == "endEvent" else None)


def _leave_transaction(run: Moves, token: Token) -> None:
    """Everything of the transaction is gone, and the cancel event at its boundary happens."""
    host = run.state.tokens[token.scope]
    while run.repeats(host):
        host = run.state.tokens[host.scope]
    boundary = next(event for event in run.step_of(host).catches if run.program.steps[event].node.event == "cancel")
    happened = run.new(boundary, host.scope)
    run.remove(host)
    run.leave(happened)
