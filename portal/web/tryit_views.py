"""Trying the rules on a case that nobody filed: what a version or a draft says, and why. Nothing is decided.

The case is posted, not written into the address: facts may be numbers of a person or a company.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.middleware import ActorRequest
from portal.platform.clock import now
from portal.platform.errors import Conflict, Refused
from portal.platform.wording import say
from portal.rulebook import selectors
from portal.rulebook.compiled import pack_of
from portal.rulebook.explain import trial
from portal.rulebook.explain.keep import keep_example
from portal.rulebook.judge import draft_pack
from portal.rulebook.models import PackDraft
from portal.web.access import staff_only
from rules.evaluate import EvaluationFailed
from rules.feel import BudgetExceeded
from rules.packs import Pack, PackError

FACT = "f-"  # before the names of facts in the form, so that no fact is taken for a field of the page


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks of a pack, and what was answered."""

    pack: Pack
    decision: str
    questions: list[trial.Question]
    facts: dict[str, Any]

    @property
    def is_wrong(self) -> bool:
        return any(question.problem for question in self.questions)


@require_http_methods(["GET", "POST"])
@staff_only
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Try a version."""
    found = selectors.find_version(request.actor, version_id)
    asked = _asked(request, pack_of(found.pk))
    context: dict[str, Any] = {"version": found, "title": found}
    if request.method == "POST" and not asked.is_wrong:
        context["after"] = trial.side_of(asked.pack, asked.decision, asked.facts, now=now())
    return _page(request, asked, context)


@require_http_methods(["GET", "POST"])
@staff_only
def draft(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Try a draft, beside the version that it began from."""
    found = selectors.find_draft(request.actor, draft_id)
    try:
        pack = draft_pack(found)
    except PackError:
        messages.error(request, _("Bản soạn chưa đọc được, nên chưa thử được."))
        return redirect("rulebook-draft", draft_id=found.pk)
    return _draft_page(request, found, _asked(request, pack))


@require_POST
@staff_only
def keep(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Keep the case as an example of one's own draft."""
    found = selectors.find_draft(request.actor, draft_id)
    asked = _asked(request, draft_pack(found))
    if asked.is_wrong:
        return _draft_page(request, found, asked)
    rev = request.POST.get("rev", "")
    try:
        keep_example(
            actor=request.actor,
            draft_id=draft_id,
            rev=int(rev) if rev.isascii() and rev.isdecimal() and len(rev) < 9 else -1,
            name=request.POST.get("name", ""),
            decision=asked.decision,
            facts=asked.facts,
        )
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
        return _draft_page(request, found, asked, status=refusal.status)
    except (EvaluationFailed, BudgetExceeded) as stopped:
        messages.error(request, say(Refused("RULES_STOPPED", reason=str(stopped))))
        return _draft_page(request, found, asked, status=422)
    messages.success(request, _("Đã giữ làm ví dụ kiểm tra của bản soạn."))
    return redirect("rulebook-draft", draft_id=draft_id)


def _asked(request: ActorRequest, pack: Pack) -> Asked:
    """The decision and the answers of the form; at first those of the example that was chosen, or of the first one."""
    given = request.POST if request.method == "POST" else request.GET
    names = [name for name, _label in trial.decisions_of(pack)]
    example = next((one for one in pack.tests if one.name == given.get("vi_du")), None)
    decision = given.get("quyet_dinh", "")
    if request.method == "GET" and example is None:
        example = next((one for one in pack.tests if one.decision == (decision or one.decision)), None)
    if decision not in pack.decisions:
        decision = example.decision if example and example.decision in pack.decisions else names[0]
    typed = _typed(request.POST) if request.method == "POST" else trial.typed_of(example.facts) if example else {}
    facts, questions = trial.facts_of(trial.questions_of(pack, decision, typed))
    return Asked(pack, decision, questions, facts)


def _typed(posted: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(FACT): posted.get(name, "") for name in posted if name.startswith(FACT)}


def _draft_page(request: ActorRequest, found: PackDraft, asked: Asked, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"draft": found, "may_keep": _may_keep(request, found)}
    base = pack_of(found.base_id)
    if request.method == "POST" and not asked.is_wrong:
        after = trial.side_of(asked.pack, asked.decision, asked.facts, now=now())
        context["after"] = after
        if asked.decision in base.decisions:
            before = trial.side_of(base, asked.decision, asked.facts, now=now())
            context |= {"before": before, "compared": trial.compared(before, after)}
    return _page(request, asked, context, status=status)


def _may_keep(request: ActorRequest, found: PackDraft) -> bool:
    return found.is_editable and found.author_id == request.actor.user_id and found.typed is None


def _page(request: ActorRequest, asked: Asked, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shown = {
        **context,
        "key": asked.pack.key,
        "decisions": trial.decisions_of(asked.pack),
        "decision": asked.decision,
        "examples": [test.name for test in asked.pack.tests if test.decision == asked.decision],
        "example": request.GET.get("vi_du", ""),
        "questions": asked.questions,
        "name": request.POST.get("name", ""),
        "wrong": [question for question in asked.questions if question.problem],
    }
    return render(request, "web/rulebook/tryit.html", shown, status=422 if asked.is_wrong else status)
