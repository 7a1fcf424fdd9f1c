"""A person takes a token from where it stands and puts it on another node of the same level."""

from __future__ import annotations

from engine.bpmn.definition import Definition
from engine.bpmn.moves import Moves
from engine.bpmn.state import At

# Where a token may be taken away: it waits, and nothing on its level depends on its staying.
MOVABLE = (At.ITEM, At.EVENT, At.EFFECT, At.JOIN, At.INSIDE, At.CHOICE, At.FAILED, At.ALL)
TARGETS = frozenset(
    {
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "exclusiveGateway",
        "eventBasedGateway",
        "intermediateCatchEvent",
        "endEvent",
        "subProcess",
    }
)


def targets(definition: Definition, node_id: str) -> list[str]:
    """Where a token on `node_id` may be put: nodes of its level that begin with one token, in file order.

    Joins are left out: a token that stands before one must come by a flow.
    """
    level = definition.nodes[node_id].parent
    return [
        node.id
        for node in definition.nodes.values()
        if node.parent == level and node.kind in TARGETS and not node.by_event and node.id != node_id
    ]


def move_token(run: Moves, key: int, to: str) -> None:
    """Cancel what token `key` does and put a token on `to`, on the same level. Raises KeyError when it cannot be moved.

    What the token had opened is closed as if it had been interrupted: work items, timers, effects, everything inside.
    """
    token = run.waiting(key, *MOVABLE)
    here, there = run.program.steps[token.node].node, run.program.steps[to].node
    if token.host or run.repeats(token) or there.parent != here.parent or there.kind not in TARGETS or there.by_event:
        raise KeyError(to)
    run.log("TOKEN_MOVED", here.id, key, {"to": to})
    scope = token.scope
    run.enter(to, scope)  # first, so that the level is not over for a moment
    run.remove(token)
