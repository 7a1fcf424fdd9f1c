"""Reading dossiers: one's own, one by its id, its attachments, papers and timeline, and looking up by code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.documents.models import Paper, Upload
from portal.dossiers.models import Dossier, DossierEvent, SupplementRequest
from portal.dossiers.states import State


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """What anybody with both codes may know: no name, no amount, no reason."""

    code: str
    state_label: str
    national_code: int | None
    line_name_vi: str
    line_name_en: str
    dossier: Dossier


def my_dossiers(actor: Actor) -> QuerySet[Dossier]:
    """The actor's own dossiers and drafts, newest first."""
    return Dossier.objects.filter(applicant_id=actor.user_id).select_related("support_line").order_by("-created_at")


def find_dossier(actor: Actor, dossier_id: UUID) -> Dossier:
    """One dossier that the actor may see. Raises NotVisible."""
    found: Dossier = policy.find(actor, Dossier, pk=dossier_id)
    return found


def find_by_code(actor: Actor, code: str) -> Dossier:
    """The same by its code. Raises NotVisible."""
    found: Dossier = policy.find(actor, Dossier, code=code)
    return found


def decided_at(dossier: Dossier) -> datetime | None:
    """When the dossier was first approved or rejected; None while it is not decided."""
    decided = dossier.events.filter(kind="STATE", state__in=(State.APPROVED, State.REJECTED))
    return decided.order_by("id").values_list("at", flat=True).first()


def find_by_lookup(lookup_code: str, code: str = "") -> PublicStatus | None:
    """The public view of a filed dossier by its look-up code (and dossier code, where given); None for all else."""
    rows = Dossier.objects.exclude(code="").filter(lookup_code=lookup_code.strip().upper())
    if code:
        rows = rows.filter(code=code.strip().upper())
    dossier = rows.select_related("support_line").first()
    if dossier is None:
        return None
    line = dossier.support_line
    return PublicStatus(
        dossier.code, dossier.get_state_display(), dossier.national_code, line.name_vi, line.name_en, dossier
    )


def uploads_of(dossier: Dossier) -> QuerySet[Upload]:
    """The attachments in the order in which they came."""
    return Upload.objects.filter(dossier_id=dossier.pk).order_by("created_at")


def removable_uploads(dossier: Dossier) -> QuerySet[Upload]:
    """Attachments that may still be taken out: all of a draft's, and those of a supplement that is not yet answered."""
    rows = Upload.objects.filter(dossier_id=dossier.pk)
    if dossier.state == State.DRAFT:
        return rows
    asked = open_supplement(dossier)
    return rows.filter(created_at__gte=asked.asked_at) if asked else rows.none()


def papers_of(dossier: Dossier) -> QuerySet[Paper]:
    """The slips and letters issued for a filed dossier, newest first; a draft has none."""
    rows = Paper.objects.order_by("-issued_at", "-number")
    return rows.filter(dossier_code=dossier.code) if dossier.code else rows.none()


def timeline(dossier: Dossier) -> QuerySet[DossierEvent]:
    """What happened, oldest first."""
    return dossier.events.order_by("pk")


def open_supplement(dossier: Dossier) -> SupplementRequest | None:
    """The request that waits for the applicant, if any."""
    return dossier.supplements.filter(answered_at__isnull=True).order_by("-count").first()
