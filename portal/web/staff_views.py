"""The pages of the people who handle dossiers: queue, work item, dossier.

Each view parses, asks the policy through a selector, makes one service call and answers.
"""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.middleware import ActorRequest
from portal.accounts.roles import Role
from portal.casework import selectors, services
from portal.casework.pins import repin_with_reason
from portal.casework.queue import Scope
from portal.casework.urgency import Urgency, bounds
from portal.documents.errors import FormInvalid
from portal.documents.forms import BoundForm, preview, show
from portal.dossiers import selectors as dossier_selectors
from portal.dossiers.models import Dossier
from portal.platform.errors import Conflict, Refused
from portal.platform.ids import new_id
from portal.platform.wording import say
from portal.programme.models import SupportLine
from portal.web import evidence
from portal.web.access import staff_only
from portal.web.pins_shown import moves, pins

SCOPES: Mapping[str, Scope] = {"mine": "mine", "roles": "roles", "all": "all"}


@require_GET
@staff_only
def queue(request: ActorRequest) -> HttpResponse:
    """The work list: mine, open to my roles, or all that I may see; filtered and grouped by urgency."""
    asked = request.GET
    scope = SCOPES.get(asked.get("scope", ""), "roles" if request.actor.handles_dossiers else "all")
    urgency = asked.get("urgency", "") if asked.get("urgency") in set(Urgency) else ""
    q, line = asked.get("q", "")[:100].replace("\0", ""), asked.get("line", "")[:20].replace("\0", "")
    number = _page_number(asked.get("page", "1"))
    page = selectors.queue(request.actor, scope=scope, q=q, urgency=urgency, line=line, page=number)
    chosen = {"scope": scope, "q": q, "urgency": urgency, "line": line}
    kept = urlencode({name: value for name, value in chosen.items() if value})
    lines = SupportLine.objects.order_by("pk")
    context = {"page": page, "chosen": chosen, "kept": kept, "lines": lines, "key": new_id()}
    return render(request, "web/staff/queue.html", context)


@require_GET
@staff_only
def work_item(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """One piece of work: the evidence beside the form that decides."""
    item = selectors.find_item(request.actor, item_id)
    return _work_item_page(request, selectors.item_context(request.actor, item))


@require_POST
@staff_only
def fields(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """The questions again, after an answer that other questions hang on. Nothing is stored or judged."""
    context = selectors.item_context(request.actor, selectors.find_item(request.actor, item_id))
    bound = preview(context.form, request.POST, context.conditions)
    return render(request, "web/parts/fields.html", {"bound": bound})


@require_POST
@staff_only
def claim(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """Take a piece of work. Being second is told, not treated as a fault."""
    try:
        services.claim(actor=request.actor, item_id=item_id, key=_key(request))
    except Conflict as faster:
        messages.warning(request, say(faster))
        return redirect("staff-queue")
    return redirect("staff-work-item", item_id=item_id)


@require_POST
@staff_only
def unclaim(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """Put a piece of work back for colleagues."""
    services.unclaim(actor=request.actor, item_id=item_id, key=_key(request))
    messages.success(request, _("Đã trả việc về hàng đợi chung."))
    return redirect("staff-queue")


@require_POST
@staff_only
def assign(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """Hand a piece of work to a colleague."""
    to = request.POST.get("to", "")
    services.assign(
        actor=request.actor, item_id=item_id, to_user_id=_page_number(to) if to.isdecimal() else 0, key=_key(request)
    )
    messages.success(request, _("Đã giao việc."))
    return redirect("staff-queue")


@require_POST
@staff_only
def complete(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """Finish a piece of work with the answers of its form."""
    try:
        done = services.complete_work_item(actor=request.actor, item_id=item_id, data=request.POST, key=_key(request))
    except FormInvalid as invalid:
        return _again(request, item_id, invalid.form)
    except Refused as refusal:
        messages.error(request, say(refusal))
        return _again(request, item_id, None)
    messages.success(request, _("Đã hoàn thành công việc của hồ sơ %(code)s.") % {"code": done.dossier_code})
    return redirect(f"{reverse('staff-queue')}?scope=mine")


@require_GET
@staff_only
def dossier(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Everything of one dossier that the reader may see."""
    found = dossier_selectors.find_dossier(request.actor, dossier_id)
    return _dossier_page(request, found)


@require_POST
@staff_only
def repin(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Judge a dossier by the rules now in force, with a reason."""
    found = dossier_selectors.find_dossier(request.actor, dossier_id)
    try:
        repin_with_reason(actor=request.actor, dossier_id=dossier_id, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, say(refusal))
        return _dossier_page(request, found, status=refusal.status)
    messages.success(request, _("Đã chuyển hồ sơ sang quy định đang có hiệu lực."))
    return redirect("staff-dossier", dossier_id=dossier_id)


def _dossier_page(request: ActorRequest, found: Dossier, *, status: int = 200) -> HttpResponse:
    context = {
        "dossier": found,
        "pins": pins(found),
        "moves": moves(request.actor, found),
        **evidence.of_dossier(found),
    }
    return render(request, "web/staff/dossier.html", context, status=status)


def _again(request: ActorRequest, item_id: UUID, bound: BoundForm | None) -> HttpResponse:
    context = selectors.item_context(request.actor, selectors.find_item(request.actor, item_id))
    posted = bound or preview(context.form, request.POST, context.conditions)
    return _work_item_page(request, context, bound=posted, status=422)


def _work_item_page(
    request: ActorRequest, context: selectors.ItemContext, *, bound: BoundForm | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "context": context,
        "dossier": context.dossier,
        "waits_for": Role(context.item.role).label if context.item.closed_at is None and context.item.role else "",
        "is_late": context.item.closed_at is None and bounds().group_of(context.item.due_at) == Urgency.OVERDUE,
        "bound": bound or show(context.form, context.initial, context.conditions),
        "key": request.POST.get("key", "")[:64] or new_id(),
        "colleagues": selectors.colleagues(request.actor, context.item),
        **evidence.of_item(context),
        **evidence.of_dossier(context.dossier),
    }
    return render(request, "web/staff/work_item.html", shown, status=status)


def _key(request: ActorRequest) -> str:
    """The intention's key, made when the form was shown; a post without one is an intention of its own."""
    return request.POST.get("key", "")[:64] or str(new_id())


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
