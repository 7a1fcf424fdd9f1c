from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, roles, rights, and the rule of two people."""

    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from portal.platform.wording import add_words

        add_words(
            {
                "DRAFT_CLOSED": _("Bản soạn này không còn sửa được."),
                "DRAFT_NOT_SUBMITTED": _("Bản soạn chưa được trình, hoặc đã được xử lý."),
                "NOTE_MISSING": _("Hãy ghi rõ nội dung và lý do."),
                "NOT_THE_AUTHOR": _("Chỉ người soạn được sửa bản soạn này."),
                "SAME_PERSON": _("Người soạn không được tự ban hành; cần một người thứ hai."),
            }
        )
