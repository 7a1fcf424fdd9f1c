from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "portal.programme"
    label = "programme"

    def ready(self) -> None:
        from portal.platform.wording import add_words

        add_words({"LINE_NOT_ACTIVE": _("Dòng hỗ trợ %(line)s không nhận hồ sơ vào ngày này.")})
