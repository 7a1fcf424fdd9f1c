"""The operator's pages: running procedures, one of them on its diagram, what waits, and where work piles up."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine import selectors as engine
from engine.bpmn.state import At
from engine.bpmn.xml import as_text
from engine.types import StepResult
from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.operate import heat as warmth
from portal.operate import selectors, services
from portal.platform.errors import Conflict, Refused
from portal.platform.ids import new_id
from portal.platform.wording import say
from portal.web.access import staff_only
from portal.web.instance_words import EVENTS, STATUS_TAGS, STATUSES, WAITS

ACTS: Mapping[str, Callable[..., StepResult]] = {
    "suspend": services.suspend,
    "resume": services.resume,
    "cancel": services.cancel,
}
IN_BATCH = ("suspend", "resume")
MOST = 200
AROUND = (
    At.INSIDE,
    At.LOOP,
    At.ARMED,
    At.DONE,
)  # tokens that hold others, or only listen: what is inside is marked instead


@require_GET
@staff_only
def instances(request: ActorRequest) -> HttpResponse:
    """The list, by procedure, state and code."""
    chosen = {name: request.GET.get(name, "")[:80].replace("\0", "") for name in ("process", "status", "q")}
    number = request.GET.get("page", "1")
    page = selectors.page_of_instances(
        request.actor, **chosen, page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    )
    context = {
        "page": page,
        "rows": [(row, STATUSES[row.status], STATUS_TAGS.get(row.status, "")) for row in page],
        "chosen": chosen,
        "kept": urlencode({name: value for name, value in chosen.items() if value}),
        "processes": selectors.processes(request.actor),
        "statuses": STATUSES.items(),
        "versions": engine.versions_in_service(),
        "may_manage": policy.allowed(request.actor, services.MANAGE),
        "key": new_id(),
    }
    return render(request, "web/instances/list.html", context)


@require_GET
@staff_only
def instance(request: ActorRequest, instance_id: UUID) -> HttpResponse:
    """One instance on its diagram, with its tokens, what it waits for and what happened."""
    return _page(request, instance_id)


@require_POST
@staff_only
def act(request: ActorRequest, instance_id: UUID) -> HttpResponse:
    """Stop it, let it go on, end it, or put a token elsewhere."""
    policy.require(request.actor, services.MANAGE)
    posted = request.POST
    common: dict[str, Any] = {
        "actor": request.actor,
        "instance_id": instance_id,
        "reason": posted.get("reason", ""),
        "key": posted.get("key", "")[:60] or str(new_id()),
    }
    try:
        if posted.get("act") == "move":
            token = posted.get("token", "")
            number = int(token) if token.isascii() and token.isdecimal() and len(token) < 9 else 0
            services.move(**common, token=number, to=posted.get("to", "")[:120])
        elif posted.get("act") in ACTS:
            ACTS[posted["act"]](**common)
        else:
            raise Refused()
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
        return _page(request, instance_id, status=refusal.status)
    messages.success(request, _("Đã làm."))
    return redirect("instance", instance_id=instance_id)


@require_POST
@staff_only
def batch(request: ActorRequest) -> HttpResponse:
    """Stop several, or let them go on."""
    policy.require(request.actor, services.MANAGE)
    chosen = [found for text in request.POST.getlist("instance")[:MOST] if (found := _uuid(text))]
    name = request.POST.get("act", "")
    if name not in IN_BATCH or not chosen:
        messages.error(request, _("Hãy chọn ít nhất một quy trình."))
        return redirect("instances")
    try:
        result = services.for_each(
            actor=request.actor,
            instance_ids=chosen,
            act=ACTS[name],
            reason=request.POST.get("reason", ""),
            key=request.POST.get("key", "")[:50] or str(new_id()),
        )
    except Refused as refusal:
        messages.error(request, say(refusal))
        return redirect("instances")
    messages.success(request, _("Đã làm cho %(count)s quy trình.") % {"count": result.done})
    for code, why in result.refused:
        messages.warning(request, f"{code}: {say(why)}")
    return redirect("instances")


@require_GET
@staff_only
def timers(request: ActorRequest) -> HttpResponse:
    """What the clock will move next."""
    return render(request, "web/instances/timers.html", {"rows": selectors.timers(request.actor)})


@require_GET
@staff_only
def waiting(request: ActorRequest) -> HttpResponse:
    """What waits for a message or a signal."""
    name = request.GET.get("ten", "")[:200].replace("\0", "")
    rows = selectors.waiting_for(request.actor, name)
    return render(request, "web/instances/waiting.html", {"rows": rows, "name": name})


@require_GET
@staff_only
def heat(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Where work piles up, on the diagram and as a table."""
    version = warmth.find_version(request.actor, version_id)
    steps = warmth.heat_of(version)
    marks = [
        {"element_id": one.node, "level": one.level, "count": one.waiting, "incident": bool(one.incidents)}
        for one in steps
        if one.waiting or one.incidents
    ]
    context = {"version": version, "steps": steps, "marks": marks, "xml": as_text(bytes(version.xml))}
    return render(request, "web/instances/heat.html", context)


def _page(request: ActorRequest, instance_id: UUID, *, status: int = 200) -> HttpResponse:
    found = selectors.show_instance(request.actor, instance_id)
    by_people_first = sorted(found.standing, key=lambda one: one.at is not At.ITEM)
    counts = Counter(one.place.id for one in by_people_first if one.at not in AROUND)
    stopped = {place.id for _incident, place in found.incidents}
    past = {line.place.id for line in found.history if line.place} - {one.place.id for one in found.standing}
    marks: list[dict[str, Any]] = [
        {"element_id": node, "level": 5, "count": count, "incident": node in stopped} for node, count in counts.items()
    ]
    context = {
        "shown": found,
        "instance": found.instance,
        "status": STATUSES[found.instance.status],
        "tag": STATUS_TAGS.get(found.instance.status, ""),
        "standing": [(one, WAITS.get(one.at, one.at.name)) for one in found.standing],
        "history": [(line, EVENTS.get(line.kind, line.kind)) for line in found.history],
        "may_manage": policy.allowed(request.actor, services.MANAGE),
        "marks": marks + [{"element_id": node, "level": 0, "count": 0, "incident": False} for node in sorted(past)],
        "xml": as_text(bytes(warmth.find_version(request.actor, found.instance.version_id).xml)),
        "key": new_id(),
    }
    return render(request, "web/instances/instance.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
