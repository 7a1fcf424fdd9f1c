"""Reports of replays. They are the only thing that a replay writes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.platform.ids import new_id

OPEN = ("WAITING", "RUNNING")


class Verdict(models.TextChoices):
    """What the draft means for one case."""

    GAIN = "GAIN", _("Được lợi")
    LOSE = "LOSE", _("Bị thiệt")
    OTHER = "OTHER", _("Thay đổi khác")
    UNDECIDED = "UNDECIDED", _("Không tính được")


class ReplayRun(models.Model):
    """One replay of one revision of a draft. It stands at the case after which it goes on, so a crash costs one part.

    rev      revision of the draft that was replayed; a later one makes the report stale
    done     cases of `total` that were decided under both
    tries    how often it was taken up since the last part that came to an end
    summary  see portal.rulebook.replay.tally
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Chờ chạy")
        RUNNING = "RUNNING", _("Đang chạy")
        DONE = "DONE", _("Đã xong")
        CANCELLED = "CANCELLED", _("Đã dừng")
        FAILED = "FAILED", _("Không chạy được")

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey("rulebook.PackDraft", on_delete=models.PROTECT, related_name="replays")
    rev = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    after_dossier = models.CharField(max_length=40, blank=True)
    after_decision = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    summary = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft"], condition=Q(status__in=OPEN), name="draft_has_one_open_replay"),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="replay_not_beyond_its_end"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.rev} {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return self.done * 100 // self.total if self.total else 0


class ReplayRow(models.Model):
    """One case that the draft decides otherwise. before, after: the outputs by name; amounts in đồng."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ReplayRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    dossier_code = models.CharField(max_length=40)
    decision = models.CharField(max_length=120)
    support_line = models.CharField(max_length=20)
    state = models.CharField(max_length=30)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    delta_vnd = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["run", "verdict", "id"], name="rows_of_a_replay")]

    def __str__(self) -> str:
        return f"{self.dossier_code} {self.verdict}"
