"""Embedded sub-processes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.moves import Behaviour, Moves
from engine.bpmn.program import Step
from engine.bpmn.state import At, Token


def sub_process(run: Moves, token: Token, step: Step) -> None:
    """Everything inside runs before the token goes on."""
    watches = run.due_of(step.boundary)
    token.at = At.INSIDE
    run.watch(token, watches)
    run.enter(run.program.starts[token.node], token.key)


BEHAVIOUR: Mapping[str, Behaviour] = {"subProcess": sub_process}
