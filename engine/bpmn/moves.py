"""The movements that all kinds of nodes share: tokens come, leave, are watched, and are taken away."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn.evaluator import Evaluator, Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Happened, Host, Outcome
from engine.bpmn.program import HEARD, Exit, Program, Step
from engine.bpmn.state import At, State, Token

WHOLE = "*"  # in place of a trigger's index: the token stands for an event sub-process that waits for all of them


class Moves:
    """One run over one state, which it changes in place. What lies outside comes through `host`; what happened is
    left in `outcome`. The tokens that can move stand in `ready`.

    changed  whether a variable was set, or an event armed, since conditions were last looked at
    """

    def __init__(self, program: Program, state: State, host: Host) -> None:
        self.program = program
        self.state = state
        self.host = host
        self.outcome = Outcome()
        self.ready: deque[Token] = deque()
        self.evaluator = Evaluator(state.variables, host.now)
        self.changed = False
        self._live: dict[int, int] | None = None

    def log(self, kind: str, node: str, token: int, data: dict[str, Any]) -> None:
        """Write one line of the event log."""
        self.outcome.events.append(Happened(kind, node, token, data))

    def waiting(self, key: int, *places: At) -> Token:
        """The token, which must be waiting at one of `places`. Raises KeyError."""
        token = self.state.tokens.get(key)
        if token is None or token.at not in places:
            raise KeyError(key)
        return token

    def step_of(self, token: Token) -> Step:
        """What the node of a token is compiled to: the whole activity, or one of its instances."""
        step = self.program.steps[token.node]
        return step if step.inner is None or not self.repeats(token) else step.inner

    def repeats(self, token: Token) -> bool:
        """Whether a token is one instance of a repeating activity."""
        return bool(token.scope) and self.state.tokens[token.scope].node == token.node

    def in_ad_hoc(self, token: Token) -> bool:
        """Whether a token is directly inside an ad-hoc sub-process."""
        return bool(self.program.ad_hoc and token.scope) and self.state.tokens[token.scope].node in self.program.ad_hoc

    def locals_of(self, token: Token) -> list[dict[str, Any]]:
        """Variables of the instances that a token is in, innermost first."""
        found = []
        at: Token | None = token if self.program.local else None
        while at is not None:
            if at.data is not None and "local" in at.data:
                found.append(at.data["local"])
            at = self.state.tokens.get(at.scope)
        return found

    def values(self, token: Token) -> Mapping[str, Any]:
        """The variables that a token sees."""
        local = self.locals_of(token)
        return ChainMap(*local, self.state.variables) if local else self.state.variables

    def evaluator_of(self, token: Token, more: Mapping[str, Any] | None = None) -> Evaluator:
        """Evaluates with the variables that a token sees, and some more of the construct's own."""
        if more is not None:
            return Evaluator(ChainMap(dict(more), *self.locals_of(token), self.state.variables), self.host.now)
        local = self.locals_of(token)
        return Evaluator(ChainMap(*local, self.state.variables), self.host.now) if local else self.evaluator

    def put(self, name: str, value: Any, token: Token | None = None) -> None:
        """Set a variable: that of the innermost instance that has one of this name, else of the whole process."""
        for local in self.locals_of(token) if token is not None else ():
            if name in local:
                local[name] = value
                break
        else:
            self.state.variables[name] = value
        self.changed = True

    def keep(self, node: Node, result: Any, token: Token) -> None:
        """Keep the result of a node in its variable."""
        if node.result_variable:
            self.put(node.result_variable, result, token)

    def hold(self, token: Token) -> None:
        """A token holds a sub-process open: give it the variables of its data objects and properties."""
        held = self.program.held.get(token.node)
        if held:
            own = (token.data or {}).get("local", {})
            token.data = {**(token.data or {}), "local": {**dict.fromkeys(held), **own}}

    # Tokens come and go. Nothing else may add to or take from `state.tokens`.

    def new(self, node_id: str, scope: int, at: At = At.READY, host: int = 0, via: str = "") -> Token:
        """A token with the next number."""
        self.state.last_key += 1
        token = Token(self.state.last_key, node_id, scope, at, host, via)
        self.state.tokens[token.key] = token
        if self._live is not None and _is_live(token):
            self._live[scope] = self._live.get(scope, 0) + 1
        return token

    def drop(self, token: Token) -> None:
        """Take a token away and nothing else."""
        del self.state.tokens[token.key]
        if self._live is not None and _is_live(token):
            self._live[token.scope] -= 1

    def live(self, scope: int) -> int:
        """How many tokens keep a level alive: events that only watch or listen do not."""
        if self._live is None:
            self._live = {}
            for token in self.state.tokens.values():
                if _is_live(token):
                    self._live[token.scope] = self._live.get(token.scope, 0) + 1
        return self._live.get(scope, 0)

    def enter(self, node_id: str, scope: int, via: str = "") -> None:
        """Put a token on a node, to be run in this step, or when enough of them have come."""
        step = self.program.steps[node_id]
        token = self.new(node_id, scope, via=via if step.joins else "")
        if step.takes == 1 or self._enough(token, step.takes):
            self.ready.append(token)

    def _enough(self, token: Token, needed: int) -> bool:
        """Whether this token completes the number that an activity needs; then the others are used up."""
        others = [
            t for t in self.state.tokens.values() if t.node == token.node and t.scope == token.scope and t.at is At.JOIN
        ]
        if len(others) + 1 < needed:
            token.at = At.JOIN
            return False
        for other in others:
            self.drop(other)
        return True

    def begin(self, level: str, scope: int, first: tuple[str, ...] | None = None) -> None:
        """Put tokens where a level begins, or on `first`; the first of them also arms its event sub-processes."""
        arming = level in self.program.handlers
        for node_id in self.program.starts[level] if first is None else first:
            before = len(self.ready)
            self.enter(node_id, scope)
            if arming and len(self.ready) > before:
                self.ready[-1].data, arming = {"opens": level}, False

    def leave(self, token: Token, exits: tuple[Exit, ...] | None = None) -> None:
        """The node of the token is done: take it away and follow `exits` (None: all that its conditions allow)."""
        step = self.step_of(token)
        if step.node.notifications:
            self.host.notify(step.node, token.key, self.values(token))
        if step.boundary:
            self.unwatch(token)
        if self.program.local and self.repeats(token):
            self._one_done(token)
            return
        if exits is None and (step.chooses or step.data is not None or self.in_ad_hoc(token)):
            self.choose(token)
            return
        if self.program.undoing:
            self.remember(token)
        self.drop(token)
        self.follow(token, step.exits if exits is None else exits)

    def _one_done(self, token: Token) -> None:
        """An instance of a repeating activity is done; the activity finds out next how it goes on."""
        whole = self.state.tokens[token.scope]
        step = self.program.steps[token.node]
        data = whole.data if whole.data is not None else {}
        if step.loop is not None and step.loop.loop.output_item is not None:
            number = (token.data or {})["local"]["loopCounter"]
            data.setdefault("out", {})[str(number)] = self.values(token).get(step.loop.loop.output_item)
        fresh = data.get("fresh", 0)
        whole.data = {**data, "fresh": fresh + 1}
        self.drop(token)
        if whole.at is At.LOOP and not fresh:
            self.ready.appendleft(whole)  # whether it goes on is asked each time before anything else runs

    def choose(self, token: Token) -> None:
        """The node is done and cannot be undone; which exits it takes is found out before anything else runs (it would
        change what their conditions see), and may fail."""
        token.at = At.LEAVING
        self.ready.appendleft(token)

    def follow(self, token: Token, exits: tuple[Exit, ...]) -> None:
        """Put tokens behind the node that `token` left; without exits its level may be over."""
        for leaving in exits:
            self.enter(leaving.target, token.scope, leaving.flow)
        if exits or not token.scope or self.live(token.scope):
            return
        whole = self.state.tokens[token.scope]
        if whole.at is At.UNDOING or whole.node in self.program.ad_hoc:
            self.ready.append(whole)
            return
        self.silence(token.scope)
        self.leave(whole)

    def remember(self, token: Token) -> None:
        """An activity is over: keep that it may be compensated, with what was done inside it."""
        inside = [t for t in self.state.tokens.values() if t.scope == token.key and t.at is At.DONE]
        if inside or (token.node in self.program.undoing and token.at is not At.UNDOING):
            done = self.new(token.node, token.scope, At.DONE)
            for inner in inside:
                inner.scope = done.key

    def silence(self, scope: int) -> None:
        """A level is over: its event sub-processes listen no more."""
        level = self.state.tokens[scope].node if scope else ""
        if level in self.program.handlers:
            for token in [t for t in self.state.tokens.values() if t.scope == scope and t.at is At.ARMED]:
                self.remove(token)

    def unwatch(self, host: Token) -> None:
        """Take away the events that watch what `host` does."""
        for token in [t for t in self.state.tokens.values() if t.host == host.key]:
            self.remove(token)

    def disarm(self, token: Token) -> None:
        """Tell the outside that a token no longer waits for its timer, message or signal."""
        step = self.program.steps[token.node]
        if token.via == WHOLE:
            return
        wait = step.waits[int(token.via or 0)]
        if wait.kind == "timer" and self.outcome.timers.pop(token.key, None) is None:
            self.outcome.idle.append(token.key)
        if wait.kind in HEARD and self.outcome.listening.pop(token.key, None) is None:
            self.outcome.deaf.append(token.key)

    def clear(self, scope: int, but: Token | None = None) -> None:
        """Cancel everything on a level."""
        for token in [t for t in self.state.tokens.values() if t.scope == scope and t is not but]:
            if token.key in self.state.tokens:
                self.remove(token)

    def stop(self, scope: int) -> None:
        """Cancel everything that runs or listens on a level; what was done there can still be compensated."""
        for token in [t for t in self.state.tokens.values() if t.scope == scope and t.at is not At.DONE]:
            if token.key in self.state.tokens:
                self.remove(token)

    def remove(self, token: Token) -> None:
        """Cancel a token with all that depends on it: watching events, everything inside."""
        if token.at in (At.CHOICE, At.ALL, At.ARMED) or self.step_of(token).boundary:
            self.unwatch(token)
        if token.at in (At.INSIDE, At.LOOP, At.DONE, At.UNDOING) or (token.at is At.FAILED and self.program.local):
            self.clear(token.key)
        elif token.at is At.ITEM:
            self.log("ITEM_CANCELLED", token.node, token.key, {})
            if self.outcome.opened.pop(token.key, None) is None:
                self.outcome.dropped.append(token.key)
        elif token.at in (At.EVENT, At.ARMED):
            self.disarm(token)
        elif token.at is At.CALL and token.data:
            self.host.uncall(token.data["child"])
        elif token.at is At.EFFECT:
            self.outcome.unwanted.append(token.key)
        if token.at is At.FAILED and self.outcome.failed.pop(token.key, None) is None:
            self.outcome.healed.append(token.key)
        self.drop(token)

    def fail(self, token: Token, failure: Failure) -> None:
        """Open an incident: the token stays where it is, and goes on from there when it is tried again."""
        if token.at in (At.LEAVING, At.EVENT, At.ARMED, At.LOOP, At.INSIDE):
            token.data = {**(token.data or {}), "again": int(token.at)}
        token.at = At.FAILED
        self.outcome.failed[token.key] = (failure.code, failure.text)
        self.log("INCIDENT_OPENED", token.node, token.key, {"code": failure.code, "text": failure.text})

    def crash(self, token: Token, code: str) -> None:
        """Nobody catches an error: the instance fails, and nothing of it goes on."""
        self.log("FAILED", token.node, token.key, {"code": code})
        for other in list(self.state.tokens.values()):
            if other.key in self.state.tokens:
                self.remove(other)
        self.state.ended = True
        self.outcome.crashed = code or "ERROR"
        self.answer("FAILED", code)

    def answer(self, kind: str, code: str) -> None:
        """Tell the caller of this process, if it has one, what became of it."""
        if self.state.parent is not None:
            variables = self.state.variables if kind == "COMPLETED" else {}
            self.host.answer(self.state.parent, kind, code, variables)


def _is_live(token: Token) -> bool:
    return not token.host and token.at is not At.ARMED and token.at is not At.DONE


Behaviour = Callable[[Moves, Token, Step], None]
Behaviours = Mapping[str, Behaviour]
