"""What the engine refuses. Every leaf carries facts, not prose; the portal words them.

EngineError
├── NotFound              no such instance, item, incident or process
├── NotOpen               the item is done or cancelled, or its instance has ended
├── AlreadyClaimed        somebody else holds the item; `by` says who
├── SeparationOfDuties    the actor did a step of this instance that excludes doing this one
├── Suspended             the instance is suspended; nothing moves until it is resumed
├── NotWaiting            no token of the instance waits for this message
├── KeyReused             the idempotency key belongs to another act
├── LostRace              somebody changed the instance at the same moment, three times in a row
├── BadValue              a variable that cannot be kept exactly (a float, bytes, an object)
├── UnknownOperation      a diagram names an operation that is not registered
└── NotPublished          the process has no version in force
BpmnRefused               (engine.bpmn.findings) a diagram that may not be published, with every finding
"""

from __future__ import annotations

from engine.bpmn.findings import BpmnRefused

__all__ = [
    "AlreadyClaimed",
    "BadValue",
    "BpmnRefused",
    "EngineError",
    "KeyReused",
    "LostRace",
    "NotFound",
    "NotOpen",
    "NotPublished",
    "NotWaiting",
    "SeparationOfDuties",
    "Suspended",
    "UnknownOperation",
]


class EngineError(Exception):
    """Root of the engine's refusals. Raised before anything was written, so the caller's transaction may go on."""


class NotFound(EngineError):
    """kind: instance, item, incident or version; key: what was asked for."""

    def __init__(self, kind: str, key: object) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"no {kind} {key}")


class NotOpen(EngineError):
    """status: DONE or CANCELLED for an item, COMPLETED or CANCELLED for an instance."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(f"not open: {status}")


class AlreadyClaimed(EngineError):
    """by: the actor who holds the item."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(f"already claimed by {by}")


class SeparationOfDuties(EngineError):
    """node: what the actor wanted to do; other_node: what they did before in the same instance."""

    def __init__(self, node: str, other_node: str) -> None:
        self.node, self.other_node = node, other_node
        super().__init__(f"{node} may not be done by who did {other_node}")


class Suspended(EngineError):
    """instance_id: the suspended instance."""

    def __init__(self, instance_id: object) -> None:
        self.instance_id = instance_id
        super().__init__(f"instance {instance_id} is suspended")


class CannotMigrate(EngineError):
    """instance_id: what cannot move to the version; why: each token that stands in the way."""

    def __init__(self, instance_id: object, why: str) -> None:
        self.instance_id, self.why = instance_id, why
        super().__init__(f"{instance_id} cannot move: {why}")


class NotWaiting(EngineError):
    """name: the message nobody waits for."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"nothing waits for message {name}")


class KeyReused(EngineError):
    """key: the idempotency key that an earlier, different act used."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"key {key} belongs to another act")


class LostRace(EngineError):
    """instance_id: the instance that changed under the step."""

    def __init__(self, instance_id: object) -> None:
        self.instance_id = instance_id
        super().__init__(f"instance {instance_id} changed at the same moment")


class BadValue(EngineError):
    """kind: name of the Python type that cannot be kept."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"a {kind} cannot be a process variable")


class UnknownOperation(EngineError):
    """name: the operation or effect that nobody registered."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"unknown operation {name}")


class NotPublished(EngineError):
    """key: the process key without a version in force."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"process {key} has no version in force")
