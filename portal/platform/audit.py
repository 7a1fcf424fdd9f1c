"""Writing to the audit log (rule R-LOG-1), in the caller's transaction: no act without its line, nor the reverse."""

from collections.abc import Mapping

from portal.platform.clock import now
from portal.platform.models import AuditEntry


def record(
    actor: str,
    action: str,
    *,
    kind: str,
    object_id: object,
    facts: Mapping[str, object] | None = None,
    legal_basis: str = "",
) -> AuditEntry:
    """Add one line.

    actor        the engine's name of the person, or SYSTEM
    action       the word of the policy matrix, e.g. `dossier.submit`
    kind         the object's word in the policy matrix
    facts        JSON values; no personal data
    legal_basis  article or instrument, where the act has one
    """
    return AuditEntry.objects.create(
        at=now(),
        actor=actor,
        action=action,
        kind=kind,
        object_id=str(object_id),
        legal_basis=legal_basis,
        facts=dict(facts or {}),
    )
