from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"

    def ready(self) -> None:
        from portal.documents import papers  # noqa: F401 - registers the print effect
        from portal.documents.uploads import scan_waiting
        from portal.platform.jobs import register_sweeper
        from portal.platform.wording import add_words

        register_sweeper(scan_waiting)
        add_words(
            {
                "FORM_INVALID": _("Một số nội dung chưa hợp lệ. Hãy xem các ô được đánh dấu."),
                "FILE_TOO_LARGE": _("Tệp %(name)s lớn hơn 20 MB."),
                "FILE_EMPTY": _("Tệp %(name)s không có nội dung."),
                "FILE_KIND": _("Tệp %(name)s không được chấp nhận: chỉ nhận PDF, DOCX, XLSX, JPG, PNG."),
                "FILE_MACRO": _("Tệp %(name)s chứa mã lệnh (macro) nên không được chấp nhận."),
                "FILE_UNPACKS_TOO_LARGE": _("Tệp %(name)s giải nén quá lớn nên không được chấp nhận."),
                "FILE_DOSSIER_FULL": _("Tổng dung lượng tệp của hồ sơ vượt quá 100 MB."),
                "FILE_INFECTED": _("Tệp %(name)s bị phát hiện có mã độc."),
                "FILE_NOT_SCANNED": _("Tệp %(name)s đang chờ kiểm tra mã độc, chưa thể mở."),
                "SCANNER_DOWN": _("Dịch vụ kiểm tra mã độc tạm thời không trả lời."),
            }
        )
