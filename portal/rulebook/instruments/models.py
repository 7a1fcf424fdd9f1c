"""Legal instruments with their articles, relations and scanned texts."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.platform.ids import new_id


class InstrumentKind(models.TextChoices):
    """What an instrument is."""

    LAW = "LAW", _("Luật")
    RESOLUTION = "RESOLUTION", _("Nghị quyết")
    DECREE = "DECREE", _("Nghị định")
    DECISION = "DECISION", _("Quyết định")
    DIRECTIVE = "DIRECTIVE", _("Chỉ thị")
    CIRCULAR = "CIRCULAR", _("Thông tư")
    PLAN = "PLAN", _("Kế hoạch")
    OTHER = "OTHER", _("Văn bản khác")


class InstrumentConfidence(models.TextChoices):
    """How an entry was checked. Only the first two may be shown as law."""

    SEED = "SEED", _("Do cơ quan chủ quản nêu")
    VERIFIED = "VERIFIED", _("Đã đối chiếu nguồn")
    REMEMBERED = "REMEMBERED", _("Chưa đối chiếu")
    ILLUSTRATIVE = "ILLUSTRATIVE", _("Minh họa")


class LegalInstrument(models.Model):
    """A law, resolution, decree, decision or circular. Two provinces may use one number, so the issuer belongs to it.

    A day that nobody has read in a source stays empty. `expires_on` is the last day of force. `sample` marks an
    invented one, which never carries a real rule pack. `rev` counts the changes, so that none is written over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=InstrumentKind.choices)
    title_vi = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400, blank=True)
    issuer = models.CharField(max_length=200)
    signed_on = models.DateField(null=True)
    effective_from = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    confidence = models.CharField(max_length=12, choices=InstrumentConfidence.choices)
    sample = models.BooleanField(default=False)
    source_note = models.TextField(blank=True)
    rev = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number", "issuer"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "issuer"], name="instrument_number_is_once_per_issuer"),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(signed_on__lte=F("effective_from")),
                name="instrument_takes_effect_after_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | (
                    (Q(effective_from__isnull=True) | Q(effective_from__lte=F("expires_on")))
                    & (Q(signed_on__isnull=True) | Q(signed_on__lte=F("expires_on")))
                ),
                name="instrument_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Article(models.Model):
    """A provision of an instrument that the rules rest on, in a few words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(LegalInstrument, on_delete=models.CASCADE, related_name="articles")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    summary = models.TextField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "number"], name="article_stands_once_in_an_instrument"),
        ]

    def __str__(self) -> str:
        return self.number


class InstrumentRelation(models.Model):
    """What `source` does to `target`: it replaces, amends or guides it, or lets it go on applying (rule R-PACK-8).

    since  the first day; empty: the day on which the source takes effect
    note   territory or part concerned
    """

    class Kind(models.TextChoices):
        REPLACES = "REPLACES", _("thay thế")
        AMENDS = "AMENDS", _("sửa đổi, bổ sung")
        APPLIES = "APPLIES", _("cho tiếp tục áp dụng")
        GUIDES = "GUIDES", _("hướng dẫn, quy định chi tiết")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(LegalInstrument, on_delete=models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(LegalInstrument, on_delete=models.PROTECT, related_name="relations_in")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    since = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="relation_is_said_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="instrument_has_no_relation_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"

    @property
    def starts_on(self) -> date | None:
        """The first day of the relation; None while it is not known."""
        return self.since or self.source.effective_from


class TransitionalProvision(models.Model):
    """What an instrument provides for dossiers that were on their way when its rules of one pack began.

    It speaks of dossiers whose `pivot` event lies before the first day of the version that rests on the instrument.
    """

    class Pivot(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("ngày nộp hồ sơ")
        ACCEPTED = "ACCEPTED", _("ngày tiếp nhận hồ sơ")
        GRANTED = "GRANTED", _("ngày được cấp văn bằng")
        DECIDED = "DECIDED", _("ngày có quyết định")

    class Mode(models.TextChoices):
        OLD_RULE = "OLD_RULE", _("áp dụng quy định cũ")
        NEW_RULE = "NEW_RULE", _("áp dụng quy định mới")
        MORE_FAVOURABLE = "MORE_FAVOURABLE", _("áp dụng quy định có lợi hơn cho người đề nghị")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(LegalInstrument, on_delete=models.CASCADE, related_name="provisions")
    pack_key = models.CharField(max_length=80)
    pivot = models.CharField(max_length=9, choices=Pivot.choices)
    mode = models.CharField(max_length=15, choices=Mode.choices)
    article = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["pack_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "pack_key"], name="provision_stands_once_for_a_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_key}: {self.pivot} {self.mode}"


class InstrumentFile(models.Model):
    """The scanned text of an instrument. A newer one stands before the older ones; none is taken away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument = models.ForeignKey(LegalInstrument, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=60, unique=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-added_at"]

    def __str__(self) -> str:
        return self.file_name
