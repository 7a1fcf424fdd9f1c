"""Where the tokens of one instance stand and what it knows. Plain data, no behaviour of BPMN."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class At(IntEnum):
    """What a token is doing. The numbers are stored: never change them."""

    READY = 0  # to be run in this step
    ITEM = 1  # waits for a person
    EVENT = 2  # waits for a message or a timer
    EFFECT = 3  # waits for the outbox
    JOIN = 4  # waits for the other branches of a parallel gateway
    INSIDE = 5  # holds a sub-process open; tokens with scope = key are inside
    CHOICE = 6  # an event-based gateway; its events are tokens with host = key
    FAILED = 7  # an incident is open
    ARMED = 8  # listens for the trigger of an event sub-process; does not keep its level alive
    ALL = 9  # an event that waits for all of its triggers; they are tokens with host = key
    RESET = 10  # a complex gateway that has gone on and waits for the rest
    DONE = 13  # an activity that is over and may be compensated; what was done inside it are tokens with scope = key
    UNDOING = 14  # lets activities be compensated, one after the other; the handler that runs has scope = key
    CALL = 15  # waits for the process that it called
    DATA = 20  # an activity that waits for the data it needs
    LOOP = 12  # an activity that repeats; its instances are tokens on the same node with scope = key
    LEAVING = 11  # the node is done; its exits are to be chosen in this step


@dataclass(slots=True)
class Token:
    """One token.

    key    number inside the instance, never used twice
    scope  key of the sub-process token it is inside, 0 at the top level
    host   key of the activity or event gateway it watches (boundary events, events of a choice), 0 otherwise
    via    flow on which it reached a join; which trigger of a multiple event it waits for; "" otherwise
    data   what a construct must remember with this token (text keys, stored values), None for most
    """

    key: int
    node: str
    scope: int = 0
    at: At = At.READY
    host: int = 0
    via: str = ""
    data: dict[str, Any] | None = None


@dataclass(slots=True)
class State:
    """The whole of a running instance, apart from what its rows say.

    variables  by name: form answers, rule results, operation results
    doers      user task -> actors who completed it in this instance, for the separation of duties
    last_key   the highest token number given so far
    ended      True when the last token is gone
    parent     instance and token that called this process, None when nobody did
    """

    variables: dict[str, Any] = field(default_factory=dict)
    tokens: dict[int, Token] = field(default_factory=dict)
    doers: dict[str, list[str]] = field(default_factory=dict)
    last_key: int = 0
    ended: bool = False
    parent: tuple[str, int] | None = None
