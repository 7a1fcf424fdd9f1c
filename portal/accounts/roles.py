"""The roles of the programme: codes, and their names in both languages.

Source: the lanes of the support processes and section III of Decision 3853/QĐ-UBND.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who may hold what. An administrator of the system has no right to content."""

    APPLICANT = "APPLICANT", _("Người đề nghị hỗ trợ")
    RECEPTION = "RECEPTION", _("Cán bộ một cửa")
    OFFICER = "OFFICER", _("Chuyên viên")
    DIVISION = "DIVISION", _("Lãnh đạo phòng")
    DOF_OFFICER = "DOF_OFFICER", _("Cán bộ Sở Tài chính")
    DIRECTOR = "DIRECTOR", _("Lãnh đạo Sở")
    ACCOUNTANT = "ACCOUNTANT", _("Kế toán")
    AUDITOR = "AUDITOR", _("Thanh tra, kiểm toán")
    RULE_EDITOR = "RULE_EDITOR", _("Người soạn quy tắc")
    RULE_APPROVER = "RULE_APPROVER", _("Người duyệt quy tắc")
    ADMIN = "ADMIN", _("Quản trị hệ thống")


STAFF_ROLES = frozenset(Role.values) - {Role.APPLICANT.value}
CASE_ROLES = frozenset({"RECEPTION", "OFFICER", "DIVISION", "DOF_OFFICER", "DIRECTOR", "ACCOUNTANT"})
