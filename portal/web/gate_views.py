"""What the author of a draft says about its findings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.middleware import ActorRequest
from portal.platform.errors import Refused
from portal.platform.wording import say
from portal.rulebook import selectors
from portal.rulebook.gates import acceptance
from portal.web.access import staff_only


@require_POST
@staff_only
def accept(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Let a gap stand with a reason, or take that back."""
    selectors.find_draft(request.actor, draft_id)
    finding = request.POST.get("finding", "")
    try:
        if request.POST.get("withdraw"):
            acceptance.withdraw(actor=request.actor, draft_id=draft_id, finding=finding)
            messages.success(request, _("Đã bỏ lời chấp nhận."))
        else:
            reason = request.POST.get("reason", "")
            acceptance.accept(actor=request.actor, draft_id=draft_id, finding=finding, reason=reason)
            messages.success(request, _("Đã ghi lý do. Người duyệt sẽ thấy lý do này."))
    except Refused as refusal:
        messages.error(request, say(refusal))
    return redirect("rulebook-draft", draft_id=draft_id)
