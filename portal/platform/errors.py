"""The one error tree of the portal. A leaf carries facts; `wording` says them in the reader's language.

PortalError
├── NotVisible   404  no such object for this actor; the same for a missing and for a forbidden one
├── NotAllowed   403  visible, but the matrix gives no right to the action
├── Conflict     409  somebody was faster, or the object has moved on
├── Refused      422  a rule of the programme says no; the person can do something about it
└── Unavailable  503  something outside is down; trying again later is right
"""

from typing import ClassVar


class PortalError(Exception):
    """Root. `code` names the message in `wording`; `facts` fill its places."""

    status: ClassVar[int] = 422
    code: str = "REFUSED"

    def __init__(self, code: str = "", /, **facts: object) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code, facts)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({said})"


class NotVisible(PortalError):
    """No such object for this actor. Carries the kind of object, never whether it exists."""

    status: ClassVar[int] = 404
    code = "NOT_VISIBLE"

    def __init__(self, kind: str) -> None:
        super().__init__(kind=kind)
        self.kind = kind

    def __str__(self) -> str:
        return self.kind


class NotAllowed(PortalError):
    """The matrix gives the actor's roles no right to the action on this object."""

    status: ClassVar[int] = 403
    code = "NOT_ALLOWED"

    def __init__(self, action: str) -> None:
        super().__init__(action=action)
        self.action = action

    def __str__(self) -> str:
        return self.action


class Conflict(PortalError):
    """The object is no longer as the actor saw it."""

    status: ClassVar[int] = 409
    code = "CONFLICT"


class Refused(PortalError):
    """A rule of the programme says no."""

    status: ClassVar[int] = 422
    code = "REFUSED"


class Unavailable(PortalError):
    """Something that the product needs is out of reach for now."""

    status: ClassVar[int] = 503
    code = "UNAVAILABLE"
