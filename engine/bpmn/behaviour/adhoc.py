"""Ad-hoc sub-processes: what can be done is done in any order until the completion condition holds.

Source: BPMN 2.0.2, 10.3.5 and 13.3.5. The standard leaves open who selects what next: here each enabled activity is
selected once, all at once or one after the other as the diagram says. While a completion condition does not hold, a
user task is offered again as soon as it was done, and everything else again when nothing is left to do. Without a
condition it is over when everything has been done once.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.nodes import ACTIVITY_KINDS
from engine.bpmn.program import Exit, Step
from engine.bpmn.state import At, Token
from engine.bpmn.watching import due_of, watch


def ad_hoc(run: Moves, token: Token, step: Step) -> None:
    """Its activities are enabled."""
    watches = due_of(run, step.boundary, token)
    token.at = At.INSIDE
    run.hold(token)
    watch(run, token, watches)
    run.begin(token.node, token.key, _selected(run, token, step))


def go_on(run: Moves, whole: Token, step: Step) -> None:
    """Nothing runs inside: the next activity is selected, or it is over."""
    data = whole.data or {}
    if run.live(whole.key):
        return
    if data["left"]:
        run.enter(data["left"].pop(0), whole.key)
    elif data.get("over") or step.completion is None or run.evaluator_of(whole).holds(step.completion):
        _close(run, whole)
    else:
        for node_id in _selected(run, whole, step):
            run.enter(node_id, whole.key)


def one_done(run: Moves, token: Token, step: Step, exits: tuple[Exit, ...]) -> None:
    """Something inside is done: the condition is looked at after each activity. Fails before anything changes."""
    whole = run.state.tokens[token.scope]
    outer, data = run.step_of(whole), whole.data or {}
    over = data.get("over", False) or _interrupted(run, step)
    activity = step.node.kind in ACTIVITY_KINDS and not step.node.by_event
    if not over and activity and outer.completion is not None:
        over = run.evaluator_of(whole).holds(outer.completion)
    if run.program.undoing:
        run.remember(token)
    run.drop(token)
    if over:
        whole.data = {**data, "over": True, "left": []}
        if outer.node.ad_hoc is not None and outer.node.ad_hoc.cancels:
            run.stop(whole.key)
        if not run.live(whole.key):
            _close(run, whole)
        return
    if activity and outer.completion is not None and _offered_again(step, outer):
        run.enter(token.node, whole.key)
    run.follow(token, exits)


def _offered_again(step: Step, outer: Step) -> bool:
    parallel = outer.node.ad_hoc is not None and not outer.node.ad_hoc.sequential
    return parallel and step.node.kind == "userTask" and not step.node.incoming


def _interrupted(run: Moves, step: Step) -> bool:
    """Whether this was an event sub-process that ran instead of the rest."""
    return step.node.by_event and run.program.steps[run.program.starts[step.node.id][0]].node.interrupting


def _selected(run: Moves, whole: Token, step: Step) -> tuple[str, ...]:
    """The activities that begin now; the others stand in `left`."""
    enabled = run.program.starts[whole.node]
    first = enabled[:1] if step.node.ad_hoc is not None and step.node.ad_hoc.sequential else enabled
    whole.data = {**(whole.data or {}), "left": list(enabled[len(first) :])}
    return first


def _close(run: Moves, whole: Token) -> None:
    run.silence(whole.key)
    run.leave(whole)


BEHAVIOUR: Mapping[str, Behaviour] = {"adHocSubProcess": ad_hoc}
