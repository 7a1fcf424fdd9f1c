"""Pages around the work: notices to oneself, incidents for the operator, letters where no mail server is set."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.adapters import mail
from portal.casework import notices, selectors, services
from portal.casework.nodes import incident_step
from portal.web.access import signed_in_only, staff_only

SHOWN = 200


@require_GET
@signed_in_only
def notifications(request: ActorRequest) -> HttpResponse:
    """A person's notices, newest first."""
    rows = [(notice, notices.text_of(notice)) for notice in selectors.notifications(request.actor)[:SHOWN]]
    return render(request, "web/operate/notifications.html", {"rows": rows})


@require_POST
@signed_in_only
def mark_read(request: ActorRequest, notification_id: int) -> HttpResponse:
    """Put a notice away."""
    services.mark_read(actor=request.actor, id=notification_id)
    return redirect("notifications")


@require_GET
@staff_only
def incidents(request: ActorRequest) -> HttpResponse:
    """Automatic steps that stopped, for somebody who may look into them."""
    policy.require(request.actor, "incident.view")
    may_retry = policy.allowed(request.actor, "incident.retry")
    rows = [(incident, incident_step(incident)) for incident in selectors.incidents(request.actor)[:SHOWN]]
    return render(request, "web/operate/incidents.html", {"rows": rows, "may_retry": may_retry})


@require_POST
@staff_only
def retry(request: ActorRequest, incident_id: UUID) -> HttpResponse:
    """Let the engine try again."""
    services.retry_incident(actor=request.actor, incident_id=incident_id)
    messages.success(request, _("Đã cho chạy lại."))
    return redirect("incidents")


@require_GET
@staff_only
def letters(request: ActorRequest) -> HttpResponse:
    """The e-mails that would have been sent: only while no mail server is set, and only for administrators."""
    policy.require(request.actor, "incident.retry")
    return render(request, "web/operate/letters.html", {"letters": mail.letters()[:SHOWN]})
