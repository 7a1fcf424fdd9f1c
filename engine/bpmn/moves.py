"""The movements that all kinds of nodes share: tokens come, leave, wait, are woken and are taken away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.bpmn.due import due
from engine.bpmn.evaluator import Evaluator, Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Happened, Host, Outcome
from engine.bpmn.program import Exit, Program, Step
from engine.bpmn.state import At, State, Token


class Moves:
    """One run over one state, which it changes in place. What lies outside comes through `host`; what happened is
    left in `outcome`. The tokens that can move stand in `ready`."""

    def __init__(self, program: Program, state: State, host: Host) -> None:
        self.program = program
        self.state = state
        self.host = host
        self.outcome = Outcome()
        self.ready: deque[Token] = deque()
        self.evaluator = Evaluator(state.variables, host.now)

    def log(self, kind: str, node: str, token: int, data: dict[str, Any]) -> None:
        """Write one line of the event log."""
        self.outcome.events.append(Happened(kind, node, token, data))

    def waiting(self, key: int, at: At) -> Token:
        """The token, which must be waiting like that. Raises KeyError."""
        token = self.state.tokens.get(key)
        if token is None or token.at is not at:
            raise KeyError(key)
        return token

    def listeners(self, event: str, name: str) -> list[Token]:
        """Tokens that wait for an event of this kind and name."""
        waiting = [(t, self.program.steps[t.node].node) for t in self.state.tokens.values() if t.at is At.EVENT]
        return [token for token, node in waiting if (node.event, node.message) == (event, name)]

    def send(self, token: Token, step: Step) -> bool:
        """Throw the signal of a node: here at once, to other instances after commit.

        Returns whether the token is still there: its own signal may have interrupted the branch that it is on.
        """
        name = step.node.signal
        if name is None:
            return True
        payload = {key: self.evaluator.value(expression) for key, expression in step.inputs}
        waiting = self.listeners("signal", name)
        heard = [other.key for other in waiting]
        self.log("SIGNAL_THROWN", token.node, token.key, {"name": name, "payload": payload, "tokens": heard})
        self.host.signal(name, payload, token.key)
        self.reach(waiting, name, payload)
        return token.key in self.state.tokens

    def reach(self, waiting: Sequence[Token], name: str, payload: Mapping[str, Any]) -> None:
        """Let every waiting token have its event, and keep what came with it."""
        if payload and waiting:
            self.state.variables[name.replace("-", "_")] = dict(payload)
        for token in waiting:
            if token.key in self.state.tokens:
                self.occur(token)

    def keep(self, node: Node, result: Any) -> None:
        """Keep the result of a node in its variable."""
        if node.result_variable:
            self.state.variables[node.result_variable] = result

    def new(self, node_id: str, scope: int) -> Token:
        """A token with the next number."""
        self.state.last_key += 1
        token = Token(self.state.last_key, node_id, scope)
        self.state.tokens[token.key] = token
        return token

    def enter(self, node_id: str, scope: int, via: str = "") -> None:
        """Put a token on a node, to be run in this step."""
        token = self.new(node_id, scope)
        if via and self.program.steps[node_id].joins:
            token.via = via
        self.ready.append(token)

    def leave(self, token: Token, exits: tuple[Exit, ...] | None = None) -> None:
        """The node of the token is done: take the token away and follow `exits` (None: all)."""
        step = self.program.steps[token.node]
        if step.node.notifications:
            self.host.notify(step.node, token.key, self.state.variables)
        if step.boundary:
            self.unwatch(token)
        del self.state.tokens[token.key]
        self.follow(token, step.exits if exits is None else exits)

    def follow(self, token: Token, exits: tuple[Exit, ...]) -> None:
        """Put tokens behind the node that `token` left; without exits its scope may be over."""
        for leaving in exits:
            self.enter(leaving.target, token.scope, leaving.flow)
        if not exits and token.scope and not any(t.scope == token.scope for t in self.state.tokens.values()):
            self.leave(self.state.tokens[token.scope])

    def due_of(self, event_ids: tuple[str, ...]) -> list[tuple[str, datetime | None]]:
        """Events with the moment of each. Can fail, so it is asked before anything changes."""
        return [(event, due(self.program.steps[event], self.evaluator, self.host)) for event in event_ids]

    def watch(self, host: Token, watches: list[tuple[str, datetime | None]]) -> None:
        """Arm the events that may end or accompany what `host` does."""
        for event, moment in watches:
            token = self.new(event, host.scope)
            token.at, token.host = At.EVENT, host.key
            self.arm(token, self.program.steps[event], moment)

    def arm(self, token: Token, step: Step, moment: datetime | None) -> None:
        """Tell the outside what a waiting token waits for."""
        if moment:
            self.outcome.timers[token.key] = moment
        if step.node.signal:
            self.outcome.listening[token.key] = step.node.signal

    def unwatch(self, host: Token) -> None:
        """Take away the events that watch what `host` does."""
        for token in [t for t in self.state.tokens.values() if t.host == host.key]:
            self.disarm(token)
            del self.state.tokens[token.key]

    def disarm(self, token: Token) -> None:
        """Tell the outside that a token no longer waits for its timer or signal."""
        node = self.program.steps[token.node].node
        if self.outcome.timers.pop(token.key, None) is None and node.timer:
            self.outcome.idle.append(token.key)
        if self.outcome.listening.pop(token.key, None) is None and node.signal:
            self.outcome.deaf.append(token.key)

    def occur(self, token: Token) -> None:
        """The event that an EVENT token waits for has come."""
        step = self.program.steps[token.node]
        if not token.host:  # an intermediate event of its own
            self.disarm(token)
            self.leave(token)
            return
        host = self.state.tokens[token.host]
        if host.at is At.CHOICE or step.node.interrupting:
            self.remove(host)
        elif step.node.timer:  # a non-interrupting timer fires once; a message may come again
            self.disarm(token)
            del self.state.tokens[token.key]
        if step.node.notifications:
            self.host.notify(step.node, token.key, self.state.variables)
        self.follow(token, step.exits)

    def remove(self, token: Token) -> None:
        """Cancel a token with all that depends on it: watching events, everything inside."""
        self.unwatch(token)
        if token.at is At.INSIDE:
            for inner in [t for t in self.state.tokens.values() if t.scope == token.key]:
                if inner.key in self.state.tokens:
                    self.remove(inner)
        elif token.at is At.ITEM:
            self.log("ITEM_CANCELLED", token.node, token.key, {})
            if self.outcome.opened.pop(token.key, None) is None:
                self.outcome.dropped.append(token.key)
        elif token.at is At.EVENT:
            self.disarm(token)
        elif token.at is At.EFFECT:
            self.outcome.unwanted.append(token.key)
        elif token.at is At.FAILED and self.outcome.failed.pop(token.key, None) is None:
            self.outcome.healed.append(token.key)
        del self.state.tokens[token.key]

    def fail(self, token: Token, failure: Failure) -> None:
        """Open an incident: the token stays where it is."""
        token.at = At.FAILED
        self.outcome.failed[token.key] = (failure.code, failure.text)
        self.log("INCIDENT_OPENED", token.node, token.key, {"code": failure.code, "text": failure.text})


Behaviour = Callable[[Moves, Token, Step], None]
