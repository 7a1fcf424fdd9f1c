"""The pages of a replay: who gains and who loses under a draft, with progress, a picture, a table and a workbook."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.dossiers.models import Dossier
from portal.platform.errors import Conflict, Refused
from portal.platform.wording import say
from portal.rulebook import selectors
from portal.rulebook.compiled import pack_of
from portal.rulebook.replay import services
from portal.rulebook.replay.book import report_book
from portal.rulebook.replay.models import Verdict
from portal.web import replay_words as words
from portal.web.access import staff_only
from portal.web.rulebook_views import XLSX

ON_A_PAGE = 50


@require_GET
@staff_only
def replay(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The latest replay of a draft, or the door to the first one."""
    draft = selectors.find_draft(request.actor, draft_id)
    policy.require(request.actor, services.RIGHT)
    standing = services.standing(draft)
    context: dict[str, Any] = {"draft": draft, "run": standing.run, "is_fresh": standing.is_fresh}
    if standing.run is not None and not standing.run.is_open:
        verdict = request.GET.get("verdict", "")
        page = Paginator(services.rows_of(standing.run, verdict), ON_A_PAGE).get_page(request.GET.get("page"))
        codes = [row.dossier_code for row in page]
        open_to_me = policy.visible(request.actor, Dossier).filter(code__in=codes)
        links = dict(open_to_me.values_list("code", "pk"))
        context |= {
            "groups": words.groups(standing.run.summary),
            "moves": words.moves(standing.run.summary, pack_of(draft.base_id)),
            "verdicts": Verdict.choices,
            "chosen": verdict,
            "page": page,
            "rows": [words.row(row, pack_of(draft.base_id), links.get(row.dossier_code)) for row in page],
        }
    return render(request, "web/replay/replay.html", context)


@require_GET
@staff_only
def status(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The bar of a running replay, asked for again and again; the whole page is read anew when it ends."""
    run = services.find(request.actor, run_id)
    response = render(request, "web/replay/_status.html", {"run": run, "draft": run.draft})
    if not run.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@staff_only
def start(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Have the worker replay the draft."""
    selectors.find_draft(request.actor, draft_id)
    try:
        services.start(actor=request.actor, draft_id=draft_id)
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
    return redirect("rulebook-replay", draft_id=draft_id)


@require_POST
@staff_only
def cancel(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """Stop it; what was found stays."""
    run = services.cancel(actor=request.actor, run_id=run_id)
    messages.success(request, _("Đã dừng."))
    return redirect("rulebook-replay", draft_id=run.draft_id)


@require_GET
@staff_only
def workbook(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The report as an Excel workbook."""
    run = services.find(request.actor, run_id)
    response = HttpResponse(report_book(run), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="tac-dong-{run.draft.key}-{run.asked_at:%Y%m%d}.xlsx"'
    return response
