"""What the register adds when the app starts: its place in the policy and its words."""

from django.utils.translation import gettext_lazy as _

from portal.accounts import policy
from portal.platform.wording import add_words
from portal.rulebook.instruments.models import LegalInstrument


def ready() -> None:
    """Called once from the app's `ready`."""
    policy.register(LegalInstrument, "instrument", scopes={})
    add_words(
        {
            "INSTRUMENT_WRONG": _("Một số nội dung chưa hợp lệ. Hãy xem các ô được đánh dấu."),
            "INSTRUMENT_MISSING": _("Không được để trống ô này."),
            "INSTRUMENT_EXISTS": _("Cơ quan này đã có văn bản số %(number)s trong sổ."),
            "INSTRUMENT_EFFECT_EARLY": _("Ngày có hiệu lực không được trước ngày ký."),
            "INSTRUMENT_ENDS_EARLY": _("Ngày hết hiệu lực không được trước ngày ký hoặc ngày có hiệu lực."),
            "INSTRUMENT_SOURCE_MISSING": _("Hãy ghi nguồn đã đối chiếu, nếu không thì chọn “Chưa đối chiếu”."),
            "INSTRUMENT_SELF": _("Văn bản không thể có quan hệ với chính nó."),
            "INSTRUMENT_CYCLE": _("Quan hệ này tạo vòng: %(number)s đã dẫn ngược về văn bản này."),
            "INSTRUMENT_TWICE": _("Dòng này trùng với một dòng ở trên."),
            "INSTRUMENT_SINCE_EARLY": _("Ngày bắt đầu không được trước ngày ký văn bản này."),
            "INSTRUMENT_NOT_PDF": _("Tệp %(name)s không phải PDF. Chỉ nhận bản quét PDF."),
            "INSTRUMENT_NEWER": _(
                "Văn bản vừa được người khác sửa. Nội dung quý vị gõ còn ở dưới, chưa được lưu; hãy xem bản mới rồi "
                "lưu lại nếu vẫn đúng."
            ),
        }
    )
