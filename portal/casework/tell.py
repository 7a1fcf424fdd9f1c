"""Telling people: who is meant by a role, which facts the notice may carry, and the letter besides."""

from collections.abc import Iterable, Mapping

from engine.bpmn.nodes import Notification as NodeNotice
from engine.ports import NotifyContext
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.casework import notices
from portal.casework.notice_facts import facts_for
from portal.dossiers.models import Dossier


def notify_step(planned: tuple[NodeNotice, ...], ctx: NotifyContext) -> None:
    """Send the notices that the diagram hangs on a node. Answers the port of the engine."""
    dossier = Dossier.objects.select_related("applicant").get(code=ctx.business_key)
    facts = facts_for(dossier, ctx.variables)
    for notice in planned:
        fresh = notices.notify(
            people_of(notice.to, dossier), notice.code, dossier_code=dossier.code, facts=facts, key=ctx.key
        )
        for told in fresh:
            ctx.enqueue(notices.MAIL_EFFECT, notices.letter_of(told), f"mail:{told.pk}")


def tell_role(role: str, code: str, dossier: Dossier, *, key: str, **facts: object) -> None:
    """Tell everybody of a role in the portal; staff get no letters for what their queue shows."""
    said: Mapping[str, object] = {"code": dossier.code, **facts}
    notices.notify(people_of(role, dossier), code, dossier_code=dossier.code, facts=said, key=key)


def people_of(role: str, dossier: Dossier) -> Iterable[User]:
    """The applicant of the dossier, or everybody active who holds the role."""
    if role == Role.APPLICANT:
        return [dossier.applicant]
    return User.objects.filter(grants__role=role, is_active=True).order_by("pk")
