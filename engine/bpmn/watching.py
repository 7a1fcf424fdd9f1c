"""Events that are waited for: arming them, what happens when one comes, and which tokens listen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.bpmn.due import Due, due, following
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import WHOLE, Moves
from engine.bpmn.program import HEARD, THROWN, Step, Wait
from engine.bpmn.state import At, Token

Watches = list[tuple[str, str, Due]]  # event, index of its trigger, when it fires by itself


def due_of(run: Moves, event_ids: Iterable[str], token: Token | None = None) -> Watches:
    """Triggers of events with the moment of each, in the eyes of `token`. Can fail, so it is asked first."""
    evaluator = run.evaluator if token is None else run.evaluator_of(token)
    found: Watches = []
    for event in event_ids:
        for index, wait in enumerate(run.program.steps[event].waits):
            if wait.kind not in THROWN:
                found.append((event, str(index) if index else "", due(wait, evaluator, run.host)))
    return found


def watch(run: Moves, host: Token, watches: Watches) -> None:
    """Arm the events that may end or accompany what `host` does."""
    whole: dict[str, int] = {}
    for event, index, when in watches:
        keeper = host.key
        if run.program.steps[event].node.all_of and host.node != event:
            if event not in whole:
                whole[event] = run.new(event, host.scope, At.ALL, host.key).key
            keeper = whole[event]
        arm(run, run.new(event, host.scope, At.EVENT, keeper, index), when)


def open_level(run: Moves, level: str, scope: int) -> None:
    """Arm the event sub-processes of a level. Raises Failure before anything changes."""
    starts = run.program.handlers[level]
    timed = {(event, index): when for event, index, when in due_of(run, starts)}
    for event in starts:
        step = run.program.steps[event]
        keeper = run.new(event, scope, At.ARMED, via=WHOLE).key if step.node.all_of else 0
        for number, _ in enumerate(step.waits):
            index = str(number) if number else ""
            token = run.new(event, scope, At.EVENT if keeper else At.ARMED, keeper, index)
            arm(run, token, timed.get((event, index), Due(None)))


def arm(run: Moves, token: Token, when: Due) -> None:
    """Tell the outside what a waiting token waits for."""
    wait = wait_of(run, token)
    if when.moment is not None:
        run.outcome.timers[token.key] = when.moment
        token.data = when.stored
    if wait.kind in HEARD:
        run.outcome.listening[token.key] = (wait.kind, wait.name)
    if wait.kind == "conditional":
        run.changed = True


def wait_of(run: Moves, token: Token) -> Wait:
    """The trigger that a token waits for."""
    return run.program.steps[token.node].waits[int(token.via or 0)]


def listeners(run: Moves, kind: str, name: str) -> list[Token]:
    """Tokens that wait for an event of this kind and name."""
    found = []
    for token in run.state.tokens.values():
        if token.at in (At.EVENT, At.ARMED) and token.via != WHOLE:
            wait = wait_of(run, token)
            if wait.kind == kind and wait.name == name:
                found.append(token)
    return found


def reach(run: Moves, waiting: Sequence[Token], name: str, payload: Mapping[str, Any]) -> None:
    """Let every waiting token have its event, and keep what came with it."""
    if payload and waiting:
        run.put(name.replace("-", "_"), dict(payload))
    for token in waiting:
        if token.key in run.state.tokens:
            receive(run, token, payload)
            occur(run, token)


def receive(run: Moves, token: Token, payload: Mapping[str, Any]) -> None:
    """What came with a message or a signal becomes the outputs of the event: by name, else all of it."""
    receives = run.program.steps[token.node].receives
    outside = run.state.tokens.get(token.scope)
    for output, target in receives:
        if output in payload:
            run.put(target, payload[output], outside)
        elif len({name for name, _ in receives}) == 1 and payload:
            run.put(target, next(iter(payload.values())) if len(payload) == 1 else dict(payload), outside)


def occur(run: Moves, token: Token) -> None:
    """What an EVENT or ARMED token waits for has come."""
    step = run.program.steps[token.node]
    if token.at is At.ARMED:
        handle(run, token, step)
        return
    if not token.host:  # an intermediate event of its own
        run.disarm(token)
        run.leave(token)
        return
    host = run.state.tokens[token.host]
    if host.at is At.ALL or host.at is At.ARMED:
        _one_of_all(run, token, host, step)
    elif host.at is At.CHOICE:
        run.remove(host)
        passed(run, token, step)
    else:
        _beside(run, token, host, step)


def passed(run: Moves, token: Token, step: Step) -> None:
    """Go on behind an event whose token is gone."""
    if step.node.notifications:
        run.host.notify(step.node, token.key, run.values(token))
    run.follow(token, step.exits)


def _one_of_all(run: Moves, token: Token, whole: Token, step: Step) -> None:
    """One trigger of an event that waits for all of them: the last one lets it happen."""
    run.disarm(token)
    run.drop(token)
    if any(other.host == whole.key for other in run.state.tokens.values()):
        return
    if whole.at is At.ARMED:
        handle(run, whole, step)
    elif not whole.host:
        run.leave(whole)
    else:
        _beside(run, whole, run.state.tokens[whole.host], step)


def _beside(run: Moves, token: Token, host: Token, step: Step) -> None:
    """A boundary event of `host` happens."""
    if step.node.interrupting:
        run.remove(host)
    else:
        again(run, token)
    passed(run, token, step)


def handle(run: Moves, token: Token, step: Step) -> None:
    """The start event of an event sub-process happens: its inside begins, instead of its level or beside it."""
    level = step.node.parent or ""
    if step.node.interrupting:
        run.stop(token.scope)
    else:
        again(run, token)
    inside = run.new(level, token.scope, At.INSIDE)
    run.hold(inside)
    run.enter(token.node, inside.key)
    if level in run.program.handlers:
        run.ready[-1].data = {"opens": level}


def again(run: Moves, token: Token) -> None:
    """A non-interrupting event has happened: it waits for the next time where there can be one."""
    if token.via == WHOLE or token.at is At.ALL:
        _all_again(run, token)
        return
    wait = wait_of(run, token)
    if wait.kind == "conditional":
        token.data = {"held": True}
    if wait.kind != "timer":
        return
    repeat = (token.data or {}).get("repeat")
    when = following(repeat) if repeat else None
    run.disarm(token)
    run.drop(token)
    if when is not None:
        arm(run, run.new(token.node, token.scope, token.at, token.host, token.via), when)


def _all_again(run: Moves, token: Token) -> None:
    """All triggers are waited for again. One that can come only once makes it the last time."""
    step = run.program.steps[token.node]
    if any(wait.kind == "timer" for wait in step.waits):
        run.drop(token)
        return
    for number, _ in enumerate(step.waits):
        arm(run, run.new(token.node, token.scope, At.EVENT, token.key, str(number) if number else ""), Due(None))


def look_at_conditions(run: Moves) -> None:
    """Let every event happen whose condition has become true since it was last looked at.

    Source: BPMN 2.0.2, table 10.88: a condition must have been false before it lets its event happen once more.
    """
    run.changed = False
    for token in list(run.state.tokens.values()):
        if token.node not in run.program.conditional or token.at not in (At.EVENT, At.ARMED) or token.via == WHOLE:
            continue
        wait = wait_of(run, token)
        if wait.kind != "conditional" or token.key not in run.state.tokens:
            continue
        try:
            assert wait.expression is not None, "a condition was written"
            holds = run.evaluator_of(token).holds(wait.expression)
        except Failure as failure:
            run.fail(token, failure)
            continue
        held = bool(token.data)
        if holds and not held:
            occur(run, token)
        elif held and not holds:
            token.data = None
