"""The pages of the rule book: packs, versions, a draft with its changes, and the two people's decisions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.platform.clock import today
from portal.platform.errors import Conflict, Refused
from portal.platform.wording import say
from portal.rulebook import selectors, services
from portal.rulebook.compiled import pack_of
from portal.rulebook.instruments import register
from portal.rulebook.judge import judge
from portal.rulebook.models import Kind, PackDraft, PackVersion
from portal.rulebook.replay import services as replays
from portal.rulebook.sheets import WorkbookRefused
from portal.rulebook.sheets.cells import CellWrong, day_of
from portal.web import rulebook_words as words
from portal.web.access import staff_only
from portal.web.gate_words import gates, provision_words
from rules.evaluate.check import run_pack_tests
from rules.packs import PackError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BASIS_TEXTS = ("kind", "instrument_no", "instrument_title", "issuer", "note")
BASIS_DATES = ("issued_on", "valid_from", "valid_to")


@require_GET
@staff_only
def packs(request: ActorRequest) -> HttpResponse:
    """All rule packs with the version that decides today."""
    return render(request, "web/rulebook/packs.html", {"packs": selectors.packs(request.actor)})


@require_GET
@staff_only
def pack(request: ActorRequest, key: str) -> HttpResponse:
    """One pack: its versions, and the door for a new one."""
    return pack_page(request, key)


@require_GET
@staff_only
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """One version as people read it: every table with the law beside each row."""
    found = selectors.find_version(request.actor, version_id)
    compiled = pack_of(found.pk)
    context = {
        "version": found,
        "pack": compiled,
        "tables": words.tables(compiled),
        "failed": run_pack_tests(compiled),
        "live": selectors.live_version(found.key),
        "may_draft": policy.allowed(request.actor, "pack_version.draft"),
    }
    return render(request, "web/rulebook/version.html", context)


@require_GET
@staff_only
def export(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version as an Excel workbook."""
    name, content = selectors.export(request.actor, version_id)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@staff_only
def compare(request: ActorRequest, key: str) -> HttpResponse:
    """What one version says otherwise than another: the live one and its elder, or two chosen ones."""
    versions = selectors.versions_of(request.actor, key)
    after = _chosen(versions, request.GET.get("den", "")) or selectors.live_version(key) or versions[0]
    before = _chosen(versions, request.GET.get("tu", "")) or _earlier(versions, after)
    found = selectors.compared(request.actor, before.pk, after.pk)
    context = {
        "key": key,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": words.changes(found.changes),
    }
    return render(request, "web/rulebook/compare.html", context)


def _chosen(versions: list[PackVersion], given: str) -> PackVersion | None:
    return next((version for version in versions if str(version.pk) == given), None)


def _earlier(versions: list[PackVersion], after: PackVersion) -> PackVersion:
    """The version of the same kind before one; else any other; else itself."""
    others = [version for version in versions if version.pk != after.pk]
    older = [version for version in others if version.valid_from <= after.valid_from]
    same = [version for version in older if version.kind == after.kind]
    return next(iter([*same, *older, *others, after]))


@require_POST
@staff_only
def take(request: ActorRequest, key: str) -> HttpResponse:
    """An edited workbook becomes a draft, or its problems are listed by cell."""
    selectors.versions_of(request.actor, key)
    policy.require(request.actor, "pack_version.draft")
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Hãy chọn tệp Excel đã sửa."))
        return pack_page(request, key, status=422)
    try:
        draft = services.import_workbook(actor=request.actor, key=key, content=file.read(), file_name=file.name or "")
    except WorkbookRefused as refusal:
        problems = [(found.sheet, found.cell, words.said(found.text)) for found in refusal.problems]
        return pack_page(request, key, problems=problems, file_name=file.name, status=422)
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
        return pack_page(request, key, status=refusal.status)
    messages.success(request, _("Đã nạp tệp. Hãy xem các thay đổi rồi trình duyệt."))
    return redirect("rulebook-draft", draft_id=draft.pk)


