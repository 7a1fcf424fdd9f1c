"""An applicant's way from an empty form to a filed dossier: one thing per page, saved at every step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.middleware import ActorRequest
from portal.casework.advice import DECISION, PACK, advise_draft
from portal.casework.facts import facts_of
from portal.documents.errors import FileNotAccepted, FormInvalid
from portal.documents.forms import BoundForm, show
from portal.dossiers import selectors, services
from portal.dossiers.lines import open_lines
from portal.dossiers.models import Dossier
from portal.platform.clock import now
from portal.platform.errors import Refused
from portal.platform.ids import new_id
from portal.platform.wording import say
from portal.rulebook.explain.cases import explain_in_force
from portal.web import application
from portal.web.access import signed_in_only


@require_GET
@signed_in_only
def mine(request: ActorRequest) -> HttpResponse:
    """All dossiers of the person, and the support lines for a new one."""
    found = selectors.my_dossiers(request.actor)
    return render(request, "web/apply/mine.html", {"dossiers": found, "lines": open_lines()})


@require_POST
@signed_in_only
def begin(request: ActorRequest) -> HttpResponse:
    """Start a dossier for a support line."""
    draft = services.create_draft(actor=request.actor, line=request.POST.get("line", "")[:20])
    return redirect("apply-overview", dossier_id=draft.pk)


@require_GET
@signed_in_only
def overview(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """The task list of a draft: what is done and what is missing. A filed dossier has its own page."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    if draft.code:
        return redirect("dossier-track", dossier_id=draft.pk)
    tasks = application.tasks(draft)
    ready = all(task.status == "DONE" for task in tasks)
    return render(request, "web/apply/overview.html", {"dossier": draft, "tasks": tasks, "ready": ready})


@require_http_methods(["GET", "POST"])
@signed_in_only
def page(request: ActorRequest, dossier_id: UUID, code: str) -> HttpResponse:
    """One page of the application. What was typed is kept, also when something is still wrong with it."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    application.find_page(draft, code)
    if request.method == "GET":
        bound = show(services.form_of(draft), draft.answers, services.context_of(draft), page=code)
        return _page(request, draft, bound)
    bound = services.save_page(actor=request.actor, dossier=draft, page=code, data=request.POST)
    if "more" in request.POST and not bound.errors:
        return redirect("apply-page", dossier_id=draft.pk, code=code)
    if bound.errors:
        return _page(request, draft, bound, status=422)
    draft.refresh_from_db()
    following = application.page_after(draft, code)
    if following is None or "later" in request.POST:
        return redirect("apply-overview", dossier_id=draft.pk)
    return redirect("apply-page", dossier_id=draft.pk, code=following)


@require_POST
@signed_in_only
def attach(request: ActorRequest, dossier_id: UUID, slot: str) -> HttpResponse:
    """Put a file into a slot."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    application.find_slot(draft, slot)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Hãy chọn một tệp."))
        return _back(request, draft)
    try:
        services.attach(actor=request.actor, dossier=draft, field=slot, posted=file)
    except FileNotAccepted as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("Đã nhận tệp."))
    return _back(request, draft)


@require_POST
@signed_in_only
def detach(request: ActorRequest, dossier_id: UUID, upload_id: UUID) -> HttpResponse:
    """Take a file out of its slot."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    services.detach(actor=request.actor, dossier=draft, upload_id=upload_id)
    return _back(request, draft)


@require_GET
@signed_in_only
def check(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Check your answers: everything on one page, each with its way back, and what the rules would say."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    if draft.code:
        return redirect("dossier-track", dossier_id=draft.pk)
    return _check(request, draft, new_id())


@require_POST
@signed_in_only
def submit(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """File the dossier, once, however often the button is pressed."""
    draft = selectors.find_dossier(request.actor, dossier_id)
    key = request.POST.get("key", "")[:64] or str(new_id())
    if not draft.code and application.missing_papers(draft):
        return _check(request, draft, key, status=422)
    try:
        filed = services.submit(actor=request.actor, dossier=draft, key=key)
    except FormInvalid:
        return _check(request, draft, key, status=422)
    except Refused as refusal:
        messages.error(request, say(refusal))
        return _check(request, draft, key, status=422)
    return redirect("apply-done", dossier_id=filed.pk)


@require_GET
@signed_in_only
def done(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """The dossier is filed: its code, and what happens next."""
    filed = selectors.find_dossier(request.actor, dossier_id)
    if not filed.code:
        return redirect("apply-overview", dossier_id=filed.pk)
    return render(request, "web/apply/done.html", {"dossier": filed})


@require_POST
@signed_in_only
def delete(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    services.delete_draft(actor=request.actor, dossier=selectors.find_dossier(request.actor, dossier_id))
    messages.success(request, _("Đã xóa bản nháp."))
    return redirect("apply-mine")


def _page(request: ActorRequest, draft: Dossier, bound: BoundForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"dossier": draft, "bound": bound, "page": bound.pages[0]}
    context["slots"] = application.filled_slots(draft, bound.pages[0].documents)
    context["before"] = application.page_before(draft, bound.pages[0].code)
    return render(request, "web/apply/page.html", context, status=status)


def _check(request: ActorRequest, draft: Dossier, key: object, *, status: int = 200) -> HttpResponse:
    tasks = application.tasks(draft)
    context = {
        "dossier": draft,
        "bound": show(services.form_of(draft), draft.answers, services.context_of(draft)),
        "tasks": tasks,
        "ready": all(task.status == "DONE" for task in tasks),
        "advice": advise_draft(draft),
        "explained": explain_in_force(PACK, DECISION, facts_of(draft, moment=now()), now=now()),
        "key": key,
    }
    return render(request, "web/apply/check.html", context, status=status)


def _back(request: ActorRequest, dossier: Dossier) -> HttpResponse:
    """To the page the file belongs to: of the application, or of the supplement."""
    code = request.POST.get("page", "")
    if dossier.code and (item := _uuid(code)):
        return redirect("dossier-respond", item_id=item)
    if not dossier.code and code in {page.code for page in services.form_of(dossier).pages}:
        return redirect("apply-page", dossier_id=dossier.pk, code=code)
    return redirect("dossier-track" if dossier.code else "apply-overview", dossier_id=dossier.pk)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
