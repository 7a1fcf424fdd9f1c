"""Moves tokens: takes one outside act (start, answer, message, timer, result) and runs to the next wait.

Pure: no clock, no database, no ids. What lies outside comes through `Host`; what happened is left in `Outcome`.
The tokens that can move stand in a queue, so a step costs what it moves and not what the process has ever done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.bpmn.codec import clean
from engine.bpmn.due import due
from engine.bpmn.evaluator import Evaluator, Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import QUEUED, Happened, Host, Outcome
from engine.bpmn.program import Exit, Program, Step
from engine.bpmn.state import At, State, Token
from engine.errors import BadValue

MAX_AUTOMATIC_STEPS = 1000  # per transaction; a hundred times what any drawn procedure needs between two waits


class Run:
    """One run over one state, which it changes in place. Used once, for one act."""

    def __init__(self, program: Program, state: State, host: Host) -> None:
        self.program = program
        self.state = state
        self.host = host
        self.outcome = Outcome()
        self._ready: deque[Token] = deque()
        self._evaluator = Evaluator(state.variables, host.now)

    def start(self, variables: Mapping[str, Any]) -> Outcome:
        """Begin at the start event with these variables."""
        self.state.variables.update(variables)
        self._note("STARTED", self.program.starts[""], 0, {"variables": dict(variables)})
        self._enter(self.program.starts[""], 0)
        return self._drive()

    def complete(self, key: int, answers: Mapping[str, Any], actor: str) -> Outcome:
        """A person answers the user task where token `key` waits. Raises KeyError when it does not wait there."""
        token = self._waiting(key, At.ITEM)
        node = self.program.steps[token.node].node
        if node.form_variable:
            self.state.variables[node.form_variable] = dict(answers)
        else:
            self.state.variables.update(answers)
        doers = self.state.doers.setdefault(node.id, [])
        if actor not in doers:
            doers.append(actor)
        self._note("ITEM_COMPLETED", node.id, key, {"answers": dict(answers)})
        self.outcome.done.append(key)
        self._leave(token)
        return self._drive()

    def message(self, name: str, payload: Mapping[str, Any]) -> Outcome:
        """Give a message to every token that waits for it. Raises KeyError when none does.

        A payload is kept in the variable of the message's name, "-" as "_".
        """
        waiting = self._listeners("message", name)
        if not waiting:
            raise KeyError(name)
        self._note("MESSAGE_RECEIVED", waiting[0].node, waiting[0].key, {"name": name, "payload": dict(payload)})
        self._reach(waiting, name, payload)
        return self._drive()

    def signal(self, name: str, payload: Mapping[str, Any], tokens: Sequence[int]) -> Outcome:
        """Give a signal from outside to those of `tokens` that still wait for it. Raises KeyError when none does."""
        waiting = [token for token in self._listeners("signal", name) if token.key in tokens]
        if not waiting:
            raise KeyError(name)
        data = {"name": name, "payload": dict(payload), "tokens": [token.key for token in waiting]}
        self._note("SIGNAL_RECEIVED", waiting[0].node, waiting[0].key, data)
        self._reach(waiting, name, payload)
        return self._drive()

    def fire(self, key: int) -> Outcome:
        """The timer of token `key` is due. Raises KeyError when the token does not wait for one."""
        token = self._waiting(key, At.EVENT)
        self._note("TIMER_FIRED", token.node, key, {})
        self._occur(token)
        return self._drive()

    def effect_done(self, key: int, result: Any) -> Outcome:
        """The outbox ran the effect that token `key` waits for. Raises KeyError when it does not wait."""
        token = self._waiting(key, At.EFFECT)
        node = self.program.steps[token.node].node
        self._note("EFFECT_DONE", node.id, key, {"result": result})
        self._keep(node, result)
        self._leave(token)
        return self._drive()

    def retry(self, key: int) -> Outcome:
        """Try the node of a failed token again. Raises KeyError when the token did not fail."""
        token = self._waiting(key, At.FAILED)
        self._note("INCIDENT_RETRIED", token.node, key, {})
        self.outcome.healed.append(key)
        token.at = At.READY
        self._ready.append(token)
        return self._drive()

    def note(self, kind: str, data: dict[str, Any]) -> None:
        """Log something about the instance as a whole that moves no token."""
        self._note(kind, "", 0, data)

    def cancel(self, reason: str) -> Outcome:
        """End the instance here: nothing waits any more."""
        self._note("CANCELLED", "", 0, {"reason": reason})
        for token in list(self.state.tokens.values()):
            if token.key in self.state.tokens:
                self._remove(token)
        self.state.ended = True
        return self.outcome

    def _drive(self) -> Outcome:
        """Run every ready token to its next wait."""
        steps = 0
        while self._ready:
            token = self._ready.popleft()
            if token.key not in self.state.tokens:
                continue
            steps += 1
            if steps > MAX_AUTOMATIC_STEPS:
                self._fail(token, Failure("STEP_CAP", f"more than {MAX_AUTOMATIC_STEPS} automatic steps at once"))
                continue
            step = self.program.steps[token.node]
            try:
                _BEHAVIOUR[step.node.kind](self, token, step)
            except Failure as failure:
                self._fail(token, failure)
        if not self.state.tokens and not self.state.ended:
            self.state.ended = True
            self._note("COMPLETED", "", 0, {})
        return self.outcome

    # What each kind of node does with a token. Everything that can fail comes before the first change.

    def _pass(self, token: Token, step: Step) -> None:
        self._leave(token)

    def _user_task(self, token: Token, step: Step) -> None:
        assignee = self._evaluator.actor(step.assignee) if step.assignee else ""
        watches = self._due_of(step.boundary)
        token.at = At.ITEM
        self.outcome.opened[token.key] = assignee
        self._note("ITEM_OPENED", token.node, token.key, {})
        self._watch(token, watches)

    def _script_task(self, token: Token, step: Step) -> None:
        for name, expression in step.script:
            self.state.variables[name] = self._evaluator.value(expression)
        self._leave(token)

    def _rule_task(self, token: Token, step: Step) -> None:
        try:
            result = clean(self.host.decide(step.node, token.key, self.state.variables))
        except Failure as failure:
            self._note("OPERATION_FAILED", token.node, token.key, {"code": failure.code, "text": failure.text})
            raise
        except BadValue as bad:
            raise Failure("BAD_RESULT", str(bad)) from bad
        self._note("DECIDED", token.node, token.key, {"result": result})
        self._keep(step.node, result)
        self._leave(token)

    def _service_task(self, token: Token, step: Step) -> None:
        inputs = {name: self._evaluator.value(expression) for name, expression in step.inputs}
        watches = self._due_of(step.boundary)
        try:
            result = self.host.operate(step.node, token.key, inputs, self.state.variables)
            result = result if result is QUEUED else clean(result)
        except Failure as failure:
            self._note("OPERATION_FAILED", token.node, token.key, {"code": failure.code, "text": failure.text})
            raise
        except BadValue as bad:
            raise Failure("BAD_RESULT", str(bad)) from bad
        if result is QUEUED:
            token.at = At.EFFECT
            self._note("EFFECT_QUEUED", token.node, token.key, {})
            self._watch(token, watches)
            return
        self._note("OPERATED", token.node, token.key, {"result": result})
        self._keep(step.node, result)
        self._leave(token)

    def _exclusive(self, token: Token, step: Step) -> None:
        for leaving in step.exits:
            if leaving.condition is None or self._evaluator.holds(leaving.condition):
                self._leave(token, (leaving,))
                return
        if step.default is None:
            raise Failure("NO_FLOW", f"no condition of {token.node} holds and it has no default flow")
        self._leave(token, (step.default,))

    def _parallel(self, token: Token, step: Step) -> None:
        if not step.joins:
            self._leave(token)
            return
        token.at = At.JOIN
        arrived: dict[str, Token] = {}
        for other in self.state.tokens.values():
            if other.at is At.JOIN and other.node == token.node and other.scope == token.scope:
                arrived.setdefault(other.via, other)
        if len(arrived) == len(step.joins):
            last = arrived[token.via]
            for other in arrived.values():
                if other is not last:
                    del self.state.tokens[other.key]
            self._leave(last)

    def _choice(self, token: Token, step: Step) -> None:
        watches = self._due_of(tuple(leaving.target for leaving in step.exits))
        token.at = At.CHOICE
        self._watch(token, watches)

    def _catch(self, token: Token, step: Step) -> None:
        moment = due(step, self._evaluator, self.host)
        token.at = At.EVENT
        self._arm(token, step, moment)

    def _sub_process(self, token: Token, step: Step) -> None:
        watches = self._due_of(step.boundary)
        token.at = At.INSIDE
        self._watch(token, watches)
        self._enter(self.program.starts[token.node], token.key)

    def _throw(self, token: Token, step: Step) -> None:
        if self._send(token, step):
            self._leave(token)

    def _end(self, token: Token, step: Step) -> None:
        if not self._send(token, step):
            return
        self._note("ENDED", token.node, token.key, {})
        if step.node.event == "terminate":
            for other in list(self.state.tokens.values()):
                if other.scope == token.scope and other is not token and other.key in self.state.tokens:
                    self._remove(other)
        self._leave(token, ())

    # Movements that all kinds share.

    def _note(self, kind: str, node: str, token: int, data: dict[str, Any]) -> None:
        self.outcome.events.append(Happened(kind, node, token, data))

    def _waiting(self, key: int, at: At) -> Token:
        token = self.state.tokens.get(key)
        if token is None or token.at is not at:
            raise KeyError(key)
        return token

    def _listeners(self, event: str, name: str) -> list[Token]:
        waiting = [(t, self.program.steps[t.node].node) for t in self.state.tokens.values() if t.at is At.EVENT]
        return [token for token, node in waiting if (node.event, node.message) == (event, name)]

    def _send(self, token: Token, step: Step) -> bool:
        """Throw the signal of a node: here at once, to other instances after commit.

        Returns whether the token is still there: its own signal may have interrupted the branch that it is on.
        """
        name = step.node.signal
        if name is None:
            return True
        payload = {key: self._evaluator.value(expression) for key, expression in step.inputs}
        waiting = self._listeners("signal", name)
        heard = [other.key for other in waiting]
        self._note("SIGNAL_THROWN", token.node, token.key, {"name": name, "payload": payload, "tokens": heard})
        self.host.signal(name, payload, token.key)
        self._reach(waiting, name, payload)
        return token.key in self.state.tokens

    def _reach(self, waiting: Sequence[Token], name: str, payload: Mapping[str, Any]) -> None:
        if payload and waiting:
            self.state.variables[name.replace("-", "_")] = dict(payload)
        for token in waiting:
            if token.key in self.state.tokens:
                self._occur(token)

    def _keep(self, node: Node, result: Any) -> None:
        if node.result_variable:
            self.state.variables[node.result_variable] = result

    def _new(self, node_id: str, scope: int) -> Token:
        self.state.last_key += 1
        token = Token(self.state.last_key, node_id, scope)
        self.state.tokens[token.key] = token
        return token

    def _enter(self, node_id: str, scope: int, via: str = "") -> None:
        token = self._new(node_id, scope)
        if via and self.program.steps[node_id].joins:
            token.via = via
        self._ready.append(token)

    def _leave(self, token: Token, exits: tuple[Exit, ...] | None = None) -> None:
        """The node of the token is done: take the token away and follow `exits` (None: all)."""
        step = self.program.steps[token.node]
        if step.node.notifications:
            self.host.notify(step.node, token.key, self.state.variables)
        if step.boundary:
            self._unwatch(token)
        del self.state.tokens[token.key]
        self._follow(token, step.exits if exits is None else exits)

    def _follow(self, token: Token, exits: tuple[Exit, ...]) -> None:
        for leaving in exits:
            self._enter(leaving.target, token.scope, leaving.flow)
        if not exits and token.scope and not any(t.scope == token.scope for t in self.state.tokens.values()):
            self._leave(self.state.tokens[token.scope])

    def _due_of(self, event_ids: tuple[str, ...]) -> list[tuple[str, datetime | None]]:
        return [(event, due(self.program.steps[event], self._evaluator, self.host)) for event in event_ids]

    def _watch(self, host: Token, watches: list[tuple[str, datetime | None]]) -> None:
        """Arm the events that may end or accompany what `host` does."""
        for event, moment in watches:
            token = self._new(event, host.scope)
            token.at, token.host = At.EVENT, host.key
            self._arm(token, self.program.steps[event], moment)

    def _arm(self, token: Token, step: Step, moment: datetime | None) -> None:
        if moment:
            self.outcome.timers[token.key] = moment
        if step.node.signal:
            self.outcome.listening[token.key] = step.node.signal

    def _unwatch(self, host: Token) -> None:
        for token in [t for t in self.state.tokens.values() if t.host == host.key]:
            self._disarm(token)
            del self.state.tokens[token.key]

    def _disarm(self, token: Token) -> None:
        node = self.program.steps[token.node].node
        if self.outcome.timers.pop(token.key, None) is None and node.timer:
            self.outcome.idle.append(token.key)
        if self.outcome.listening.pop(token.key, None) is None and node.signal:
            self.outcome.deaf.append(token.key)

    def _occur(self, token: Token) -> None:
        """The event that an EVENT token waits for has come."""
        step = self.program.steps[token.node]
        if not token.host:  # an intermediate event of its own
            self._disarm(token)
            self._leave(token)
            return
        host = self.state.tokens[token.host]
        if host.at is At.CHOICE or step.node.interrupting:
            self._remove(host)
        elif step.node.timer:  # a non-interrupting timer fires once; a message may come again
            self._disarm(token)
            del self.state.tokens[token.key]
        if step.node.notifications:
            self.host.notify(step.node, token.key, self.state.variables)
        self._follow(token, step.exits)

    def _remove(self, token: Token) -> None:
        """Cancel a token with all that depends on it: watching events, everything inside."""
        self._unwatch(token)
        if token.at is At.INSIDE:
            for inner in [t for t in self.state.tokens.values() if t.scope == token.key]:
                if inner.key in self.state.tokens:
                    self._remove(inner)
        elif token.at is At.ITEM:
            self._note("ITEM_CANCELLED", token.node, token.key, {})
            if self.outcome.opened.pop(token.key, None) is None:
                self.outcome.dropped.append(token.key)
        elif token.at is At.EVENT:
            self._disarm(token)
        elif token.at is At.EFFECT:
            self.outcome.unwanted.append(token.key)
        elif token.at is At.FAILED and self.outcome.failed.pop(token.key, None) is None:
            self.outcome.healed.append(token.key)
        del self.state.tokens[token.key]

    def _fail(self, token: Token, failure: Failure) -> None:
        token.at = At.FAILED
        self.outcome.failed[token.key] = (failure.code, failure.text)
        self._note("INCIDENT_OPENED", token.node, token.key, {"code": failure.code, "text": failure.text})


_BEHAVIOUR: Mapping[str, Callable[[Run, Token, Step], None]] = {
    "startEvent": Run._pass,
    "intermediateThrowEvent": Run._throw,
    "endEvent": Run._end,
    "userTask": Run._user_task,
    "scriptTask": Run._script_task,
    "businessRuleTask": Run._rule_task,
    "serviceTask": Run._service_task,
    "exclusiveGateway": Run._exclusive,
    "parallelGateway": Run._parallel,
    "eventBasedGateway": Run._choice,
    "intermediateCatchEvent": Run._catch,
    "subProcess": Run._sub_process,
}
