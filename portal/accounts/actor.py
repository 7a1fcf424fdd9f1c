"""Who acts: the person behind a request or a job, with the roles that they hold now."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.accounts.roles import CASE_ROLES, STAFF_ROLES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and their roles, read once per request. `user_id` None is a visitor who has not signed in."""

    user_id: int | None
    roles: frozenset[str]
    name: str = ""

    @property
    def id(self) -> str:
        """The opaque name that the engine knows this person by."""
        return str(self.user_id) if self.user_id is not None else "ANONYMOUS"

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def handles_dossiers(self) -> bool:
        return bool(self.roles & CASE_ROLES)


ANONYMOUS = Actor(user_id=None, roles=frozenset())


def actor_for(user: User) -> Actor:
    """The actor of a signed-in person. Everybody with an account may apply; staff hold their grants besides."""
    if not user.is_active:
        return ANONYMOUS
    granted = frozenset(user.grants.values_list("role", flat=True))
    return Actor(user_id=user.pk, roles=granted or frozenset({Role.APPLICANT.value}), name=str(user))
