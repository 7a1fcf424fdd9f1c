"""Forward chaining of a pack's decisions by durable-rules, the one place that knows this library.

Each decision is one rule: when the decisions that it needs are known, make it and assert that it is known. The values
stay on our side, typed and exact; the library carries the names of what is known. It is used inside the bounds that
were measured for version 2.0.28: one lock for the process, a fresh session each time that is deleted afterwards,
rulesets of at most 40 rules, a bounded number of rulesets, and an error slot, since it swallows what an action raises.
"""

import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from durable.lang import assert_fact, c, delete_state, m, ruleset, when_all

from rules.evaluate.errors import ChainBroken

MAX_RULES = 40
MAX_RULESETS = 300
BEGIN = "*"

Make = Callable[[str], None]


class TooManyRulesets(RuntimeError):
    """The library cannot forget a ruleset: a process that has met graphs of so many shapes must be started anew."""


class _Session:
    """One evaluation under way: what makes a decision, what was made, what went wrong."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.made: list[str] = []
        self.error: BaseException | None = None


_lock = threading.Lock()
_numbers = itertools.count(1)
_rulesets: set[str] = set()
_sessions: dict[str, _Session] = {}


def chain(needs: Mapping[str, Sequence[str]], make: Make) -> list[str]:
    """Make every decision once, each after those that it needs. Returns the order.

    needs  decision -> decisions that it needs, in an order in which needs come first
    make   called with the name of each decision; what it raises is raised here
    Raises ChainBroken when a decision was not made.
    """
    names = list(needs)
    done: list[str] = []
    with _lock:
        for start in range(0, len(names), MAX_RULES):
            done += _run(names[start : start + MAX_RULES], needs, make)
    missing = [decision for decision in needs if decision not in done]
    if missing:
        raise ChainBroken(missing[0], "was not made")
    return done


def _run(part: list[str], needs: Mapping[str, Sequence[str]], make: Make) -> list[str]:
    """Make the decisions of one ruleset. Inside it they go by their places, so that graphs of one shape share it."""
    places = {decision: str(place) for place, decision in enumerate(part)}
    name = _declare({places[one]: [places[needed] for needed in needs[one] if needed in places] for one in part})
    made = _fire(name, lambda place: make(part[int(place)]))
    return [part[int(place)] for place in made]


def _fire(name: str, make: Make) -> list[str]:
    session, sid = _Session(make), str(next(_numbers))
    _sessions[sid] = session
    try:
        assert_fact(name, {"sid": sid, "known": BEGIN})
    finally:
        del _sessions[sid]
        delete_state(name, sid)
    if session.error is not None:
        raise session.error
    return session.made


def _declare(needs: Mapping[str, Sequence[str]]) -> str:
    """The name of the ruleset of a graph of this shape."""
    name = hashlib.sha256(json.dumps(needs).encode()).hexdigest()
    if name in _rulesets:
        return name
    if len(_rulesets) >= MAX_RULESETS:
        raise TooManyRulesets(name)
    wanted = {needed for others in needs.values() for needed in others}
    with ruleset(name):
        for decision, others in needs.items():
            conditions = [
                getattr(c, f"known_{place}") << (m.known == other) for place, other in enumerate(others or [BEGIN])
            ]
            when_all(*conditions)(_action(decision, tell=decision in wanted))
    _rulesets.add(name)
    return name


def _action(decision: str, *, tell: bool) -> Callable[[Any], None]:
    def make(closure: Any) -> None:
        session = _sessions[closure.s.sid]
        if session.error is not None or decision in session.made:
            return
        try:
            session.make(decision)
        # The library drops whatever an action raises; the slot carries it to the caller, who raises it again.
        except BaseException as error:
            session.error = error
            return
        session.made.append(decision)
        if tell:
            closure.assert_fact({"known": decision})

    return make
