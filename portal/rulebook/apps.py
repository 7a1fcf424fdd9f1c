from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    """Rule packs in service: versions, drafts, approval."""

    name = "portal.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from portal.accounts import policy
        from portal.platform.wording import add_words
        from portal.rulebook.gates import ready as gates
        from portal.rulebook.instruments.ready import ready
        from portal.rulebook.models import PackDraft, PackVersion
        from portal.rulebook.replay.ready import ready as replay

        ready()
        replay()
        gates.ready()

        policy.register(PackVersion, "pack_version", scopes={})
        policy.register(PackDraft, "pack_version", scopes={})
        add_words(
            {
                "NO_PACK_IN_FORCE": _("Ngày %(on)s không có bộ quy tắc “%(pack)s” nào có hiệu lực."),
                "PACKS_CONTRADICT": _("Có hai bộ quy tắc “%(pack)s” cùng hiệu lực từ một ngày."),
                "PACK_CHANGED": _("Bộ quy tắc “%(pack)s” không còn nguyên vẹn. Hãy báo quản trị hệ thống."),
                "OTHER_PACK": _("Tệp này được xuất từ một bộ quy tắc khác, hoặc từ phiên bản không có ở đây."),
                "NOTHING_CHANGED": _("Tệp không có gì khác với phiên bản đã xuất."),
                "PACK_DRAFT_OPEN": _("Bộ quy tắc này đang có bản soạn của người khác (%(author)s)."),
                "PACK_DRAFT_WAITS": _("Bản soạn đang chờ duyệt, nên chưa nạp tệp mới được."),
                "PACK_DRAFT_NEWER": _("Bản soạn đã được sửa ở cửa sổ khác. Phần vừa gõ chưa được lưu."),
                "GRID_WRONG": _("Nội dung gửi lên không đúng dạng bảng này (%(where)s). Chưa có gì được lưu."),
                "CELLS_WRONG": _("Còn ô chưa đọc được. Hãy sửa các ô được đánh dấu rồi trình."),
                "BASIS_MISSING": _("Hãy ghi đủ số, tên, cơ quan, ngày ban hành văn bản, ngày hiệu lực và lý do."),
                "DATES_WRONG": _(
                    "Ngày hiệu lực không được trước ngày ban hành, ngày hết hiệu lực không được trước đó."
                ),
                "PACK_STARTS_ALREADY": _("Đã có phiên bản cùng loại hiệu lực từ %(on)s. Hãy chọn ngày khác."),
                "EXAMPLES_FAIL": _("%(count)s ví dụ kiểm tra không còn đúng. Hãy sửa bảng hoặc sửa ví dụ."),
                "ROWS_WITHOUT_BASIS": _("%(count)s dòng chưa đủ căn cứ để ban hành. Xem danh sách bên dưới."),
                "EXAMPLE_NAME": _("Hãy đặt cho ví dụ một tên chưa dùng."),
                "EXAMPLE_VALUES": _("Ví dụ chỉ giữ được số nguyên, ngày, chữ, đúng/sai."),
                "RULES_STOPPED": _("Quy tắc không cho kết quả: %(reason)s"),
                "PACK_MOVED_ON": _("Đã có phiên bản mới hơn từ khi xuất Excel. Hãy xuất lại và soạn từ phiên bản đó."),
            }
        )
