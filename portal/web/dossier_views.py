"""A filed dossier as its applicant sees it: where it stands, what is asked, the papers, and the way out."""

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engine.models import WorkItem
from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.casework import selectors as casework
from portal.casework import services as work
from portal.casework.nodes import node_name
from portal.documents import papers, uploads
from portal.documents.errors import FormInvalid
from portal.documents.forms import BoundForm, preview, show
from portal.documents.models import Paper, Upload
from portal.dossiers import selectors, services
from portal.dossiers.states import WITHDRAWABLE
from portal.platform.errors import NotVisible, Refused
from portal.platform.ids import new_id
from portal.platform.wording import say
from portal.rulebook.explain.cases import reasons_for
from portal.web import application
from portal.web.access import signed_in_only
from portal.web.pins_shown import pins


@require_GET
@signed_in_only
def track(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Where the dossier stands, with whom, until when, and what happened so far."""
    found = selectors.find_dossier(request.actor, dossier_id)
    if not found.code:
        return redirect("apply-overview", dossier_id=found.pk)
    context = {
        "dossier": found,
        "timeline": selectors.timeline(found),
        "papers": [(paper, application.paper_title(paper)) for paper in selectors.papers_of(found)],
        "asked": _asked_of(request, found.code),
        "may_withdraw": found.state in WITHDRAWABLE and policy.allowed(request.actor, "dossier.withdraw", found),
        "pins": pins(found),
        "explained": reasons_for(request.actor, found),
        "key": new_id(),
    }
    return render(request, "web/dossier/track.html", context)


@require_GET
@signed_in_only
def answers(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """What was filed, as it was filed."""
    found = selectors.find_dossier(request.actor, dossier_id)
    bound = show(services.form_of(found), found.answers, services.context_of(found))
    context = {"dossier": found, "bound": bound, "uploads": selectors.uploads_of(found)}
    return render(request, "web/dossier/answers.html", context)


@require_http_methods(["GET", "POST"])
@signed_in_only
def respond(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """What the office asked of the applicant: a supplement, a corrected account."""
    item = casework.find_item(request.actor, item_id)
    if request.actor.id not in {item.assignee, item.done_by}:
        raise NotVisible("work_item")
    context = casework.item_context(request.actor, item)
    if request.method == "GET":
        return _respond_page(request, context, show(context.form, context.initial, context.conditions))
    try:
        work.complete_work_item(
            actor=request.actor,
            item_id=item_id,
            data=request.POST,
            key=request.POST.get("key", "")[:64] or str(new_id()),
        )
    except FormInvalid as invalid:
        return _respond_page(request, context, invalid.form, status=422)
    except Refused as refusal:
        messages.error(request, say(refusal))
        typed = preview(context.form, request.POST, context.conditions)
        return _respond_page(request, context, typed, status=422)
    messages.success(request, _("Đã gửi. Cảm ơn quý vị."))
    return redirect("dossier-track", dossier_id=context.dossier.pk)


@require_POST
@signed_in_only
def withdraw(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Ask to withdraw the dossier."""
    found = selectors.find_dossier(request.actor, dossier_id)
    services.withdraw(
        actor=request.actor,
        dossier=found,
        reason=request.POST.get("reason", "")[:1000],
        key=request.POST.get("key", "")[:64] or str(new_id()),
    )
    messages.success(request, _("Đã gửi đề nghị rút hồ sơ."))
    return redirect("dossier-track", dossier_id=found.pk)


@require_GET
@signed_in_only
def paper(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    """An issued slip or letter as PDF."""
    found: Paper = policy.find(request.actor, Paper, pk=paper_id)
    response = HttpResponse(papers.content_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.template}-{found.pk}.pdf"'
    return response


@require_GET
@signed_in_only
def upload(request: ActorRequest, dossier_id: UUID, upload_id: UUID) -> FileResponse:
    """An attachment, always as a download: what visitors send is never shown in a page of ours."""
    found: Upload = policy.find(request.actor, Upload, pk=upload_id, dossier_id=dossier_id)
    content = uploads.content_of(found, reader_id=request.actor.user_id)
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=found.file_name, content_type="application/octet-stream"
    )


def _asked_of(request: ActorRequest, dossier_code: str) -> list[dict[str, Any]]:
    """Open work items of this dossier that wait for this person."""
    mine = policy.visible(request.actor, WorkItem).filter(
        business_key=dossier_code, status__in=["READY", "CLAIMED"], assignee=request.actor.id
    )
    return [{"item": item, "name": node_name(item)} for item in mine]


def _respond_page(
    request: ActorRequest, context: casework.ItemContext, bound: BoundForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "context": context,
        "dossier": context.dossier,
        "bound": bound,
        "slots": [slot for page in bound.pages for slot in application.filled_slots(context.dossier, page.documents)],
        "supplement": selectors.open_supplement(context.dossier),
        "key": request.POST.get("key", "")[:64] or new_id(),
    }
    return render(request, "web/dossier/respond.html", shown, status=status)
