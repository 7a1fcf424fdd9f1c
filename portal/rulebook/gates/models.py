"""Gaps that the author of a draft lets stand, each with the reason that the approver reads."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.platform.ids import new_id


class AcceptedGap(models.Model):
    """One gap of one draft. `finding` names it (gates.finding.key_of): it counts only while the same gap is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey("rulebook.PackDraft", on_delete=models.CASCADE, related_name="accepted_gaps")
    finding = models.CharField(max_length=32)
    words_vi = models.TextField()
    reason = models.TextField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["accepted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "finding"], name="gap_is_accepted_once_in_a_draft"),
        ]

    def __str__(self) -> str:
        return self.words_vi
