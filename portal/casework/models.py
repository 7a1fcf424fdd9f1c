"""What casework keeps of its own: the notices to people. Dossiers, work items and money belong to the apps below."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.platform.ids import new_id


class Notification(models.Model):
    """A notice to one person. The words are made when it is read, in the reader's language, from `facts`.

    Facts hold codes, dates and amounts as shown; never a personal number.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    code = models.CharField(max_length=30)
    dossier_code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=200, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notifications_of_a_person"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notifications_not_read"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.dossier_code}"


class ClaimedObject(models.Model):
    """An application or title number for which a received dossier asks support: the index behind rule R-EL-10.

    Written when the dossier is received. `applicant_key` is the folded tax code or personal number, hashed: it finds
    the applicant's other dossiers without storing the number a second time.
    """

    class NumberKind(models.TextChoices):
        APPLICATION = "APPLICATION"
        TITLE = "TITLE"

    dossier_code = models.CharField(max_length=40, db_index=True)
    support_line = models.ForeignKey("programme.SupportLine", on_delete=models.PROTECT, related_name="+")
    applicant_key = models.CharField(max_length=64, db_index=True)
    object_type = models.CharField(max_length=20)
    number_kind = models.CharField(max_length=12, choices=NumberKind.choices)
    number_key = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_code", "object_type", "number_kind", "number_key"],
                name="claimed_object_once_per_dossier",
            ),
        ]
        indexes = [models.Index(fields=["number_key", "object_type", "number_kind"], name="claimed_object_by_number")]

    def __str__(self) -> str:
        return f"{self.dossier_code} {self.object_type} {self.number_key}"


class DecisionReceipt(models.Model):
    """What the rules were told about a dossier and what they said, sealed. A trigger refuses every change.

    key           the engine's key of the execution: one receipt for each time that a rule task was done
    facts         text of engine.bpmn.codec, exact
    outputs       the same, of the outputs
    result_sha256 over the whole result with findings and trace, which the pinned version gives again at any time
    engine        version of the evaluator
    seal          over all other columns
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=120, unique=True)
    dossier_code = models.CharField(max_length=40)
    pack = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=80)
    pack_sha256 = models.CharField(max_length=64)
    decision = models.CharField(max_length=120)
    facts = models.TextField()
    outputs = models.TextField()
    result_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    decided_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dossier_code", "-decided_at"], name="receipts_of_a_dossier"),
            models.Index(fields=["pack", "dossier_code", "decision", "-decided_at"], name="receipts_of_a_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_code} {self.pack} {self.pack_version}"
