"""A budget line to spend from."""

import datetime as dt

import pytest

from portal.budget import services
from portal.budget.models import BudgetLine
from portal.programme.models import SupportLine


@pytest.fixture
def support_line():
    """The line PRO-DOM, without the rest of the programme."""
    line, _ = SupportLine.objects.get_or_create(
        code="PRO-DOM",
        defaults={
            "active_from": dt.date(2021, 1, 1),
            "active_to": dt.date(2030, 12, 31),
            "legal_basis_no": "3853/QĐ-UBND",
            "confidence": "SEED",
        },
    )
    return line


@pytest.fixture
def budget_line(support_line):
    """Makes a line of the year with the money given, in đồng."""

    def make(allocated_vnd: int = 0, year: int = 2026) -> BudgetLine:
        line = services.open_line(support_line=support_line.code, year=year)
        if allocated_vnd:
            services.allocate(
                line_id=line.pk, amount_vnd=allocated_vnd, instrument_no="QĐ 1", actor="1", key=f"allocate-{line.pk}"
            )
        line.refresh_from_db()
        return line

    return make
