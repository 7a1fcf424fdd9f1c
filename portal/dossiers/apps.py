from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "portal.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        from portal.dossiers.scopes import register_scopes
        from portal.platform.wording import add_words

        register_scopes()
        add_words(
            {
                "LINE_NOT_ONLINE": _("Dòng hỗ trợ %(line)s chưa nhận hồ sơ trực tuyến."),
                "ALREADY_SUBMITTED": _("Hồ sơ %(code)s đã nộp nên không sửa được nữa."),
                "CANNOT_WITHDRAW": _("Hồ sơ %(code)s không còn rút được ở bước hiện tại."),
                "ALREADY_RECEIVED": _("Hồ sơ đã được tiếp nhận."),
                "DOCUMENTS_MISSING": _("Còn thiếu giấy tờ bắt buộc: %(labels)s."),
            }
        )
