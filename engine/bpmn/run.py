"""Moves tokens: takes one outside act (start, answer, message, timer, result) and runs to the next wait.

Pure: no clock, no database, no ids. What lies outside comes through `Host`; what happened is left in `Outcome`.
The tokens that can move stand in a queue, so a step costs what it moves and not what the process has ever done.
What each kind of node does with a token is in engine.bpmn.behaviour, the movements they share in engine.bpmn.moves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn.behaviour import BEHAVIOUR
from engine.bpmn.behaviour import adhoc as ad_hoc
from engine.bpmn.behaviour.calls import answered
from engine.bpmn.behaviour.compensation import next_one
from engine.bpmn.behaviour.data import take_in, wake
from engine.bpmn.behaviour.entering import begin_at
from engine.bpmn.behaviour.exits import leave_by_choice
from engine.bpmn.behaviour.late import settle
from engine.bpmn.behaviour.loops import begin_loop, go_on
from engine.bpmn.evaluator import Failure
from engine.bpmn.moves import Moves
from engine.bpmn.moving import move_token
from engine.bpmn.outcome import Outcome
from engine.bpmn.state import At, Token
from engine.bpmn.watching import listeners, look_at_conditions, occur, open_level, reach

MAX_AUTOMATIC_STEPS = 1000  # per transaction; a hundred times what any drawn procedure needs between two waits


class Run(Moves):
    """One run over one state, which it changes in place. Used once, for one act."""

    def start(self, variables: Mapping[str, Any], at: str = "", parent: tuple[str, int] | None = None) -> Outcome:
        """Begin with these variables.

        at      the start event that happened, or the receive task or event behind a gateway whose message came;
                "": the first start event, or every node that no flow leads to
        parent  instance and token that call this process
        Raises  KeyError when the process cannot begin at `at`
        """
        if at and at not in self.program.entrances:
            raise KeyError(at)
        self.state.variables.update(variables)
        self.state.parent = parent
        data: dict[str, Any] = {"variables": dict(variables), **({"parent": list(parent)} if parent else {})}
        if at:
            self.log("STARTED", at, 0, {**data, "at": at})
            begin_at(self, at)
        else:
            self.log("STARTED", self.program.starts[""][0], 0, data)
            self.begin("", 0)
        return self._drive()

    def complete(self, key: int, answers: Mapping[str, Any], actor: str) -> Outcome:
        """A person answers the user task where token `key` waits. Raises KeyError when it does not wait there."""
        token = self.waiting(key, At.ITEM)
        node = self.program.steps[token.node].node
        if node.form_variable:
            self.put(node.form_variable, dict(answers), token)
        else:
            for name, answer in answers.items():
                self.put(name, answer, token)
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
        waiting = listeners(self, "message", name)
        if not waiting:
            raise KeyError(name)
        self.log("MESSAGE_RECEIVED", waiting[0].node, waiting[0].key, {"name": name, "payload": dict(payload)})
        reach(self, waiting, name, payload)
        return self._drive()

    def signal(self, name: str, payload: Mapping[str, Any], tokens: Sequence[int]) -> Outcome:
        """Give a signal from outside to those of `tokens` that still wait for it. Raises KeyError when none does."""
        waiting = [token for token in listeners(self, "signal", name) if token.key in tokens]
        if not waiting:
            raise KeyError(name)
        data = {"name": name, "payload": dict(payload), "tokens": [token.key for token in waiting]}
        self.log("SIGNAL_RECEIVED", waiting[0].node, waiting[0].key, data)
        reach(self, waiting, name, payload)
        return self._drive()

    def fire(self, key: int) -> Outcome:
        """The timer of token `key` is due. Raises KeyError when the token does not wait for one."""
        token = self.waiting(key, At.EVENT, At.ARMED)
        self.log("TIMER_FIRED", token.node, key, {})
        occur(self, token)
        return self._drive()

    def effect_done(self, key: int, result: Any) -> Outcome:
        """The outbox ran the effect that token `key` waits for. Raises KeyError when it does not wait."""
        token = self.waiting(key, At.EFFECT)
        node = self.program.steps[token.node].node
        self.log("EFFECT_DONE", node.id, key, {"result": result})
        self.keep(node, result, token)
        self.leave(token)
        return self._drive()

    def answered(self, key: int, kind: str, code: str, variables: Mapping[str, Any]) -> Outcome:
        """The process that token `key` called says what became of it. Raises KeyError when it waits for none."""
        token = self.waiting(key, At.CALL)
        data = {"kind": kind, "code": code, "variables": dict(variables)}
        self.log("CALL_ANSWERED", token.node, key, data)
        try:
            answered(self, token, kind, code, variables)
        except Failure as failure:
            self.fail(token, failure)
        return self._drive()

    def retry(self, key: int) -> Outcome:
        """Try the node of a failed token again. Raises KeyError when the token did not fail."""
        token = self.waiting(key, At.FAILED)
        self.log("INCIDENT_RETRIED", token.node, key, {})
        self.outcome.healed.append(key)
        again = (token.data or {}).pop("again", int(At.READY))
        token.data, token.at = token.data or None, At(again)
        if token.at in (At.READY, At.LEAVING, At.LOOP, At.INSIDE):
            self.ready.append(token)
        self.changed = True
        return self._drive()

    def move(self, key: int, to: str) -> Outcome:
        """A person puts token `key` on another node of its level. Raises KeyError when that cannot be."""
        move_token(self, key, to)
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
        self.answer("CANCELLED", "")
        return self.outcome

    def _drive(self) -> Outcome:
        """Run every ready token to its next wait. What reaches only those who wait already is thrown last."""
        steps = 0
        throwing: deque[Token] = deque()
        while True:
            finishing = self.ready and self.ready[0].at in (At.LOOP, At.LEAVING)
            if self.changed and self.program.conditional and not finishing:
                look_at_conditions(self)
            if self.ready:
                token = self.ready.popleft()
                if token.at is At.READY and self.program.steps[token.node].throws:
                    throwing.append(token)
                    continue
            elif (self.program.needing and wake(self)) or (self.program.late and settle(self)):
                continue
            elif throwing:
                token = throwing.popleft()
            else:
                break
            if token.key not in self.state.tokens:
                continue
            steps += 1
            if steps > MAX_AUTOMATIC_STEPS:
                self.fail(token, Failure("STEP_CAP", f"more than {MAX_AUTOMATIC_STEPS} automatic steps at once"))
                continue
            self._move(token)
        self._finish()
        return self.outcome

    def _move(self, token: Token) -> None:
        step = self.step_of(token)
        try:
            if token.data is not None and "opens" in token.data:
                open_level(self, token.data["opens"], token.scope)
                token.data = None
                if self.changed:  # a condition that holds from the first is noticed before anything runs
                    self.ready.appendleft(token)
                    return
            if token.at is At.LEAVING:
                leave_by_choice(self, token, step)
            elif token.at is At.INSIDE:
                ad_hoc.go_on(self, token, step)
            elif token.at is At.UNDOING:
                next_one(self, token, step)
            elif token.at is At.LOOP:
                go_on(self, token, step)
            elif step.data is not None and not take_in(self, token, step.data):
                return
            elif step.loop is not None:
                begin_loop(self, token, step)
            else:
                BEHAVIOUR[step.node.kind](self, token, step)
        except Failure as failure:
            self.fail(token, failure)

    def _finish(self) -> None:
        """End the instance when nothing keeps it alive."""
        lingering = self.program.handlers or self.program.undoing
        if self.state.ended or (self.state.tokens and (not lingering or self.live(0))):
            return
        self.clear(0)
        self.state.ended = True
        self.log("COMPLETED", "", 0, {})
        self.answer("COMPLETED", "")
