from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "portal.casework"
    label = "casework"

    def ready(self) -> None:
        from portal.casework import task_types
        from portal.casework.scopes import register_scopes
        from portal.platform.wording import add_words

        register_scopes()
        task_types.register_all()
        add_words(
            {
                "NO_LEGAL_BASIS": _("Mức tham khảo, chưa có căn cứ của thành phố: chưa thể ra quyết định hỗ trợ."),
                "ASSIGNEE_LACKS_ROLE": _("Người được giao không giữ vai trò của công việc này."),
                "TAKEN": _("%(name)s đã nhận việc này trước."),
                "SUPPLEMENT_WITHOUT_POINTS": _("Yêu cầu bổ sung phải nêu rõ nội dung cần bổ sung."),
                "SUPPLEMENT_PAPER_MISSING": _("Chưa nộp giấy tờ được yêu cầu: %(labels)s."),
                "NO_RULEBOOK": _("Bộ quy tắc chưa sẵn sàng."),
                "NO_PACK_IN_FORCE": _("Không có bộ quy tắc %(pack)s nào có hiệu lực vào ngày %(on)s."),
                "NOTHING_TO_REPIN": _("Hồ sơ đã theo đúng quy định đang có hiệu lực, hoặc đã xử lý xong."),
                "MAIL_DOWN": _("Máy chủ thư điện tử tạm thời không nhận thư."),
            }
        )
