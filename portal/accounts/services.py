"""Changes of people: who has an account, which roles they hold. Each change leaves a line in the audit log."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import Role
from portal.platform import audit

FIRST_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class Engaged:
    """A member of staff after `engage`. `first_password` is "" for somebody who had an account already."""

    user: User
    roles: tuple[str, ...]
    first_password: str = ""


@transaction.atomic
def engage(*, email: str, full_name: str, unit: str, roles: Iterable[Role], by: str) -> Engaged:
    """Give a person an account, when they have none, and the roles that they lack.

    full_name, unit   changed only when not empty
    by                name of the one who orders it, for the audit log
    Returns           a made-up first password with a new account; it is shown once and kept nowhere
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    password = ""
    if user is None:
        password = secrets.token_urlsafe(FIRST_PASSWORD_BYTES)
        user = User.objects.create_user(email, password)
        audit.record(by, "person.add", kind="person", object_id=user.pk)
    user.full_name, user.unit, user.is_active = full_name or user.full_name, unit or user.unit, True
    user.save(update_fields=["full_name", "unit", "is_active"])
    for role in roles:
        if RoleGrant.objects.get_or_create(user=user, role=role)[1]:
            audit.record(by, "role.grant", kind="person", object_id=user.pk, facts={"role": str(role)})
    return Engaged(user, _held(user), password)


@transaction.atomic
def withdraw_roles(*, email: str, roles: Iterable[Role], by: str) -> Engaged:
    """Take roles away; it acts at the person's next click. Raises User.DoesNotExist."""
    user = User.objects.select_for_update().get(email=email.lower())
    for role in roles:
        if RoleGrant.objects.filter(user=user, role=role).delete()[0]:
            audit.record(by, "role.withdraw", kind="person", object_id=user.pk, facts={"role": str(role)})
    return Engaged(user, _held(user))


@transaction.atomic
def dismiss(*, email: str, by: str) -> Engaged:
    """End a person's account: no roles, no sign-in. What they did keeps their name. Raises User.DoesNotExist."""
    left = withdraw_roles(email=email, roles=list(Role), by=by)
    User.objects.filter(pk=left.user.pk).update(is_active=False)
    audit.record(by, "person.dismiss", kind="person", object_id=left.user.pk)
    return left


def _held(user: User) -> tuple[str, ...]:
    return tuple(user.grants.order_by("role").values_list("role", flat=True))
