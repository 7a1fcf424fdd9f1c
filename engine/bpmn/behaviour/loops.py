"""Activities that repeat: standard loops and multiple instances, one after the other or all at once.

Source: BPMN 2.0.2, 10.3.8 and 13.3.5-13.3.6. The token of the activity stays while its instances, tokens inside it,
run; boundary events belong to the whole activity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.bpmn.codec import clean
from engine.bpmn.evaluator import Failure
from engine.bpmn.looping import MAX_INSTANCES
from engine.bpmn.moves import Moves
from engine.bpmn.program import LoopStep, Step
from engine.bpmn.state import At, Token
from engine.bpmn.throwing import throw_beside
from engine.bpmn.watching import due_of, watch


def begin_loop(run: Moves, token: Token, step: Step) -> None:
    """A token has come to an activity that repeats."""
    loop = _loop(step)
    if loop.loop.kind == "standard":
        if loop.loop.test_before and not _again(run, token, loop, 0):
            run.leave(token)
            return
        items: Sequence[Any] = [None]
    else:
        items = _items(run, token, loop)
        if not items:
            _complete(run, token, loop)
            return
    watches = due_of(run, step.boundary, token)
    token.at = At.LOOP
    token.data = {**(token.data or {}), "done": 0, "fresh": 0, "all": len(items)}
    if loop.loop.kind == "sequential" and loop.collection is not None:
        token.data["items"] = list(items)
    watch(run, token, watches)
    for number, item in enumerate(items if loop.loop.kind == "parallel" else items[:1]):
        _spawn(run, token, loop, number + 1, item)


def go_on(run: Moves, token: Token, step: Step) -> None:
    """One instance is done: another one begins, or the activity is over. Fails before anything changes."""
    loop, data = _loop(step), token.data or {}
    if not data["fresh"]:
        return
    done = data["done"] + 1
    if loop.loop.kind == "standard":
        again = _again(run, token, loop, done)
        data |= {"done": done, "fresh": data["fresh"] - 1}
        if again:
            _spawn(run, token, loop, done + 1, None)
        else:
            _complete(run, token, loop)
        return
    counters = _counters(run, token, done)
    evaluator = run.evaluator_of(token, counters)
    enough = loop.condition is not None and evaluator.holds(loop.condition)
    held = [triggers for condition, triggers in loop.complex if evaluator.holds(condition)]
    data |= {"done": done, "fresh": data["fresh"] - 1}
    thrown = [*loop.loop.events] if loop.loop.behavior == "None" or done == 1 else []
    throw_beside(run, token, [*thrown, *(trigger for triggers in held for trigger in triggers)])
    if token.key not in run.state.tokens:
        return
    if enough or held or done == data["all"]:
        _complete(run, token, loop)
    elif loop.loop.kind == "sequential":
        items = data.get("items")
        _spawn(run, token, loop, done + 1, items[done] if items else None)
    elif data["fresh"]:
        run.ready.appendleft(token)


def _loop(step: Step) -> LoopStep:
    assert step.loop is not None, "only a repeating activity comes here"
    return step.loop


def _again(run: Moves, token: Token, loop: LoopStep, done: int) -> bool:
    """Whether a standard loop makes another round."""
    if loop.loop.maximum is not None and done >= loop.loop.maximum:
        return False
    return loop.condition is None or run.evaluator_of(token, {"loopCounter": done}).holds(loop.condition)


def _items(run: Moves, token: Token, loop: LoopStep) -> Sequence[Any]:
    """What the instances get, one entry each. Raises Failure when there is no number or list of them."""
    evaluator = run.evaluator_of(token)
    if loop.cardinality is not None:
        number = evaluator.value(loop.cardinality)
        if isinstance(number, bool) or not isinstance(number, (int, Decimal)) or number != int(number):
            raise Failure("BAD_CARDINALITY", f"{loop.cardinality.text} gives no whole number")
        if not 0 <= number <= MAX_INSTANCES:
            raise Failure("BAD_CARDINALITY", f"{loop.cardinality.text} gives {number}, not 0 to {MAX_INSTANCES}")
        return [None] * int(number)
    found = evaluator.value(loop.collection) if loop.collection is not None else None
    if not isinstance(found, list) or len(found) > MAX_INSTANCES:
        raise Failure("BAD_COLLECTION", f"{loop.loop.collection} is no list of at most {MAX_INSTANCES} entries")
    return found


def _spawn(run: Moves, whole: Token, loop: LoopStep, number: int, item: Any) -> None:
    local: dict[str, Any] = {"loopCounter": number}
    if loop.loop.item is not None:
        local |= {name: clean(item) for name in (loop.loop.item, *loop.loop.aliases)}
    if loop.loop.output_item is not None:
        local.setdefault(loop.loop.output_item, None)
    inner = run.new(whole.node, whole.key)
    inner.data = {"local": local}
    run.ready.append(inner)


def _counters(run: Moves, token: Token, done: int) -> Mapping[str, Any]:
    """The attributes of the activity as the standard names them (table 10.31)."""
    return {
        "loopCounter": done,
        "numberOfInstances": (token.data or {})["all"],
        "numberOfActiveInstances": run.live(token.key),
        "numberOfCompletedInstances": done,
        "numberOfTerminatedInstances": 0,
    }


def _complete(run: Moves, token: Token, loop: LoopStep) -> None:
    """What still runs is cancelled, the results become one list, and the activity is done."""
    run.clear(token.key)
    if loop.loop.output is not None:
        out = (token.data or {}).get("out", {})
        run.put(loop.loop.output, [out[number] for number in sorted(out, key=int)], token)
    token.data = {key: value for key, value in (token.data or {}).items() if key == "local"} or None
    run.leave(token)
