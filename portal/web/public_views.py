"""Pages for everybody: start, pre-check, look-up by code."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.middleware import ActorRequest
from portal.casework.advice import DECISION, PACK, PRECHECK_FORM, advise, facts_of_precheck
from portal.documents.forms import bind, load_form, show
from portal.dossiers import selectors
from portal.dossiers.lines import open_lines
from portal.platform.clock import now
from portal.platform.throttle import throttle
from portal.rulebook.explain.cases import explain_in_force

LOOKUPS_PER_HOUR = 30


@require_GET
def start(request: ActorRequest) -> HttpResponse:
    """What this is, for whom, with which papers, in how many days."""
    return render(request, "web/public/start.html", {"lines": open_lines()})


@require_http_methods(["GET", "POST"])
def precheck(request: ActorRequest) -> HttpResponse:
    """A few questions, answered by the same rules that the office uses. Nothing is stored, nothing is decided."""
    form = load_form(PRECHECK_FORM)
    if request.method == "GET":
        return render(request, "web/public/precheck.html", {"bound": show(form, {})})
    bound = bind(form, request.POST)
    if bound.errors:
        return render(request, "web/public/precheck.html", {"bound": bound}, status=422)
    facts = facts_of_precheck(bound.cleaned)
    context = {"bound": bound, "advice": advise(facts), "explained": explain_in_force(PACK, DECISION, facts, now=now())}
    return render(request, "web/public/precheck.html", {**context, "asked": True})


@require_GET
def lookup(request: ActorRequest, code: str = "") -> HttpResponse:
    """The state of a dossier for somebody who holds its look-up code: state and dates, no name, no content."""
    asked = (code or request.GET.get("code", "")).strip().upper()[:12]
    if not asked:
        return render(request, "web/public/lookup.html")
    if not (asked.isascii() and asked.isalnum()):
        return render(request, "web/public/lookup.html", {"code": asked}, status=404)
    if not code:
        return redirect("public-lookup-code", code=asked)
    throttle("lookup", request.META.get("REMOTE_ADDR", ""), limit=LOOKUPS_PER_HOUR)
    found = selectors.find_by_lookup(asked)
    return render(request, "web/public/lookup.html", {"code": asked, "found": found}, status=200 if found else 404)
