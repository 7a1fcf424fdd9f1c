"""What the gates add when the app starts: the words of their refusals."""

from django.utils.translation import gettext_lazy as _

from portal.platform.wording import add_words


def ready() -> None:
    """Called once from the app's `ready`."""
    add_words(
        {
            "TABLES_OPEN": _("Bảng còn %(count)s chỗ hở hoặc chồng nhau. Xem danh sách bên dưới."),
            "BRANCHES_MISSING": _("%(count)s kết quả chưa có nhánh trong quy trình dùng nó. Xem danh sách bên dưới."),
            "GAP_REASON_MISSING": _("Hãy ghi lý do để khoảng hở này được giữ lại."),
            "FINDING_GONE": _("Khoảng hở này không còn như vậy nữa. Hãy xem lại danh sách."),
        }
    )
