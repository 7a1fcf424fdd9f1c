"""The programme as data: its lines of support, its calendar and its time limits."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.platform.calendar import DayKind


class Confidence(models.TextChoices):
    """How far a value may be trusted. Shown beside it wherever a person could take it for law."""

    SEED = "SEED", _("Theo quyết định của thành phố")
    VERIFIED = "VERIFIED", _("Đã đối chiếu nguồn công khai")
    REMEMBERED = "REMEMBERED", _("Chưa đối chiếu nguồn")
    ILLUSTRATIVE = "ILLUSTRATIVE", _("Giá trị minh họa, cơ quan cần xác nhận")


class SupportLine(models.Model):
    """A kind of support of section II of Decision 3853/QĐ-UBND. An administrator may add, close or re-date one.

    legal_basis_no  number of its legal basis in the register of instruments
    """

    code = models.CharField(max_length=12, primary_key=True)
    section = models.CharField(max_length=10)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    applicant_types = models.JSONField(default=list)
    ip_objects = models.JSONField(default=list)
    process_key = models.CharField(max_length=40)
    support_kind = models.CharField(max_length=20)
    decision_body = models.CharField(max_length=20)
    active_from = models.DateField()
    active_to = models.DateField()
    legal_basis_no = models.CharField(max_length=80)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(active_to__gte=models.F("active_from")), name="support_line_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_en if get_language() == "en" else self.name_vi


class CalendarException(models.Model):
    """A day that is not what its weekday says (rule R-CAL-4). Entered by a person, with the notice that says so."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DayKind])
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    instrument = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["HOLIDAY", "WORKDAY"]), name="calendar_day_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name_vi}"


class Parameter(models.Model):
    """A value that the office may change without a release: time limits `D-*` and switches."""

    code = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)

    def __str__(self) -> str:
        return f"{self.code} = {self.value} {self.unit}"
