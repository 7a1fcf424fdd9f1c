"""What the scope words of the policy matrix mean for dossiers, and for what hangs on them: attachments and papers."""

from django.db.models import Q

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.documents.models import Paper, Upload
from portal.dossiers.models import Dossier
from portal.dossiers.states import State

FUNDED = ("QUEUED", "RESERVED", "RELEASED", "COMMITTED", "RETURNED", "PAID")
GRANTED = ("COMMITTED", "RETURNED", "PAID")


def register_scopes() -> None:
    """Put dossiers, attachments and papers under the policy."""
    scopes = {"own": own, "handled": handled, "funding": funding, "granted": granted}
    policy.register(Dossier, "dossier", scopes)
    policy.register(Upload, "upload", {word: _of_dossiers(scope, "dossier_id", "pk") for word, scope in scopes.items()})
    policy.register(
        Paper, "paper", {word: _of_dossiers(scope, "dossier_code", "code") for word, scope in scopes.items()}
    )


def own(actor: Actor) -> Q:
    """Filed by oneself, drafts included."""
    return Q(applicant_id=actor.user_id)


def handled(actor: Actor) -> Q:
    """Has left the applicant's drafts."""
    return ~Q(state=State.DRAFT)


def funding(actor: Actor) -> Q:
    """Has asked the budget for money."""
    return Q(money_state__in=FUNDED)


def granted(actor: Actor) -> Q:
    """Decided in favour."""
    return Q(money_state__in=GRANTED)


def _of_dossiers(scope: policy.Scope, field: str, column: str) -> policy.Scope:
    def selected(actor: Actor) -> Q:
        return Q(**{f"{field}__in": Dossier.objects.filter(scope(actor)).values(column)})

    return selected
