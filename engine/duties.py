"""Separation of duties: who did one step of an instance may be kept from doing another (hd:notSameAs)."""

from __future__ import annotations

from engine.bpmn.state import State
from engine.versions.load import Loaded


def excluding_step(node_id: str, state: State, version: Loaded, actor: str) -> str:
    """The step `actor` did in this instance that keeps them from doing `node_id`; "" when none does.

    Everybody who ever did the other step counts, also when it was done again by somebody else later.
    """
    others = version.definition.nodes[node_id].not_same_as
    return next((other for other in others if actor in state.doers.get(other, ())), "")
