"""What the attributes of a diagram's elements are called on the second person's page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ATTRIBUTES: Mapping[str, Promise] = {
    "name": _("Tên"),
    "kind": _("Loại phần tử"),
    "parent": _("Nằm trong tiểu quy trình"),
    "default_flow": _("Luồng mặc định"),
    "is_default": _("Là luồng mặc định"),
    "event": _("Loại sự kiện"),
    "attached_to": _("Gắn vào"),
    "interrupting": _("Ngắt công việc"),
    "timer": _("Thời gian chờ"),
    "message": _("Thông điệp"),
    "form": _("Biểu mẫu"),
    "role": _("Vai trò thực hiện"),
    "assignee": _("Giao đích danh cho"),
    "due_working_days": _("Thời hạn (ngày làm việc)"),
    "time_limit": _("Thời hạn của cơ quan"),
    "not_same_as": _("Không được cùng người đã làm"),
    "operation": _("Nghiệp vụ"),
    "inputs": _("Tham số"),
    "pack": _("Bộ quy tắc"),
    "decision": _("Quyết định"),
    "result_variable": _("Biến kết quả"),
    "script": _("Các phép gán"),
    "notifications": _("Thông báo"),
    "lane": _("Làn"),
    "source": _("Đi từ"),
    "target": _("Đi tới"),
    "condition": _("Điều kiện"),
}


def attribute_label(attribute: str) -> str:
    """The words for an attribute of a node or flow, in the reader's language."""
    return str(ATTRIBUTES.get(attribute, attribute))
