from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    """Drafts and publication of procedures."""

    name = "portal.studio"
    label = "studio"

    def ready(self) -> None:
        from portal.accounts import policy
        from portal.platform.wording import add_words
        from portal.studio.models import ProcedureDraft

        policy.register(ProcedureDraft, "procedure_draft", scopes={})
        add_words(
            {
                "NO_SUCH_PROCEDURE": _("Chưa có quy trình mã “%(key)s”."),
                "UNSAFE_DIAGRAM": _("Không đọc được sơ đồ: %(reason)s"),
                "DRAFT_OPEN": _(
                    "Quy trình “%(key)s” đang có một bản soạn chưa xong. Hãy ban hành hoặc hủy bản đó trước."
                ),
                "DRAFT_MOVED_ON": _("Bản soạn đã được lưu từ một cửa sổ khác. Hãy tải lại trang."),
                "DRAFT_HAS_ERRORS": _("Sơ đồ còn %(count)s lỗi. Hãy sửa hết lỗi trước khi ban hành."),
                "KEY_CHANGED": _("Không được đổi mã quy trình; mã phải là “%(key)s”."),
                "BASE_MOVED_ON": _(
                    "Quy trình đã có phiên bản mới hơn từ khi bắt đầu soạn. Hãy soạn lại từ phiên bản đó."
                ),
            }
        )
