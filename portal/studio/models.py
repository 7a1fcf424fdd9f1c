"""Drafts of procedures: what an administrator draws before a second person publishes it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.platform.ids import new_id

OPEN = ("EDITING", "SUBMITTED", "RETURNED")


class ProcedureDraft(models.Model):
    """One proposed change of one procedure, with the author's bytes as they were saved.

    It moves EDITING -> SUBMITTED -> PUBLISHED, or back by RETURNED, or ends DISCARDED. `rev` grows by one at each
    save: of two windows that edit the same draft the slower is told. `base_version` is what the author started from;
    when another version has come into force since, the draft cannot be published over it.
    """

    class Status(models.TextChoices):
        EDITING = "EDITING", _("Đang soạn")
        SUBMITTED = "SUBMITTED", _("Chờ ban hành")
        RETURNED = "RETURNED", _("Trả lại để sửa")
        PUBLISHED = "PUBLISHED", _("Đã ban hành")
        DISCARDED = "DISCARDED", _("Đã hủy")

    id = models.UUIDField(primary_key=True, default=new_id)
    process_key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    base_version = models.ForeignKey("engine.ProcessVersion", on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.EDITING)
    rev = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("Nội dung thay đổi và lý do"), blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    published_version = models.OneToOneField(
        "engine.ProcessVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process_key"], condition=Q(status__in=OPEN), name="procedure_has_one_open_draft"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="procedure_needs_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(status="PUBLISHED") | Q(decided_by__isnull=False, published_version__isnull=False),
                name="procedure_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process_key}: {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_editable(self) -> bool:
        return self.status in (self.Status.EDITING, self.Status.RETURNED)
