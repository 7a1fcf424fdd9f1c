"""Embedded sub-processes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token
from engine.bpmn.watching import due_of, watch


def sub_process(run: Moves, token: Token, step: Step) -> None:
    """Everything inside runs before the token goes on."""
    watches = due_of(run, step.boundary, token)
    token.at = At.INSIDE
    run.hold(token)
    watch(run, token, watches)
    run.begin(token.node, token.key)


BEHAVIOUR: Mapping[str, Behaviour] = {"subProcess": sub_process, "transaction": sub_process}
