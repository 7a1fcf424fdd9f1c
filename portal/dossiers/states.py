"""The states of a dossier, and the ten states of the National Public Service Portal that they show as."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Internal states; the label is what people are shown (glossary section 3)."""

    DRAFT = "DRAFT", _("Bản nháp")
    SUBMITTED = "SUBMITTED", _("Mới đăng ký")
    RECEIVED = "RECEIVED", _("Được tiếp nhận")
    REFUSED_INTAKE = "REFUSED_INTAKE", _("Không được tiếp nhận")
    CHECKING = "CHECKING", _("Đang xử lý: kiểm tra")
    APPRAISING = "APPRAISING", _("Đang xử lý: thẩm định")
    COUNCIL = "COUNCIL", _("Đang xử lý: hội đồng")
    FUNDING = "FUNDING", _("Đang xử lý: xác nhận kinh phí")
    SIGNING = "SIGNING", _("Đang xử lý: trình ký")
    QUEUED = "QUEUED", _("Đang xử lý: chờ kinh phí")
    IN_PROJECT = "IN_PROJECT", _("Đang xử lý: thực hiện dự án")
    SUPPLEMENT_REQUESTED = "SUPPLEMENT_REQUESTED", _("Yêu cầu bổ sung giấy tờ")
    WITHDRAW_REQUESTED = "WITHDRAW_REQUESTED", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "STOPPED", _("Dừng xử lý")
    WITHDRAWN = "WITHDRAWN", _("Dừng xử lý: đã rút hồ sơ")
    EXPIRED = "EXPIRED", _("Dừng xử lý: quá hạn bổ sung")
    APPROVED = "APPROVED", _("Đã xử lý xong: được hỗ trợ")
    REJECTED = "REJECTED", _("Đã xử lý xong: không được hỗ trợ")
    PAID = "PAID", _("Đã trả kết quả: đã chi trả")
    RETURNED_RESULT = "RETURNED_RESULT", _("Đã trả kết quả")
    CLOSED = "CLOSED", _("Đã trả kết quả: đã lưu hồ sơ")


class MoneyState(models.TextChoices):
    """Where the money of a dossier stands. Kept apart from the state: decided is not paid."""

    NONE = "NONE", _("Chưa giữ chỗ kinh phí")
    QUEUED = "QUEUED", _("Chờ kinh phí")
    RESERVED = "RESERVED", _("Đã giữ chỗ kinh phí")
    RELEASED = "RELEASED", _("Đã trả lại phần giữ chỗ")
    COMMITTED = "COMMITTED", _("Đã cam kết chi")
    RETURNED = "RETURNED", _("Kho bạc trả lại lệnh chi")
    PAID = "PAID", _("Đã chi trả")


class DeliveryState(models.TextChoices):
    """Whether the result has reached the applicant."""

    NONE = "NONE", _("Chưa có kết quả")
    READY = "READY", _("Có kết quả, chưa nhận")
    DELIVERED = "DELIVERED", _("Đã nhận kết quả")


NATIONAL_CODE: Mapping[str, int | None] = {
    State.DRAFT: None,
    State.SUBMITTED: 1,
    State.RECEIVED: 2,
    State.REFUSED_INTAKE: 3,
    State.CHECKING: 4,
    State.APPRAISING: 4,
    State.COUNCIL: 4,
    State.FUNDING: 4,
    State.SIGNING: 4,
    State.QUEUED: 4,
    State.IN_PROJECT: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.WITHDRAW_REQUESTED: 7,
    State.STOPPED: 8,
    State.WITHDRAWN: 8,
    State.EXPIRED: 8,
    State.APPROVED: 9,
    State.REJECTED: 9,
    State.PAID: 10,
    State.RETURNED_RESULT: 10,
    State.CLOSED: 10,
}
FINAL = frozenset(
    {"REFUSED_INTAKE", "STOPPED", "WITHDRAWN", "EXPIRED", "REJECTED", "PAID", "RETURNED_RESULT", "CLOSED"}
)
PROCESSED = frozenset({"APPROVED", *FINAL})
WITHDRAWABLE = frozenset(
    {"SUBMITTED", "RECEIVED", "CHECKING", "APPRAISING", "FUNDING", "SIGNING", "QUEUED", "SUPPLEMENT_REQUESTED"}
)
