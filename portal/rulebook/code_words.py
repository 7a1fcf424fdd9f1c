"""What people call the codes in facts and results: the words of the forms, of the support lines, of the packs."""

from collections.abc import Mapping

from portal.documents.forms import choice_words
from portal.programme.models import SupportLine
from rules.feel import Text

_PLACES: Mapping[str, Text] = {
    "FIRST": Text("Giải nhất", "First prize"),
    "SECOND": Text("Giải nhì", "Second prize"),
    "THIRD": Text("Giải ba", "Third prize"),
    "CONSOLATION": Text("Giải khuyến khích", "Consolation prize"),
    "NONE": Text("Không có giải", "No prize"),
}

# Codes that no form asks for, by the fact or result that holds them.
CODES: Mapping[str, Mapping[str, Text]] = {
    "eligible": {
        "YES": Text("Đủ điều kiện", "Eligible"),
        "NO": Text("Không đủ điều kiện", "Not eligible"),
        "MANUAL": Text("Cần người xem xét", "A person must look"),
    },
    "status": {
        "OK": Text("Tính được", "Calculated"),
        "NO_LEGAL_BASIS": Text("Chưa có căn cứ", "No legal basis"),
        "MISSING_FACTS": Text("Thiếu thông tin", "Facts are missing"),
    },
    "severity": {
        "INFO": Text("Thông tin", "Information"),
        "WARN": Text("Lưu ý", "Note"),
        "SUPPLEMENT": Text("Cần bổ sung", "To be supplemented"),
        "REJECT": Text("Không đạt", "Not met"),
        "SUSPEND": Text("Tạm dừng", "On hold"),
        "MANUAL": Text("Cần người xem", "A person must look"),
    },
    "binding": {
        "REQUESTED": Text("Số tiền đề nghị", "The amount requested"),
        "COST": Text("Chi phí hợp lệ", "The eligible cost"),
        "UNIT_CAP": Text("Mức cho một đối tượng", "The level for one object"),
        "YEAR": Text("Hạn mức năm", "The limit of the year"),
        "LIFE": Text("Hạn mức chung", "The limit in all"),
    },
    "cap_kind": {"MAXIMUM": Text("Mức tối đa", "Maximum")},
    "per": {
        "APPLICATION": Text("Một đơn", "An application"),
        "ACCEPTED_APPLICATION": Text("Một đơn được chấp nhận", "An accepted application"),
        "MARK": Text("Một nhãn hiệu", "A mark"),
        "TITLE": Text("Một văn bằng", "A title"),
        "YEAR": Text("Một năm", "A year"),
    },
    "double_funding": {
        "DEDUCT": Text("Trừ phần đã được hỗ trợ", "Deduct what was given"),
        "EXCLUDE": Text("Loại khỏi hỗ trợ", "Exclude from support"),
    },
    "local_link": {"TEMPORARY_RESIDENCE": Text("Tạm trú", "Temporary residence")},
    "title_status": {
        "IN_FORCE": Text("Còn hiệu lực", "In force"),
        "PENDING": Text("Đang chờ cấp", "Pending"),
        "LAPSED": Text("Hết hiệu lực", "Lapsed"),
        "DISPUTED": Text("Đang tranh chấp", "Disputed"),
        "CANCELLED": Text("Bị hủy", "Cancelled"),
        "REFUSED": Text("Bị từ chối cấp", "Refused"),
    },
    "route": {"DOMESTIC": Text("Trong nước", "Domestic"), "FOREIGN": Text("Nước ngoài", "Abroad")},
    "channel": {
        "COUNTER": Text("Nộp trực tiếp", "At the counter"),
        "ONLINE": Text("Trực tuyến", "Online"),
        "POST": Text("Qua bưu chính", "By post"),
    },
    "phase": {
        "ADJUSTMENT": Text("Đang chỉnh lý", "Adjustment"),
        "CLOSED": Text("Đã khóa sổ", "Closed"),
        "IN_YEAR": Text("Trong năm", "In the year"),
    },
    "unit": {
        "CALENDAR_DAY": Text("Ngày theo lịch", "Calendar days"),
        "WORKING_DAY": Text("Ngày làm việc", "Working days"),
    },
    "waiting_for": {
        "APPLICANT_PAYMENT": Text("Người đề nghị nộp tiền", "The applicant's payment"),
        "EXTERNAL_OPINION": Text("Ý kiến cơ quan khác", "The opinion of another office"),
        "INTERNAL": Text("Xử lý nội bộ", "The office"),
        "SUPPLEMENT": Text("Bổ sung hồ sơ", "A supplement"),
    },
    "prize": _PLACES,
    "level": _PLACES,
    "band": _PLACES,
}


class CodeWords:
    """Words for the codes of one page or one file: what it reads, it reads once."""

    def __init__(self) -> None:
        self._asked: dict[str, Mapping[str, Text]] = {}

    def label(self, fact: str, code: str) -> Text | None:
        """What people call a code that a fact or result of this name holds; None where there are no words for it."""
        return self.all_of(fact).get(code)

    def all_of(self, fact: str) -> Mapping[str, Text]:
        """Every code that is known for a fact or result, with its words."""
        if fact not in self._asked:
            self._asked[fact] = {**(_lines() if fact == "line" else choice_words(fact)), **CODES.get(fact, {})}
        return self._asked[fact]


def _lines() -> dict[str, Text]:
    return {line.pk: Text(line.name_vi, line.name_en) for line in SupportLine.objects.all()}
