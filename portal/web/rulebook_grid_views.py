"""Editing the tables of a draft in the browser: the page, its data, saving, and what the judge says after each save."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.platform.errors import Conflict, PortalError
from portal.platform.wording import say
from portal.rulebook import selectors, services
from portal.rulebook.compiled import pack_of
from portal.rulebook.grid import GridWrong
from portal.web import rulebook_grid_words as grid_words
from portal.web.access import staff_only
from portal.web.rulebook_words import said


@require_POST
@staff_only
def begin(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Begin a draft of a version, or go on with one's own, and open its tables."""
    version = selectors.find_version(request.actor, version_id)
    try:
        draft = services.begin(actor=request.actor, version_id=version_id)
    except Conflict as refusal:
        messages.error(request, say(refusal))
        return redirect("rulebook-pack", key=version.key)
    return redirect("rulebook-grid", draft_id=draft.pk)


@require_GET
@staff_only
def grid(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The tables and examples of a draft: to edit for its author, to read for everybody else."""
    shown = selectors.find_grid(request.actor, draft_id)
    context = {
        "draft": shown.draft,
        "editable": shown.editable,
        "grid": grid_words.payload(shown),
        "tables": grid_words.plain_tables(shown),
        "title": said(pack_of(shown.draft.base_id).title),
    }
    return render(request, "web/rulebook/grid.html", context)


@require_GET
@staff_only
def data(request: ActorRequest, draft_id: UUID) -> JsonResponse:
    """The same as JSON, for a page that was opened before somebody else saved."""
    return JsonResponse(grid_words.payload(selectors.find_grid(request.actor, draft_id)))


@require_POST
@staff_only
def save(request: ActorRequest, draft_id: UUID) -> JsonResponse:
    """Store what was typed. Answers the new revision, the ids of the rows and the cells to mend, or why not."""
    try:
        policy.require(request.actor, "pack_version.draft", selectors.find_draft(request.actor, draft_id))
        saved = services.save_grid(actor=request.actor, draft_id=draft_id, **_asked(request))
    except PortalError as refusal:
        return JsonResponse({"code": refusal.code, "error": say(refusal)}, status=refusal.status)
    return JsonResponse(grid_words.saved(saved))


@require_GET
@staff_only
def standing(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The judge's answers about the draft as it was last readable: a part of the page."""
    draft = selectors.find_draft(request.actor, draft_id)
    return render(request, "web/rulebook/_standing.html", {"draft": draft, **grid_words.standing(draft)})


def _asked(request: ActorRequest) -> dict[str, Any]:
    """The revision and the tables of a request. Raises GridWrong for any other shape."""
    try:
        body = json.loads(request.body)
    except RequestDataTooBig as wrong:
        raise GridWrong("MB") from wrong
    except (ValueError, RecursionError) as wrong:
        raise GridWrong("JSON") from wrong
    rev, typed = (body.get("rev"), body.get("tables")) if isinstance(body, dict) else (None, None)
    if not isinstance(rev, int) or isinstance(rev, bool) or not isinstance(typed, dict):
        raise GridWrong("rev, tables")
    return {"rev": rev, "typed": typed}
