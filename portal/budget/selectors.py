"""Reading the money."""

from django.db.models import QuerySet, Sum

from portal.budget.errors import NoBudgetLine
from portal.budget.models import Account, BudgetLine, DossierFunding, LedgerEntry


def line_for(support_line: str, year: int) -> BudgetLine:
    """The line that a dossier of the support line draws on in the year. Raises NoBudgetLine."""
    line = BudgetLine.objects.filter(support_line_id=support_line, year=year).first()
    if line is None:
        raise NoBudgetLine(support_line=support_line, year=year)
    return line


def funding_of(dossier_code: str) -> DossierFunding | None:
    """What the dossier holds, on whichever line it holds it."""
    return DossierFunding.objects.filter(dossier_code=dossier_code).select_related("line").first()


def entries_of(dossier_code: str) -> QuerySet[LedgerEntry]:
    """The dossier's movements of money, oldest first."""
    return LedgerEntry.objects.filter(dossier_code=dossier_code).order_by("pk")


def granted_vnd(dossier_codes: list[str], year: int | None = None) -> int:
    """What decisions have bound for the dossiers, in all or for one budget year (rules CAP by_year, by_life)."""
    rows = DossierFunding.objects.filter(dossier_code__in=dossier_codes)
    if year is not None:
        rows = rows.filter(line__year=year)
    return rows.aggregate(total=Sum("committed_vnd"))["total"] or 0


def balance_of_entries(line_id: int) -> dict[str, int]:
    """What the ledger alone says stands on each account of the line: the judge of the stored sums."""
    balance = dict.fromkeys(Account.values, 0)
    for giver, taker, amount in LedgerEntry.objects.filter(line_id=line_id).values_list(
        "from_account", "to_account", "amount_vnd"
    ):
        balance[giver] -= amount
        balance[taker] += amount
    return balance
