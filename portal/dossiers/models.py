"""The dossier: what the applicant files, in which state it is, until when it must be answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.dossiers.states import NATIONAL_CODE, DeliveryState, MoneyState, State
from portal.platform.ids import new_id


class Dossier(models.Model):
    """One application for support. The code is given when it is filed; a draft has none.

    State, money and delivery are three separate things: processed is not delivered, and neither is paid. `first_due_at`
    is the date on the receipt slip and never changes; `due_at` moves when the clock stood still. The pinned form,
    process version and rule packs stay those that the dossier was filed and received under.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, blank=True)
    lookup_code = models.CharField(max_length=12, unique=True)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dossiers")
    support_line = models.ForeignKey("programme.SupportLine", on_delete=models.PROTECT, related_name="dossiers")
    state = models.CharField(max_length=24, choices=State.choices, default=State.DRAFT)
    money_state = models.CharField(max_length=10, choices=MoneyState.choices, default=MoneyState.NONE)
    delivery_state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.NONE)
    form_key = models.CharField(max_length=40)
    form_sha = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)
    search = models.TextField(blank=True)
    process_version_id = models.UUIDField(null=True, blank=True)
    instance_id = models.UUIDField(null=True, blank=True)
    pack_pins = models.JSONField(default=dict)
    supplement_count = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    first_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="dossier_code_given_once"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", code="") | (~Q(state="DRAFT") & ~Q(code="")), name="dossier_filed_has_code"
            ),
            models.CheckConstraint(
                condition=Q(first_due_at__isnull=True, due_at__isnull=True)
                | Q(first_due_at__isnull=False, due_at__gte=models.F("first_due_at")),
                name="dossier_due_date_only_moves_later",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["applicant", "-created_at"], name="dossiers_of_an_applicant"),
            models.Index(fields=["state", "due_at"], name="dossiers_by_state"),
        ]

    def __str__(self) -> str:
        return self.code or f"draft {self.id}"

    @property
    def national_code(self) -> int | None:
        """The state's number on the National Public Service Portal; a draft has none."""
        return NATIONAL_CODE[self.state]

    @property
    def counts_as_late(self) -> bool:
        """R-CAL-7: asked for supplements more than once, or answered after the appointment date (R-CAL-8)."""
        late = bool(self.processed_at and self.due_at and self.processed_at > self.due_at)
        return self.supplement_count > 1 or late


# Acts that are told by themselves; any other line of the timeline is told by its state.
EVENT_WORDS = {
    "PACKS_PINNED": _("Ghi nhận bộ quy tắc áp dụng cho hồ sơ"),
    "ANSWERS_CORRECTED": _("Người nộp đã sửa nội dung"),
    "SUPPLEMENTED": _("Người nộp đã gửi bổ sung"),
    "WITHDRAW_ASKED": _("Người nộp đề nghị rút hồ sơ"),
}


class DossierEvent(models.Model):
    """One line of the dossier's timeline. Rows are only added."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=24, choices=State.choices)
    note = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["dossier", "id"], name="timeline_of_a_dossier")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def words(self) -> str:
        """What happened, in the reader's language: the act, or else the state that the dossier came into."""
        return str(EVENT_WORDS.get(self.kind) or self.get_state_display())


class ClockPause(models.Model):
    """A time during which the clock of a dossier stood still (rule R-CAL-6)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="clock_stands_still_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at} - {self.ended_at}"


class SupplementRequest(models.Model):
    """What an officer asked the applicant to add (form 02), and the answer."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    count = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    paper_no = models.CharField(max_length=60, blank=True)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "count"], name="supplement_numbered_per_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} #{self.count}"
