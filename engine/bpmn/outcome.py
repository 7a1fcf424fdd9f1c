"""What a run asks of the outside, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.bpmn.nodes import Node


class Host(Protocol):
    """What a run asks of the outside. `token` makes the execution unique inside the instance."""

    @property
    def now(self) -> datetime:
        """Moment of the step, aware."""

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        """Result of a service operation, or QUEUED when it runs after commit. Raises Failure."""

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        """Outputs of a decision. Raises Failure."""

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        """Send the notices of a completed node."""

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        """Tell all other instances that wait for this signal, after commit."""

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        """Send a message to another instance, after commit."""

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        """Begin the process that a call activity calls, after commit. Returns the id of the new instance.

        moment  whose version in force is called, None for the binding that the node says
        """

    def uncall(self, child: str) -> None:
        """Cancel a called process whose call is no longer waited for, after commit."""

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        """Tell the caller of this process what became of it: COMPLETED, FAILED, CANCELLED or ESCALATED."""

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """End of a deadline counted in working days."""


class _Queued:
    """The one value that says "this runs after commit"."""


QUEUED = _Queued()


@dataclass(slots=True)
class Happened:
    """One event before it is numbered. See engine.types.Event for the kinds."""

    kind: str
    node: str
    token: int
    data: dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What a run changed. Whatever began and ended inside the run is in neither list.

    opened     user-task tokens that now wait -> assignee ("" for the role)
    done       user-task tokens that a person completed
    dropped    user-task tokens that were cancelled
    timers     tokens that now wait for a moment -> that moment
    idle       tokens whose timer is no longer needed
    listening  tokens that now wait for a message or a signal -> which of the two, and its name
    deaf       tokens that no longer wait for one
    unwanted   tokens whose effect is no longer needed
    failed     tokens with a new incident -> (code, text)
    healed     tokens whose incident is over
    crashed    code of the error that nobody caught and that ended the instance; "" for none
    """

    events: list[Happened] = field(default_factory=list)
    opened: dict[int, str] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    timers: dict[int, datetime] = field(default_factory=dict)
    idle: list[int] = field(default_factory=list)
    listening: dict[int, tuple[str, str]] = field(default_factory=dict)
    deaf: list[int] = field(default_factory=list)
    unwanted: list[int] = field(default_factory=list)
    failed: dict[int, tuple[str, str]] = field(default_factory=dict)
    healed: list[int] = field(default_factory=list)
    crashed: str = ""
