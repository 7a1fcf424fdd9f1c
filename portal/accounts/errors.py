"""Refusals of the access policy.

AccessRefused
├── NotVisible   the object does not exist for this actor: 404, the same as for one that is not there
└── NotAllowed   the actor may see the object but not do this: 403
"""


class AccessRefused(Exception):
    """Root of what the policy says no to."""


class NotVisible(AccessRefused):
    """No such object for this actor. Carries the kind of object, never whether it exists."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NotAllowed(AccessRefused):
    """The matrix gives the actor's roles no right to the action on this object."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action
