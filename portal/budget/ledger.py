"""The one place that writes entries: a guarded update of the line, one of the dossier's share, and the entry itself."""

from django.db.models import F
from django.db.models.expressions import CombinedExpression

from portal.budget.errors import NotEnoughMoney
from portal.budget.models import POSTINGS, Account, BudgetLine, DossierFunding, EntryKind, LedgerEntry
from portal.platform.clock import now

# How an entry moves the sums: column -> sign. AVAILABLE and SOURCE are not stored; committed includes paid.
LINE_MOVES: dict[str, dict[str, int]] = {
    EntryKind.ALLOCATE: {"allocated_vnd": 1},
    EntryKind.CANCEL: {"allocated_vnd": -1},
    EntryKind.RESERVE: {"reserved_vnd": 1},
    EntryKind.RELEASE: {"reserved_vnd": -1},
    EntryKind.COMMIT: {"reserved_vnd": -1, "committed_vnd": 1},
    EntryKind.UNCOMMIT: {"committed_vnd": -1},
    EntryKind.PAY: {"paid_vnd": 1},
    EntryKind.PAY_BACK: {"paid_vnd": -1},
}
HELD: dict[str, CombinedExpression] = {
    Account.AVAILABLE: F("allocated_vnd") - F("reserved_vnd") - F("committed_vnd"),
    Account.RESERVED: F("reserved_vnd") + 0,
    Account.COMMITTED: F("committed_vnd") - F("paid_vnd"),
    Account.PAID: F("paid_vnd") + 0,
}


def earlier_entry(key: str, kind: str) -> LedgerEntry | None:
    """The entry that the same key wrote before, if any."""
    return LedgerEntry.objects.filter(key=key, kind=kind).first()


def move(
    kind: str,
    *,
    line_id: int,
    amount_vnd: int,
    actor: str,
    key: str,
    dossier_code: str = "",
    instrument_no: str = "",
) -> LedgerEntry:
    """Move money once. Part of the caller's transaction.

    A second call with the key returns the first entry. Of two at the same moment the line's row lock lets one through;
    the other then finds its entry.
    Raises NotEnoughMoney when the account that gives does not hold the amount; ValueError for an amount <= 0.
    """
    if amount_vnd <= 0:
        raise ValueError(f"amount_vnd must be positive, got {amount_vnd}")
    BudgetLine.objects.select_for_update().get(pk=line_id)
    if earlier := earlier_entry(key, kind):
        return earlier
    gives, takes = POSTINGS[kind]
    _move_line(kind, gives, line_id, amount_vnd)
    if dossier_code:
        _move_dossier(kind, gives, line_id, dossier_code, amount_vnd)
    return LedgerEntry.objects.create(
        line_id=line_id,
        kind=kind,
        from_account=gives,
        to_account=takes,
        amount_vnd=amount_vnd,
        dossier_code=dossier_code,
        instrument_no=instrument_no,
        actor=actor,
        at=now(),
        key=key,
    )


def _move_line(kind: str, gives: str, line_id: int, amount_vnd: int) -> None:
    """One statement: the line changes only if the giving account holds the amount."""
    guarded = BudgetLine.objects.filter(pk=line_id)
    if gives != Account.SOURCE:
        guarded = guarded.alias(held=HELD[gives]).filter(held__gte=amount_vnd)
    if not guarded.update(**_sums(LINE_MOVES[kind], amount_vnd)):
        raise NotEnoughMoney(line_id=line_id, asked_vnd=amount_vnd)


def _move_dossier(kind: str, gives: str, line_id: int, dossier_code: str, amount_vnd: int) -> None:
    """The same for the dossier's share. The line is locked, so that no other writer creates the row meanwhile."""
    share = DossierFunding.objects.filter(line_id=line_id, dossier_code=dossier_code)
    if kind == EntryKind.RESERVE:
        DossierFunding.objects.get_or_create(line_id=line_id, dossier_code=dossier_code)
    else:
        share = share.alias(held=HELD[gives]).filter(held__gte=amount_vnd)
    if not share.update(**_sums(LINE_MOVES[kind], amount_vnd)):
        raise NotEnoughMoney(line_id=line_id, asked_vnd=amount_vnd)


def _sums(moves: dict[str, int], amount_vnd: int) -> dict[str, CombinedExpression]:
    return {column: F(column) + sign * amount_vnd for column, sign in moves.items()}
