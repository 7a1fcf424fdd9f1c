"""A pack version as a DMN file of the standard, out and in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.platform.errors import Conflict, Refused
from portal.platform.wording import say
from portal.rulebook import selectors, services
from portal.rulebook.dmn_files import MEDIA_TYPE
from portal.web import rulebook_words as words
from portal.web.access import staff_only
from portal.web.rulebook_views import pack_page
from rules.packs import PackError
from rules.packs.xml import MAX_BYTES


@require_GET
@staff_only
def export(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version as a DMN 1.5 file."""
    name, content = selectors.export_dmn(request.actor, version_id)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@staff_only
def take(request: ActorRequest, key: str) -> HttpResponse:
    """A DMN file edited with another tool becomes a draft, or its problems are listed by element and line."""
    selectors.versions_of(request.actor, key)
    policy.require(request.actor, "pack_version.draft")
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Hãy chọn tệp DMN đã sửa."))
        return pack_page(request, key, status=422)
    content = file.read(MAX_BYTES + 1)  # what is longer is refused unread
    try:
        draft = services.import_dmn(actor=request.actor, key=key, content=content, file_name=file.name or "")
    except PackError as refusal:
        problems = [(found.element, found.line, words.said(found.text)) for found in refusal.problems]
        return pack_page(request, key, dmn_problems=problems, file_name=file.name, status=422)
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
        return pack_page(request, key, status=refusal.status)
    messages.success(request, _("Đã nạp tệp. Hãy xem các thay đổi rồi trình duyệt."))
    return redirect("rulebook-draft", draft_id=draft.pk)
