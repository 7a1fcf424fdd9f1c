"""Moves tokens: takes one outside act (start, answer, message, timer, result) and runs to the next wait.

Pure: no clock, no database, no ids. What lies outside comes through `Host`; what happened is left in `Outcome`.
The tokens that can move stand in a queue, so a step costs what it moves and not what the process has ever done.
What each kind of node does with a token is in engine.bpmn.behaviour, the movements they share in engine.bpmn.moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn.behaviour import BEHAVIOUR
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Moves
from engine.bpmn.outcome import Outcome
from engine.bpmn.state import At

MAX_AUTOMATIC_STEPS = 1000  # per transaction; a hundred times what any drawn procedure needs between two waits


class Run(Moves):
    """One run over one state, which it changes in place. Used once, for one act."""

    def start(self, variables: Mapping[str, Any]) -> Outcome:
        """Begin at the start event with these variables."""
        self.state.variables.update(variables)
        self.log("STARTED", self.program.starts[""], 0, {"variables": dict(variables)})
        self.enter(self.program.starts[""], 0)
        return self._drive()

    def complete(self, key: int, answers: Mapping[str, Any], actor: str) -> Outcome:
        """A person answers the user task where token `key` waits. Raises KeyError when it does not wait there."""
        token = self.waiting(key, At.ITEM)
        node = self.program.steps[token.node].node
        if node.form_variable:
            self.state.variables[node.form_variable] = dict(answers)
        else:
            self.state.variables.update(answers)
        doers = self.state.doers.setdefault(node.id, [])
        if actor not in doers:
            doers.append(actor)
        self.log("ITEM_COMPLETED", node.id, key, {"answers": dict(answers)})
        self.outcome.done.append(key)
        self.leave(token)
        return self._drive()

    def message(self, name: str, payload: Mapping[str, Any]) -> Outcome:
        """Give a message to every token that waits for it. Raises KeyError when none does.

        A payload is kept in the variable of the message's name, "-" as "_".
        """
        waiting = self.listeners("message", name)
        if not waiting:
            raise KeyError(name)
        self.log("MESSAGE_RECEIVED", waiting[0].node, waiting[0].key, {"name": name, "payload": dict(payload)})
        self.reach(waiting, name, payload)
        return self._drive()

    def signal(self, name: str, payload: Mapping[str, Any], tokens: Sequence[int]) -> Outcome:
        """Give a signal from outside to those of `tokens` that still wait for it. Raises KeyError when none does."""
        waiting = [token for token in self.listeners("signal", name) if token.key in tokens]
        if not waiting:
            raise KeyError(name)
        data = {"name": name, "payload": dict(payload), "tokens": [token.key for token in waiting]}
        self.log("SIGNAL_RECEIVED", waiting[0].node, waiting[0].key, data)
        self.reach(waiting, name, payload)
        return self._drive()

    def fire(self, key: int) -> Outcome:
        """The timer of token `key` is due. Raises KeyError when the token does not wait for one."""
        token = self.waiting(key, At.EVENT)
        self.log("TIMER_FIRED", token.node, key, {})
        self.occur(token)
        return self._drive()

    def effect_done(self, key: int, result: Any) -> Outcome:
        """The outbox ran the effect that token `key` waits for. Raises KeyError when it does not wait."""
        token = self.waiting(key, At.EFFECT)
        node = self.program.steps[token.node].node
        self.log("EFFECT_DONE", node.id, key, {"result": result})
        self.keep(node, result)
        self.leave(token)
        return self._drive()

    def retry(self, key: int) -> Outcome:
        """Try the node of a failed token again. Raises KeyError when the token did not fail."""
        token = self.waiting(key, At.FAILED)
        self.log("INCIDENT_RETRIED", token.node, key, {})
        self.outcome.healed.append(key)
        token.at = At.READY
        self.ready.append(token)
        return self._drive()

    def note(self, kind: str, data: dict[str, Any]) -> None:
        """Log something about the instance as a whole that moves no token."""
        self.log(kind, "", 0, data)

    def cancel(self, reason: str) -> Outcome:
        """End the instance here: nothing waits any more."""
        self.log("CANCELLED", "", 0, {"reason": reason})
        for token in list(self.state.tokens.values()):
            if token.key in self.state.tokens:
                self.remove(token)
        self.state.ended = True
        return self.outcome

    def _drive(self) -> Outcome:
        """Run every ready token to its next wait."""
        steps = 0
        while self.ready:
            token = self.ready.popleft()
            if token.key not in self.state.tokens:
                continue
            steps += 1
            if steps > MAX_AUTOMATIC_STEPS:
                self.fail(token, Failure("STEP_CAP", f"more than {MAX_AUTOMATIC_STEPS} automatic steps at once"))
                continue
            step = self.program.steps[token.node]
            try:
                BEHAVIOUR[step.node.kind](self, token, step)
            except Failure as failure:
                self.fail(token, failure)
        if not self.state.tokens and not self.state.ended:
            self.state.ended = True
            self.log("COMPLETED", "", 0, {})
        return self.outcome
