"""The pages of the register: the list, one instrument, and the form that adds or changes one."""

import io
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.platform.clock import today
from portal.platform.errors import Conflict, Unavailable
from portal.platform.wording import say
from portal.rulebook.instruments import selectors, services
from portal.rulebook.instruments.errors import EntryWrong
from portal.rulebook.instruments.models import InstrumentKind, LegalInstrument
from portal.rulebook.instruments.provisions import provision_said
from portal.rulebook.instruments.states import State
from portal.rulebook.sheets.cells import CellWrong, day_of
from portal.web import instrument_picture as picture
from portal.web import rulebook_words as words
from portal.web.access import staff_only
from portal.web.instrument_forms import Typed


@require_GET
@staff_only
def instruments(request: ActorRequest) -> HttpResponse:
    """The register, filtered by words, kind and state on a day."""
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "state", "on")}
    errors, day = [], today()
    try:
        day = day_of(chosen["on"]) or day
    except CellWrong as wrong:
        errors = [("on", words.said(wrong.text))]
    rows = selectors.instruments(request.actor, q=chosen["q"][:200], kind=chosen["kind"], state=chosen["state"], on=day)
    context = {
        "rows": rows,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "day": day,
        "errors": errors,
        "kinds": InstrumentKind.choices,
        "states": State.choices,
        "may_change": policy.allowed(request.actor, "instrument.change"),
    }
    return render(request, "web/instruments/list.html", context, status=422 if errors else 200)


@require_GET
@staff_only
def instrument(request: ActorRequest, instrument_id: UUID) -> HttpResponse:
    """One instrument: its life on a line, its relations, its articles and the rules that rest on it."""
    detail = selectors.instrument_detail(request.actor, instrument_id)
    context = {
        "detail": detail,
        "instrument": detail.instrument,
        "timeline": picture.timeline(detail, today()),
        "links": picture.links(detail),
        "relations": [*detail.outgoing, *detail.incoming],
        "citing": [
            (row, words.said(row.pack_title), words.said(row.table), words.said(row.article)) for row in detail.citing
        ],
        "provisions": [(row.pack_key, words.said(provision_said(row))) for row in detail.provisions],
        "may_change": policy.allowed(request.actor, "instrument.change", detail.instrument),
        "may_see_rules": policy.allowed(request.actor, "pack_version.view"),
    }
    return render(request, "web/instruments/detail.html", context)


@require_GET
@staff_only
def file(request: ActorRequest, instrument_id: UUID, file_id: UUID) -> FileResponse:
    """A scanned text, always as a download."""
    name, content = selectors.file_content(request.actor, instrument_id, file_id)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream")


@require_http_methods(["GET", "POST"])
@staff_only
def new(request: ActorRequest) -> HttpResponse:
    """Add an instrument."""
    policy.require(request.actor, "instrument.change")
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@staff_only
def change(request: ActorRequest, instrument_id: UUID) -> HttpResponse:
    """Change an instrument."""
    found = selectors.find_instrument(request.actor, instrument_id)
    policy.require(request.actor, "instrument.change", found)
    return _form(request, found)


def _form(request: ActorRequest, found: LegalInstrument | None) -> HttpResponse:
    """Show the form, or keep what was typed and go to the instrument; what is wrong stands beside its field."""
    if request.method != "POST":
        return _form_page(request, found, Typed(found))
    typed = Typed(found, request.POST, request.FILES)
    if not typed.is_valid():
        return _form_page(request, found, typed, status=422)
    try:
        kept = _keep(request, found, typed)
    except EntryWrong as wrong:
        typed.show_problems(wrong.problems)
        return _form_page(request, found, typed, status=wrong.status)
    except (Conflict, Unavailable) as refusal:
        messages.error(request, say(refusal))
        if found is not None:
            found.refresh_from_db()
        return _form_page(request, found, typed, status=refusal.status)
    messages.success(request, _("Đã lưu văn bản %(number)s.") % {"number": kept.number})
    return redirect("instrument", instrument_id=kept.pk)


def _keep(request: ActorRequest, found: LegalInstrument | None, typed: Typed) -> LegalInstrument:
    entry = typed.entry(may_be_sample=settings.SAMPLE_DATA)
    if found is None:
        return services.create(actor=request.actor, entry=entry, file=typed.file)
    rev = request.POST.get("rev", "")
    return services.change(
        actor=request.actor,
        instrument_id=found.pk,
        rev=int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else 0,
        entry=entry,
        file=typed.file,
    )


def _form_page(
    request: ActorRequest, found: LegalInstrument | None, typed: Typed, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "instrument": found,
        "typed": typed,
        "errors": typed.summary(),
        "rev": found.rev if found else 0,
    }
    return render(request, "web/instruments/form.html", context, status=status)
