from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperateConfig(AppConfig):
    """Looking after running procedures."""

    name = "portal.operate"
    label = "operate"

    def ready(self) -> None:
        from engine.models import Instance
        from portal.accounts import policy
        from portal.platform.wording import add_words

        policy.register(Instance, "instance", scopes={})
        add_words(
            {
                "INSTANCE_MOVED_ON": _("Quy trình đã chuyển bước từ khi trang này được mở. Hãy tải lại trang."),
                "MONEY_STILL_HELD": _("Hồ sơ %(code)s còn giữ chỗ hoặc đã cam kết kinh phí, nên chưa hủy được."),
            }
        )
