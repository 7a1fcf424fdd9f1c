"""What the scope words of the policy matrix mean for work items, notices and incidents."""

from django.db.models import Q

from engine.models import Incident, WorkItem
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.roles import Role
from portal.casework.models import Notification


def register_scopes() -> None:
    """Put casework's objects under the policy."""
    policy.register(WorkItem, "work_item", {"mine": mine, "role": of_my_roles, "officers": of_officers})
    policy.register(Notification, "notification", {"own": lambda actor: Q(user_id=actor.user_id)})
    policy.register(Incident, "incident", {})


def mine(actor: Actor) -> Q:
    """Claimed by me, named for me, or done by me: the last lets a repeated click find its answer."""
    return Q(claimed_by=actor.id) | Q(assignee=actor.id) | Q(done_by=actor.id)


def of_my_roles(actor: Actor) -> Q:
    """In the queue of one of my roles, whoever has taken it. The applicant's items are never a queue."""
    return Q(role__in=actor.roles - {Role.APPLICANT.value}) | mine(actor)


def of_officers(actor: Actor) -> Q:
    """Work of the division's officers, which their head may hand from one to another."""
    return Q(role=Role.OFFICER)
