"""Pages for everybody: start, pre-check, look-up by code."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.middleware import ActorRequest
from portal.casework.advice import advise
from portal.documents.forms import bind, load_form, show
from portal.dossiers import selectors
from portal.platform.clock import today
from portal.platform.throttle import throttle
from portal.web import application

PRECHECK = "F-PRECHECK"
LOOKUPS_PER_HOUR = 30


@require_GET
def start(request: ActorRequest) -> HttpResponse:
    """What this is, for whom, with which papers, in how many days."""
    return render(request, "web/public/start.html", {"lines": application.open_lines()})


@require_http_methods(["GET", "POST"])
def precheck(request: ActorRequest) -> HttpResponse:
    """A few questions, answered by the same rules that the office uses. Nothing is stored, nothing is decided."""
    form = load_form(PRECHECK)
    if request.method == "GET":
        return render(request, "web/public/precheck.html", {"bound": show(form, {})})
    bound = bind(form, request.POST)
    if bound.errors:
        return render(request, "web/public/precheck.html", {"bound": bound}, status=422)
    advice = advise(facts_from(bound.cleaned))
    return render(request, "web/public/precheck.html", {"bound": bound, "advice": advice, "asked": True})


@require_GET
def lookup(request: ActorRequest, code: str = "") -> HttpResponse:
    """The state of a dossier for somebody who holds its look-up code: state and dates, no name, no content."""
    asked = (code or request.GET.get("code", "")).strip().upper()[:12]
    if not asked:
        return render(request, "web/public/lookup.html")
    if not code:
        return redirect("public-lookup-code", code=asked)
    throttle("lookup", request.META.get("REMOTE_ADDR", ""), limit=LOOKUPS_PER_HOUR)
    found = selectors.find_by_lookup(asked)
    return render(request, "web/public/lookup.html", {"code": asked, "found": found}, status=200 if found else 404)


def facts_from(answers: Mapping[str, object]) -> dict[str, object]:
    """The pre-check's answers as facts of the eligibility rules; what was not asked is left out."""
    facts: dict[str, object] = {
        "reference_date": today(),
        "submitted_date": today(),
        "valid_decision_no": "1" if answers.get("has_decision") else None,
        "title_no": "1" if answers.get("has_title") else None,
        "duplicate_count": 0,
        "overdue_obligation": False,
    }
    for name in ("line", "applicant_type", "local_link", "object_type", "is_owner", "sti_proof"):
        facts[name] = answers.get(name)
    day = answers.get("evidence_date")
    facts["evidence_date"] = today().fromisoformat(day) if isinstance(day, str) else None
    return {name: value for name, value in facts.items() if value is not None}
