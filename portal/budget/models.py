"""The money of the programme: yearly lines, what each dossier holds of them, the ledger, and the queue for money.

`LedgerEntry` is the truth and only grows. The columns of `BudgetLine` and `DossierFunding` are its sums, moved by
`budget.services` alone; the constraints are the last guard, not the first.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class BudgetLine(models.Model):
    """Money allotted to one support line for one budget year, in whole đồng.

    committed_vnd includes what is paid, so that available = allocated - reserved - committed (rule R-BUD-3).
    """

    support_line = models.ForeignKey("programme.SupportLine", on_delete=models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    allocated_vnd = models.BigIntegerField(default=0)
    reserved_vnd = models.BigIntegerField(default=0)
    committed_vnd = models.BigIntegerField(default=0)
    paid_vnd = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["support_line", "year"], name="budget_line_one_per_year"),
            models.CheckConstraint(
                condition=Q(reserved_vnd__gte=0, committed_vnd__gte=0, paid_vnd__gte=0),
                name="budget_line_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(allocated_vnd__gte=F("reserved_vnd") + F("committed_vnd")),
                name="budget_line_never_overspent",
            ),
            models.CheckConstraint(
                condition=Q(paid_vnd__lte=F("committed_vnd")), name="budget_line_pays_what_is_committed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_line_id} {self.year}"

    @property
    def available_vnd(self) -> int:
        """What may still be reserved."""
        return self.allocated_vnd - self.reserved_vnd - self.committed_vnd


class DossierFunding(models.Model):
    """What one dossier holds of one line. Guards a release or payment against taking another dossier's money."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="fundings")
    dossier_code = models.CharField(max_length=40)
    reserved_vnd = models.BigIntegerField(default=0)
    committed_vnd = models.BigIntegerField(default=0)
    paid_vnd = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "dossier_code"], name="funding_one_per_dossier_and_line"),
            models.CheckConstraint(
                condition=Q(reserved_vnd__gte=0, committed_vnd__gte=0, paid_vnd__gte=0),
                name="funding_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(paid_vnd__lte=F("committed_vnd")), name="funding_pays_what_is_committed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_code}: {self.line}"


class Account(models.TextChoices):
    """Where money stands. Every entry takes it from one account and puts it on another, so the sum is always zero."""

    SOURCE = "SOURCE"
    AVAILABLE = "AVAILABLE"
    RESERVED = "RESERVED"
    COMMITTED = "COMMITTED"
    PAID = "PAID"


class EntryKind(models.TextChoices):
    """What happened to the money (rules section 8)."""

    ALLOCATE = "ALLOCATE"
    CANCEL = "CANCEL"
    RESERVE = "RESERVE"
    RELEASE = "RELEASE"
    COMMIT = "COMMIT"
    UNCOMMIT = "UNCOMMIT"
    PAY = "PAY"
    PAY_BACK = "PAY_BACK"


POSTINGS: dict[str, tuple[str, str]] = {
    EntryKind.ALLOCATE: (Account.SOURCE, Account.AVAILABLE),
    EntryKind.CANCEL: (Account.AVAILABLE, Account.SOURCE),
    EntryKind.RESERVE: (Account.AVAILABLE, Account.RESERVED),
    EntryKind.RELEASE: (Account.RESERVED, Account.AVAILABLE),
    EntryKind.COMMIT: (Account.RESERVED, Account.COMMITTED),
    EntryKind.UNCOMMIT: (Account.COMMITTED, Account.AVAILABLE),
    EntryKind.PAY: (Account.COMMITTED, Account.PAID),
    EntryKind.PAY_BACK: (Account.PAID, Account.COMMITTED),
}


class LedgerEntry(models.Model):
    """One movement of money. Never changed, never deleted: a correction is a new entry the other way."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    from_account = models.CharField(max_length=10, choices=Account.choices)
    to_account = models.CharField(max_length=10, choices=Account.choices)
    amount_vnd = models.BigIntegerField()
    dossier_code = models.CharField(max_length=40, blank=True, db_index=True)
    instrument_no = models.CharField(max_length=80, blank=True)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="ledger_entry_once_per_key"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="ledger_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_vnd} {self.dossier_code}"


class FundingQueue(models.Model):
    """A dossier that waits for money of a line, in the order of receipt of the complete dossier (rule R-BUD-11)."""

    OPEN: ClassVar[Q] = Q(left_at__isnull=True)

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="queue")
    dossier_code = models.CharField(max_length=40)
    instance_id = models.UUIDField(null=True, blank=True)
    amount_vnd = models.BigIntegerField()
    received_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    woken = models.PositiveIntegerField(default=0)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "dossier_code"], condition=Q(left_at__isnull=True), name="funding_queue_waits_once"
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="funding_queue_amount_positive"),
        ]
        indexes = [models.Index(fields=["line", "received_at", "id"], name="funding_queue_order")]

    def __str__(self) -> str:
        return f"{self.dossier_code} waits for {self.line}"
