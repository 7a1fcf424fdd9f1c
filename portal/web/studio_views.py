"""The pages of the procedure studio: list, editor, second person's page, versions."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engine.bpmn.findings import Finding
from engine.bpmn.xml import as_text
from engine.selectors import version_in_force
from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.platform.errors import PortalError, Refused
from portal.platform.wording import say
from portal.studio import selectors, services
from portal.studio.catalogue import current_catalogue, for_editor
from portal.studio.models import ProcedureDraft
from portal.web.access import staff_only
from portal.web.studio_words import attribute_label

MAX_UPLOAD_BYTES = 4_000_000


@require_GET
@staff_only
def procedures(request: ActorRequest) -> HttpResponse:
    """All procedures with their version in force and their open draft."""
    found = selectors.procedures(request.actor)
    may_edit = policy.allowed(request.actor, "procedure_draft.edit")
    return render(request, "web/studio/procedures.html", {"procedures": found, "may_edit": may_edit})


@require_POST
@staff_only
def start(request: ActorRequest, process_key: str) -> HttpResponse:
    """Open a draft of the version in force, or go on with the one that is open."""
    draft = services.start_draft(actor=request.actor, process_key=process_key)
    return redirect("studio-draft", draft_id=draft.pk)


@require_POST
@staff_only
def upload(request: ActorRequest) -> HttpResponse:
    """Open a draft from a BPMN file."""
    policy.require(request.actor, "procedure_draft.edit")
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MAX_UPLOAD_BYTES:
        raise Refused("UNSAFE_DIAGRAM", reason=_("Hãy chọn một tệp BPMN, không quá 4 MB."))
    draft = services.import_file(actor=request.actor, xml=file.read())
    return redirect("studio-draft", draft_id=draft.pk)


@require_GET
@staff_only
def draft(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The editor for the author of an open draft; for everybody else the page that shows what it changes."""
    found = selectors.find_draft(request.actor, draft_id)
    if found.is_editable and found.author_id == request.actor.user_id:
        return _editor(request, found)
    return _review(request, found)


@require_POST
@staff_only
def save(request: ActorRequest, draft_id: UUID) -> JsonResponse:
    """Store the editor's diagram. Answers the new revision, or the reason why not."""
    body = _body(request)
    try:
        saved = services.save_draft(
            actor=request.actor, draft_id=draft_id, xml=_xml(body), rev=_number(body.get("rev"))
        )
    except PortalError as refusal:
        return JsonResponse({"error": say(refusal)}, status=refusal.status)
    return JsonResponse({"rev": saved.rev})


@require_POST
@staff_only
def check(request: ActorRequest, draft_id: UUID) -> JsonResponse:
    """Every problem of the diagram as it stands in the editor."""
    selectors.find_draft(request.actor, draft_id)
    xml = _xml(_body(request))
    return JsonResponse({"findings": _findings(selectors.problems(xml))})


@require_POST
@staff_only
def submit(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Hand the draft to a second person."""
    note = request.POST.get("note", "")
    try:
        services.submit(actor=request.actor, draft_id=draft_id, note=note)
    except Refused as refusal:
        messages.error(request, say(refusal))
        found = selectors.find_draft(request.actor, draft_id)
        if not (found.is_editable and found.author_id == request.actor.user_id):
            return redirect("studio-draft", draft_id=draft_id)
        return _editor(request, found, note=note, status=refusal.status)
    messages.success(request, _("Đã trình. Người thứ hai sẽ xem và ban hành."))
    return redirect("studio-draft", draft_id=draft_id)


@require_POST
@staff_only
def decide(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The second person's answer: publish or return."""
    note = request.POST.get("note", "")
    try:
        if request.POST.get("decision") == "publish":
            version = services.publish(actor=request.actor, draft_id=draft_id, note=note)
            messages.success(request, _("Đã ban hành phiên bản %(no)s.") % {"no": version.version})
            return redirect("studio-versions", process_key=version.key)
        services.send_back(actor=request.actor, draft_id=draft_id, note=note)
        messages.success(request, _("Đã trả lại người soạn."))
    except Refused as refusal:
        messages.error(request, say(refusal))
    return redirect("studio-draft", draft_id=draft_id)


@require_POST
@staff_only
def discard(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """End a draft without publishing it."""
    services.discard(actor=request.actor, draft_id=draft_id)
    messages.success(request, _("Đã hủy bản soạn."))
    return redirect("studio-procedures")


@require_GET
@staff_only
def versions(request: ActorRequest, process_key: str) -> HttpResponse:
    """Every version of a procedure, newest first, with the diagram of the one in force."""
    found = selectors.versions_of(request.actor, process_key)
    live = version_in_force(process_key)
    xml = as_text(bytes(live.xml)) if live else ""
    return render(request, "web/studio/versions.html", {"versions": found, "live": live, "xml": xml})


@require_GET
@staff_only
def download_draft(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The draft's bytes as they were saved or uploaded."""
    found = selectors.find_draft(request.actor, draft_id)
    return _file(bytes(found.xml), f"{found.process_key}-draft.bpmn")


@require_GET
@staff_only
def download_version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version's original bytes."""
    found = selectors.find_version(request.actor, version_id)
    return _file(bytes(found.xml), f"{found.key}-{found.version}.bpmn")


def _editor(request: ActorRequest, found: ProcedureDraft, *, note: str = "", status: int = 200) -> HttpResponse:
    catalogue = for_editor(current_catalogue(), get_language() or "vi")
    context = {**_shown(found), "catalogue": catalogue, "note": note or found.note}
    return render(request, "web/studio/editor.html", context, status=status)


def _review(request: ActorRequest, found: ProcedureDraft) -> HttpResponse:
    changes = selectors.changes_of(found)
    waits = found.status == ProcedureDraft.Status.SUBMITTED
    may_decide = (
        waits
        and found.author_id != request.actor.user_id
        and policy.allowed(request.actor, "procedure_draft.publish", found)
    )
    marks = [{"element_id": change.element_id, "kind": change.kind} for change in changes]
    rows = [(change, [(attribute_label(d.attribute), d) for d in change.differences]) for change in changes]
    context = {**_shown(found), "changes": rows, "marks": marks, "may_decide": may_decide}
    return render(request, "web/studio/review.html", context)


def _shown(found: ProcedureDraft) -> dict[str, Any]:
    xml = bytes(found.xml)
    findings = selectors.problems(xml)
    return {
        "draft": found,
        "xml": as_text(xml),
        "findings": findings,
        "findings_json": _findings(findings),
    }


def _findings(found: list[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in found]


def _body(request: ActorRequest) -> dict[str, Any]:
    """The JSON object of a request, {} when it is none."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _xml(body: dict[str, Any]) -> bytes:
    """The diagram of a request; a lone surrogate becomes a question mark instead of an error."""
    return str(body.get("xml", "")).encode("utf-8", "replace")


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _file(data: bytes, name: str) -> HttpResponse:
    """A download that no browser opens in the page."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
