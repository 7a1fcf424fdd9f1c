"""What each kind of node does with a token, one small module for each family."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.behaviour import adhoc, calls, events, gateways, subprocess, tasks
from engine.bpmn.behaviour import complex as complex_
from engine.bpmn.moves import Behaviour

BEHAVIOUR: Mapping[str, Behaviour] = {
    **tasks.BEHAVIOUR,
    **gateways.BEHAVIOUR,
    **complex_.BEHAVIOUR,
    **events.BEHAVIOUR,
    **subprocess.BEHAVIOUR,
    **calls.BEHAVIOUR,
    **adhoc.BEHAVIOUR,
}
