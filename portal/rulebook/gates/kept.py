"""What the authors of drafts answer for."""

from uuid import UUID

from portal.rulebook.gates.finding import Acceptances, Accepted
from portal.rulebook.gates.models import AcceptedGap
from portal.rulebook.models import PackDraft


def acceptances_of(draft: PackDraft) -> Acceptances:
    """What stands in a draft, by the key of the finding, with what stood in the draft that its base came from."""
    kept = AcceptedGap.objects.filter(draft__in=_drafts(draft)).select_related("accepted_by").order_by("accepted_at")
    return {row.finding: Accepted(row.reason, str(row.accepted_by), row.accepted_at) for row in kept}


def _drafts(draft: PackDraft) -> list[UUID]:
    earlier = PackDraft.objects.filter(published_version_id=draft.base_id).values_list("pk", flat=True)
    return [*earlier, draft.pk]
