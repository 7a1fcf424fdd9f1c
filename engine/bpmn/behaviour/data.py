"""What activities take in before they begin and give out when they are over.

Source: BPMN 2.0.2, 10.4.2: an activity begins when one of its input sets is complete and waits until then; when it is
over, one of its output sets must be complete.
"""

from __future__ import annotations

from typing import Any

from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Moves
from engine.bpmn.program import DataStep, Step
from engine.bpmn.state import At, Token


def take_in(run: Moves, token: Token, data: DataStep) -> bool:
    """Fill the variables of an activity's own. Returns whether it can begin; else it waits for what it needs."""
    token.data = {key: value for key, value in (token.data or {}).items() if key != "local"} or None
    own = _filled(run, token, data)
    if own is None:
        token.at = At.DATA
        return False
    token.data = {**(token.data or {}), "local": own}
    return True


def give_out(run: Moves, token: Token, step: Step) -> None:
    """Put outside what the activity gives out; its own variables are gone then. Fails before anything changes."""
    data = step.data
    assert data is not None, "only an activity with data comes here"
    own = (token.data or {}).get("local", {})
    leaves = data.carried.leaves
    if leaves and not any(all(own.get(name) is not None for name in names) for names in leaves):
        raise Failure("NO_OUTPUT", f"{token.node} is over without {', '.join(sorted(leaves[0]))}")
    evaluator = run.evaluator_of(token)
    found = [
        (transfer, evaluator.value(expression))
        for transfer, expression in data.gives
        if not transfer.sources or any(own.get(name) is not None for name in transfer.sources)
    ]
    outside = run.state.tokens.get(token.scope)
    for transfer, value in found:
        if transfer.field:
            before = (run.values(outside) if outside else run.state.variables).get(transfer.target)
            value = {**(before if isinstance(before, dict) else {}), transfer.field: value}
        run.put(transfer.target, value, outside)
    token.data = None


def wake(run: Moves) -> bool:
    """Let every activity begin that waited for data which is there now. Returns whether there was one."""
    woken = False
    for token in list(run.state.tokens.values()):
        data = run.program.steps[token.node].data
        if token.at is not At.DATA or data is None:
            continue
        try:
            ready = _filled(run, token, data) is not None
        except Failure as failure:
            run.fail(token, failure)
            continue
        if ready:
            token.at = At.READY
            run.ready.append(token)
            woken = True
    return woken


def _filled(run: Moves, token: Token, data: DataStep) -> dict[str, Any] | None:
    """The activity's own variables; None while no input set is complete."""
    own: dict[str, Any] = dict.fromkeys(data.carried.names)
    evaluator = run.evaluator_of(token)
    for transfer, expression in data.takes:
        value = evaluator.value(expression)
        if transfer.field:
            before = own[transfer.target]
            value = {**(before if isinstance(before, dict) else {}), transfer.field: value}
        own[transfer.target] = value
    needs = data.carried.needs
    if needs and not any(all(own[name] is not None for name in names) for names in needs):
        return None
    return own
