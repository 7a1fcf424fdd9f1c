"""What casework keeps of its own: the notices to people. Dossiers, work items and money belong to the apps below."""

from django.conf import settings
from django.db import models


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
