"""The sample dossiers, one in every state. Invented from end to end: no such applicant, product, number or decision."""

from typing import Any

from portal.config.sample.answers import mark, patent
from portal.config.sample.teller import CLAIM, FILE, SAVE, WAIT, WITHDRAW, Act, Story

COMPANY, COOPERATIVE, PERSON = "applicant@example.test", "applicant2@example.test", "applicant3@example.test"
POINT = {
    "what": "Bản chụp quyết định chấp nhận đơn hợp lệ",
    "reason": "Chưa có trong thành phần hồ sơ",
    "guidance": "Nộp bản chụp rõ nét, đủ trang",
}
ASK = {"conclusion": "SUPPLEMENT", "supplement_items": [POINT]}
ASK_AT_COUNTER = {"outcome": "SUPPLEMENT", "supplement_items": [POINT]}
REJECT = {"conclusion": "REJECT", "reject_rules": ["R-EL-13"], "remark": "Văn bằng đang có tranh chấp (mẫu)."}
REFUSE = {
    "outcome": "REFUSE",
    "reason": "Nội dung đề nghị không thuộc dòng hỗ trợ này (mẫu).",
    "legal_basis": "Quyết định số 3853/QĐ-UBND, mục II.2.a",
}


def _ours(name: str, number: int, cost_vnd: int) -> dict[str, Any]:
    return {"owner": "company", "objects": [mark(name, number)], "cost_vnd": cost_vnd}


def _theirs(name: str, number: int, cost_vnd: int) -> dict[str, Any]:
    return {"owner": "cooperative", "objects": [mark(name, number)], "cost_vnd": cost_vnd}


def _hers(name: str, number: int, cost_vnd: int, valid: str = "") -> dict[str, Any]:
    return {"owner": "person", "objects": [patent(name, number, valid)], "cost_vnd": cost_vnd}


RECEIVED = (Act(0, FILE), Act(1, "Task_Intake"))
PROPOSED = (*RECEIVED, Act(5, "Task_Appraise"))
FUNDED = (*PROPOSED, Act(7, "Task_Funding"))
VERIFIED = (*FUNDED, Act(9, "Task_Verify"))
SIGNED = (*VERIFIED, Act(12, "Task_Sign"))

STORIES = (
    Story("closed", COMPANY, 50, _ours("Bánh đa cua Mẫu", 101, 9_400_000), (*SIGNED, Act(20, "Task_Pay"))),
    Story(
        "expired",
        PERSON,
        48,
        _hers("Máy sấy cá mẫu", 201, 18_000_000),
        (Act(0, FILE), Act(1, "Task_Intake", ASK_AT_COUNTER), Act(40, WAIT)),
    ),
    Story(
        "rejected",
        COOPERATIVE,
        40,
        _theirs("Mắm tôm Mẫu", 102, 8_000_000),
        (*RECEIVED, Act(6, "Task_Appraise", REJECT), Act(8, "Task_Verify"), Act(11, "Task_Sign")),
    ),
    Story(
        "withdrawn",
        COMPANY,
        35,
        _ours("Kẹo lạc Mẫu", 103, 7_500_000),
        (*FUNDED, Act(9, WITHDRAW, {"reason": "Thay đổi kế hoạch kinh doanh (mẫu)."}), Act(10, "Task_ConfirmWithdraw")),
    ),
    Story(
        "refused",
        PERSON,
        30,
        _hers("Phần mềm quản lý mẫu", 202, 6_000_000, "123/QĐ-MẪU"),
        (Act(0, FILE), Act(1, "Task_Intake", REFUSE)),
    ),
    Story("approved", COOPERATIVE, 28, _theirs("Nước mắm Mẫu", 104, 10_500_000), SIGNED),
    Story("overdue", COMPANY, 26, _ours("Cá mòi hộp Mẫu", 105, 5_000_000), (*RECEIVED, Act(2, CLAIM))),
    Story("signing", COMPANY, 20, _ours("Bún cá Mẫu", 106, 11_000_000), VERIFIED),
    Story("verifying", COOPERATIVE, 16, _theirs("Chả chìa Mẫu", 107, 8_500_000), FUNDED),
    Story("funding", COMPANY, 13, _ours("Nem chua Mẫu", 108, 6_500_000), PROPOSED),
    Story("queued", COOPERATIVE, 12, _theirs("Tôm khô Mẫu", 109, 11_500_000), PROPOSED),
    Story(
        "supplement",
        PERSON,
        11,
        _hers("Thiết bị lọc nước biển mẫu", 203, 21_000_000),
        (*RECEIVED, Act(4, "Task_Appraise", ASK)),
    ),
    Story(
        "second-request",
        PERSON,
        15,
        _hers("Khay ươm giống mẫu", 204, 16_000_000),
        (*RECEIVED, Act(3, "Task_Appraise", ASK), Act(8, "Task_Supplement"), Act(10, "Task_Appraise", ASK)),
    ),
    Story("appraising", COMPANY, 6, _ours("Rươi kho Mẫu", 110, 9_000_000), RECEIVED),
    Story(
        "bank-wrong",
        COOPERATIVE,
        32,
        _theirs("Muối biển Mẫu", 111, 4_000_000),
        (*SIGNED, Act(18, "Task_Pay", {"outcome": "RETURNED", "reason": "Số tài khoản không khớp (mẫu)."})),
    ),
    Story("submitted", COMPANY, 1, _ours("Trà hoa Mẫu", 112, 7_000_000), (Act(0, FILE),)),
    Story(
        "science",
        COMPANY,
        9,
        {
            **_ours("Kính hiển vi học đường mẫu", 113, 12_000_000),
            "objects": [{**mark("Kính hiển vi mẫu", 113), "is_sti_result": True}],
        },
        PROPOSED,
        line="PRO-STI",
    ),
    Story("draft", COMPANY, 0, _ours("Giò chả Mẫu", 114, 5_500_000), (Act(0, SAVE),)),
)
