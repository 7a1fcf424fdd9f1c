"""The money of the programme as pages: each year's lines, and one line with its ledger and its queue."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts import policy
from portal.accounts.middleware import ActorRequest
from portal.budget.models import BudgetLine, EntryKind, FundingQueue, LedgerEntry
from portal.platform.money import format_vnd
from portal.web.access import staff_only

SHOWN = 200
BAR_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a line's bar: left edge and width of 1000, and what it stands for."""

    name: str
    amount: str
    left: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A budget line with its picture. The parts add up to what is allotted."""

    line: BudgetLine
    allocated: str
    available: str
    parts: list[Part]


@require_GET
@staff_only
def lines(request: ActorRequest) -> HttpResponse:
    """All budget lines, the latest year first."""
    policy.require(request.actor, "budget_line.view")
    rows = policy.visible(request.actor, BudgetLine).select_related("support_line").order_by("-year", "support_line_id")
    return render(request, "web/money/lines.html", {"rows": [_shown(row) for row in rows]})


@require_GET
@staff_only
def line(request: ActorRequest, line_id: int) -> HttpResponse:
    """One line: its sums, the dossiers that wait for money in order of receipt, and its ledger."""
    found: BudgetLine = policy.find(request.actor, BudgetLine, pk=line_id)
    waiting = FundingQueue.objects.filter(FundingQueue.OPEN, line=found).order_by("received_at", "pk")
    entries = LedgerEntry.objects.filter(line=found).order_by("-pk")
    kinds = entry_names()
    context = {
        "row": _shown(found),
        "waiting": [(place, entry, format_vnd(entry.amount_vnd)) for place, entry in enumerate(waiting, start=1)],
        "entries": [(entry, kinds[entry.kind], format_vnd(entry.amount_vnd)) for entry in entries[:SHOWN]],
        "more": max(0, entries.count() - SHOWN),
    }
    return render(request, "web/money/line.html", context)


def entry_names() -> dict[str, str]:
    """What each kind of ledger entry is called."""
    return {
        EntryKind.ALLOCATE: _("Giao dự toán"),
        EntryKind.CANCEL: _("Hủy dự toán"),
        EntryKind.RESERVE: _("Giữ kinh phí"),
        EntryKind.RELEASE: _("Trả lại kinh phí đã giữ"),
        EntryKind.COMMIT: _("Ghi cam kết theo quyết định"),
        EntryKind.UNCOMMIT: _("Hủy cam kết"),
        EntryKind.PAY: _("Chi trả"),
        EntryKind.PAY_BACK: _("Kho bạc trả lại"),
    }


def _shown(row: BudgetLine) -> LineShown:
    owed = row.committed_vnd - row.paid_vnd
    amounts = [
        (_("Đã chi"), row.paid_vnd, "paid"),
        (_("Đã cam kết, chưa chi"), owed, "committed"),
        (_("Đang giữ"), row.reserved_vnd, "reserved"),
        (_("Còn lại"), row.available_vnd, "available"),
    ]
    parts, left = [], 0
    for name, amount, kind in amounts:
        width = amount * BAR_WIDTH // row.allocated_vnd if row.allocated_vnd else 0
        parts.append(Part(name, format_vnd(amount), left, width, kind))
        left += width
    return LineShown(row, format_vnd(row.allocated_vnd), format_vnd(row.available_vnd), parts)