@require_GET
@staff_only
def draft(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """A proposed version: what changes, what stands in its way, and what the reader may do about it."""
    return _draft_page(request, selectors.find_draft(request.actor, draft_id))


@require_POST
@staff_only
def submit(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """Give the legal basis and hand the draft to a second person."""
    found = selectors.find_draft(request.actor, draft_id)
    given = {name: request.POST.get(name, "") for name in (*BASIS_TEXTS, *BASIS_DATES)}
    try:
        services.submit(actor=request.actor, draft_id=draft_id, basis=_basis(given))
    except CellWrong as wrong:
        messages.error(request, words.said(wrong.text))
        return _draft_page(request, found, given=given, status=422)
    except Refused as refusal:
        messages.error(request, say(refusal))
        return _draft_page(request, selectors.find_draft(request.actor, draft_id), given=given, status=refusal.status)
    messages.success(request, _("Đã trình. Người thứ hai sẽ xem và ban hành."))
    return redirect("rulebook-draft", draft_id=draft_id)


@require_POST
@staff_only
def decide(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The second person's answer: publish or return."""
    found = selectors.find_draft(request.actor, draft_id)
    note = request.POST.get("note", "")
    try:
        if request.POST.get("decision") == "publish":
            new = services.publish(actor=request.actor, draft_id=draft_id, note=note)
            messages.success(
                request,
                _("Đã ban hành phiên bản %(no)s, có hiệu lực từ %(day)s.")
                % {"no": new.version, "day": f"{new.valid_from:%d/%m/%Y}"},
            )
            return redirect("rulebook-version", version_id=new.pk)
        services.send_back(actor=request.actor, draft_id=draft_id, note=note)
    except (Refused, Conflict) as refusal:
        messages.error(request, say(refusal))
        return _draft_page(request, found, status=refusal.status)
    messages.success(request, _("Đã trả lại người soạn."))
    return redirect("rulebook-draft", draft_id=draft_id)


@require_POST
@staff_only
def discard(request: ActorRequest, draft_id: UUID) -> HttpResponse:
    """The author gives the draft up."""
    found = services.discard(actor=request.actor, draft_id=draft_id)
    messages.success(request, _("Đã hủy bản soạn."))
    return redirect("rulebook-pack", key=found.key)


def pack_page(request: ActorRequest, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a pack. more: what came of a file that was sent."""
    versions = selectors.versions_of(request.actor, key)
    live = selectors.live_version(key)
    context = {
        "pack": live or versions[0],
        "versions": [(version, selectors.standing_of(version, live, today())) for version in versions],
        "live": live,
        "draft": selectors.open_draft(request.actor, key),
        "may_draft": policy.allowed(request.actor, "pack_version.draft"),
        **more,
    }
    return render(request, "web/rulebook/pack.html", context, status=status)


def _draft_page(
    request: ActorRequest, found: PackDraft, *, given: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    is_author = found.author_id == request.actor.user_id
    context: dict[str, Any] = {
        "draft": found,
        "may_submit": found.is_editable and is_author,
        "may_decide": found.status == PackDraft.Status.SUBMITTED
        and not is_author
        and policy.allowed(request.actor, "pack_version.approve", found),
        "given": given or _given(found),
        "known_instruments": register.all_by_number() if found.is_editable and is_author else (),
        "provision": provision_words(found),
        "kinds": Kind.choices,
        "replay": replays.standing(found) if policy.allowed(request.actor, replays.RIGHT) else None,
    }
    try:
        judgement = judge(found)
    except PackError as wrong:
        context["unreadable"] = [(problem.element, words.said(problem.text)) for problem in wrong.problems]
    else:
        context |= {
            "changes": words.changes(judgement.changes),
            "failed": words.failures(judgement),
            "gates": gates(judgement),
            "examples": len(judgement.pack.tests),
        }
    return render(request, "web/rulebook/draft.html", context, status=status)


def _basis(given: dict[str, str]) -> services.Basis:
    """What the form says. Raises CellWrong for a date that is none."""
    return services.Basis(
        kind=given["kind"],
        instrument_no=given["instrument_no"],
        instrument_title=given["instrument_title"],
        issuer=given["issuer"],
        issued_on=day_of(given["issued_on"]),
        valid_from=day_of(given["valid_from"]),
        valid_to=day_of(given["valid_to"]),
        note=given["note"],
    )


def _given(found: PackDraft) -> dict[str, str]:
    """What the form of the legal basis shows."""
    dates = {name: getattr(found, name) for name in BASIS_DATES}
    shown = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in dates.items()}
    return {**{name: getattr(found, name) for name in BASIS_TEXTS}, **shown}
