"""Moving running procedures to another version: look first, map what is gone, then move what may move."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engine import selectors as engine
from engine.versions.migration import Verdict
from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.operate import heat, migration, services
from portal.platform.errors import Refused
from portal.platform.ids import new_id
from portal.platform.wording import say
from portal.web.access import staff_only

TO = "to-"  # before the ids of steps in the form


@require_http_methods(["GET", "POST"])
@staff_only
def versions(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What runs by this version, and where it may go on."""
    if request.method == "POST":
        policy.require(request.actor, services.MANAGE)
    old = heat.find_version(request.actor, version_id)
    others = [row for row in engine.versions_of(old.key).defer("xml") if row.pk != old.pk]
    given = request.POST if request.method == "POST" else request.GET
    chosen = next((row for row in others if str(row.pk) == given.get("den")), others[0] if others else None)
    context: dict[str, Any] = {"old": old, "others": others, "chosen": chosen, "key": new_id()}
    status = 200
    if chosen is None:
        return render(request, "web/instances/migration.html", context)
    mapped = _mapped(given)
    if request.method == "POST":
        try:
            moved = migration.migrate_all(
                actor=request.actor,
                old_id=old.pk,
                new_id=chosen.pk,
                mapped=mapped,
                reason=request.POST.get("reason", ""),
                key=request.POST.get("key", "")[:24] or str(new_id())[:24],
            )
        except Refused as refusal:
            messages.error(request, say(refusal))
            status = refusal.status
        else:
            said = _("Đã chuyển %(done)s quy trình; %(stayed)s quy trình ở lại.")
            messages.success(request, said % {"done": moved.done, "stayed": moved.stayed})
            return redirect(f"{reverse('instance-migration', args=[old.pk])}?den={chosen.pk}")
    found = migration.preview(request.actor, old.pk, chosen.pk, mapped)
    context |= {
        "found": found,
        "movable": found.count(Verdict.MOVABLE),
        "unmapped": found.count(Verdict.NEEDS_MAPPING),
        "staying": found.count(Verdict.MUST_STAY),
        "mapping": [(place, mapped.get(place.id, "")) for place in found.missing],
        "kept": [one for one in found.candidates if one.verdict is not Verdict.MOVABLE],
        "may_manage": policy.allowed(request.actor, services.MANAGE),
    }
    return render(request, "web/instances/migration.html", context, status=status)


def _mapped(given: Mapping[str, str]) -> dict[str, str]:
    """Old step -> new step, as chosen."""
    return {name.removeprefix(TO): given[name] for name in given if name.startswith(TO) and given[name]}
