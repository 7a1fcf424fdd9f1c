"""A process that begins because something came: a start event, or a message to what begins it."""

from __future__ import annotations

from engine.bpmn.moves import Moves
from engine.bpmn.state import At


def begin_at(run: Moves, node_id: str) -> None:
    """Put the first token where something has come. Behind a gateway that waits for all, the rest begins to wait.

    Source: BPMN 2.0.2, 10.6.6 (event-based gateways that instantiate) and 13.2
    """
    step = run.program.steps[node_id]
    first = run.new(node_id, 0)
    if "" in run.program.handlers:
        first.data = {"opens": ""}
    if step.node.kind == "startEvent":
        run.ready.append(first)
        return
    if step.node.notifications:
        run.host.notify(step.node, first.key, run.state.variables)
    first.at = At.LEAVING
    run.ready.append(first)
    for gateway in run.program.steps.values():
        targets = [leaving.target for leaving in gateway.exits]
        if gateway.node.all_targets and node_id in targets:
            for other in targets:
                if other != node_id:
                    run.enter(other, 0)
