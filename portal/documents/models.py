"""The files that people attach, the slips and letters that the office issues, and the versions of forms."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.platform.ids import new_id


class FormVersion(models.Model):
    """One published state of a form file, kept by its content: dossiers and processes are pinned to it."""

    key = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "-created_at"], name="form_versions_newest_first")]

    def __str__(self) -> str:
        return f"{self.key} {self.sha256[:12]}"


class Upload(models.Model):
    """A file that somebody attached. Its type is what its content says; its name on disk is random.

    dossier_id   the dossier it belongs to; documents know dossiers only by their id
    scan_state   nobody but the owner opens a file before it is CLEAN
    """

    class ScanState(models.TextChoices):
        WAITING = "WAITING"
        CLEAN = "CLEAN"
        INFECTED = "INFECTED"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    dossier_id = models.UUIDField(db_index=True)
    field = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=60, unique=True)
    scan_state = models.CharField(max_length=8, choices=ScanState.choices, default=ScanState.WAITING)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=models.Q(scan_state="WAITING"), name="uploads_waiting_for_scan"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Paper(models.Model):
    """A slip or letter that was issued: its number and data are frozen in the step, its PDF is printed afterwards.

    storage_name  empty until it is printed; printing again from the same template and data gives the same paper
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=60, unique=True)
    template = models.CharField(max_length=40)
    template_sha = models.CharField(max_length=64)
    dossier_code = models.CharField(max_length=40, db_index=True)
    data = models.JSONField()
    issued_by = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    key = models.CharField(max_length=200, unique=True)
    is_sample = models.BooleanField(default=False)
    storage_name = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.template} {self.number}"
