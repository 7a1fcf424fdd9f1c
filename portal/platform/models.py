"""The audit log: who did what to which object, and on what basis."""

from django.db import models


class AuditEntry(models.Model):
    """One act of one actor. Rows are only added: a trigger refuses every change and deletion.

    Facts hold numbers and codes, never personal data beyond the object's id.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    legal_basis = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "at"], name="audit_of_one_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.kind} {self.object_id}"


class NumberSeries(models.Model):
    """The last number given out in a series, e.g. the dossiers of one procedure on one day."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
