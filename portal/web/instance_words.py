"""What pages call the states of running procedures, of tokens, and the lines of their log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.bpmn.state import At

STATUSES: Mapping[str, Promise] = {
    "RUNNING": _("Đang chạy"),
    "SUSPENDED": _("Tạm dừng"),
    "COMPLETED": _("Đã xong"),
    "CANCELLED": _("Đã hủy"),
    "FAILED": _("Hỏng"),
}
STATUS_TAGS = {"RUNNING": "tag--info", "SUSPENDED": "tag--warn", "COMPLETED": "tag--good", "FAILED": "tag--bad"}
WAITS: Mapping[At, Promise] = {
    At.ITEM: _("chờ người làm"),
    At.EVENT: _("chờ sự kiện"),
    At.EFFECT: _("chờ dịch vụ trả lời"),
    At.JOIN: _("chờ nhánh khác"),
    At.INSIDE: _("đang ở bên trong"),
    At.CHOICE: _("chờ sự kiện đầu tiên"),
    At.FAILED: _("dừng vì sự cố"),
    At.ARMED: _("đang lắng nghe"),
    At.ALL: _("chờ đủ các sự kiện"),
    At.RESET: _("chờ các nhánh còn lại"),
    At.DONE: _("đã xong, có thể bù trừ"),
    At.UNDOING: _("đang bù trừ"),
    At.CALL: _("chờ quy trình đã gọi"),
    At.DATA: _("chờ dữ liệu"),
    At.LOOP: _("đang lặp"),
}
EVENTS: Mapping[str, Promise] = {
    "STARTED": _("Bắt đầu"),
    "ITEM_OPENED": _("Giao việc"),
    "ITEM_CLAIMED": _("Nhận việc"),
    "ITEM_UNCLAIMED": _("Trả việc"),
    "ITEM_ASSIGNED": _("Giao cho người khác"),
    "ITEM_COMPLETED": _("Làm xong"),
    "ITEM_CANCELLED": _("Bỏ việc"),
    "OPERATED": _("Chạy dịch vụ"),
    "OPERATION_FAILED": _("Dịch vụ không chạy được"),
    "DECIDED": _("Xét theo quy tắc"),
    "EFFECT_QUEUED": _("Gửi đi"),
    "EFFECT_DONE": _("Đã gửi xong"),
    "TIMER_FIRED": _("Đến hạn"),
    "MESSAGE_RECEIVED": _("Nhận thông điệp"),
    "SIGNAL_RECEIVED": _("Nhận tín hiệu"),
    "SIGNAL_THROWN": _("Phát tín hiệu"),
    "MESSAGE_SENT": _("Gửi thông điệp"),
    "ERROR_THROWN": _("Báo lỗi"),
    "ESCALATION_THROWN": _("Báo lên cấp trên"),
    "COMPENSATION_THROWN": _("Yêu cầu bù trừ"),
    "COMPENSATED": _("Đã bù trừ"),
    "CANCEL_THROWN": _("Hủy giao dịch"),
    "CALLED": _("Gọi quy trình khác"),
    "CALL_ANSWERED": _("Quy trình đã gọi trả lời"),
    "MIGRATED": _("Chuyển phiên bản"),
    "INCIDENT_OPENED": _("Sự cố"),
    "INCIDENT_RETRIED": _("Chạy lại"),
    "TOKEN_MOVED": _("Chuyển bước bằng tay"),
    "MOVE_REASON": _("Lý do chuyển bước"),
    "SUSPENDED": _("Tạm dừng"),
    "RESUMED": _("Cho chạy tiếp"),
    "CANCELLED": _("Hủy"),
    "ENDED": _("Đến điểm kết thúc"),
    "COMPLETED": _("Kết thúc quy trình"),
    "FAILED": _("Hỏng vì lỗi không ai bắt"),
}
