"""Rule packs in service: versions that never change, and the proposals that become them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.platform.ids import new_id
from portal.rulebook.gates import models as gates  # noqa: F401 - Django finds the accepted gaps here
from portal.rulebook.instruments import models as instruments  # noqa: F401 - Django finds the register's tables here
from portal.rulebook.replay import models as replay  # noqa: F401 - and those of the replays

OPEN = ("EDITING", "SUBMITTED", "RETURNED")


class Kind(models.TextChoices):
    """What force a pack has (rule R-PACK-2)."""

    REFERENCE = "REFERENCE", _("Mức tham khảo")
    CITY_DECISION = "CITY_DECISION", _("Quyết định của thành phố")
    DEMO = "DEMO", _("Dùng thử")


class PackVersion(models.Model):
    """One version of a rule pack with its bytes. A trigger refuses every change: dossiers are pinned to it for ever."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=80)
    version = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    sample = models.BooleanField()
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    dmn = models.BinaryField()
    manifest = models.BinaryField()
    tests = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["key", "-valid_from", "-published_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="one_pack_version_of_a_name"),
            models.CheckConstraint(
                condition=Q(author__isnull=True, approved_by__isnull=True)
                | (Q(author__isnull=False, approved_by__isnull=False) & ~Q(author=F("approved_by"))),
                name="pack_version_has_two_people_or_came_with_the_product",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="pack_version_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class PackDraft(models.Model):
    """One proposed new version of one pack.

    It moves EDITING -> SUBMITTED -> PUBLISHED, or back by RETURNED, or ends DISCARDED. `base` is the version that the
    tables come from; when another one has been published since, the draft cannot be published over it. `typed` is the
    grid as its author left it while some cell cannot be read; `dmn` and `tests` then still say what was right before.
    """

    class Status(models.TextChoices):
        EDITING = "EDITING", _("Đang soạn")
        SUBMITTED = "SUBMITTED", _("Chờ duyệt")
        RETURNED = "RETURNED", _("Trả lại để sửa")
        PUBLISHED = "PUBLISHED", _("Đã ban hành")
        DISCARDED = "DISCARDED", _("Đã hủy")

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=80)
    base = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    dmn = models.BinaryField()
    tests = models.BinaryField()
    file_name = models.CharField(max_length=200, blank=True)
    typed = models.JSONField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.EDITING)
    rev = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CITY_DECISION)
    instrument_no = models.CharField(max_length=80, blank=True)
    instrument_title = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    published_version = models.OneToOneField(PackVersion, on_delete=models.PROTECT, null=True, related_name="draft")

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(status__in=OPEN), name="pack_has_one_open_draft"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="pack_needs_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(status="PUBLISHED") | Q(decided_by__isnull=False, published_version__isnull=False),
                name="pack_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.instrument_no or self.file_name}"

    @property
    def is_editable(self) -> bool:
        return self.status in (self.Status.EDITING, self.Status.RETURNED)
