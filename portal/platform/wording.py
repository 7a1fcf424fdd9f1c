"""What the portal says when it refuses. Codes stand in the errors; the words here and in the apps that add theirs."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from portal.platform.errors import PortalError


class Words(Protocol):
    """A translated text with named places."""

    def __str__(self) -> str: ...


_words: dict[str, Words] = {
    "NOT_VISIBLE": _("Không tìm thấy nội dung, hoặc quý vị không có quyền xem."),
    "NOT_ALLOWED": _("Vai trò hiện tại của quý vị không được làm việc này."),
    "CONFLICT": _("Nội dung vừa được người khác thay đổi. Hãy tải lại trang."),
    "REFUSED": _("Yêu cầu không thực hiện được."),
    "UNAVAILABLE": _("Hệ thống tạm thời chưa đáp ứng được. Hãy thử lại sau ít phút."),
    "TOO_MANY_TRIES": _("Quá nhiều lần thử. Hãy đợi một giờ rồi thử lại."),
    "CALENDAR_GAP": _(
        "Chưa có lịch nghỉ năm %(year)s, nên chưa tính được thời hạn. Quản trị hệ thống cần nhập lịch nghỉ."
    ),
}
HEADINGS: Mapping[int, Words] = {
    403: _("Không có quyền"),
    404: _("Không tìm thấy"),
    409: _("Đã có thay đổi"),
    422: _("Không thực hiện được"),
    503: _("Tạm thời gián đoạn"),
}


def add_words(words: Mapping[str, Words]) -> None:
    """Add an app's messages by code. Called from the app's `ready`."""
    _words.update(words)


def say(error: PortalError) -> str:
    """The message in the active language with its facts filled in; an unknown code gets its branch's words."""
    words = _words.get(error.code) or _words[type(error).code]
    return str(words) % error.facts if error.facts else str(words)


def heading(error: PortalError) -> str:
    """The title of the error page."""
    return str(HEADINGS[error.status])
