"""Plausible answers for every form of the domestic filing procedure. Invented: no such applicant, mark or account."""

import datetime as dt

TODAY = dt.date(2026, 11, 16)

MARK = {
    "object_type": "MARK",
    "title_name": "Nước mắm Mẫu",
    "app_no": "4-2025-01234",
    "filing_date": "2025-03-10",
    "title_no": "512345",
    "grant_date": "2026-06-01",
    "owner_name": "Công ty TNHH Sản phẩm Mẫu",
    "nice_classes": "30",
}
PATENT = {
    "object_type": "PATENT",
    "title_name": "Quy trình lọc nước mắm mẫu",
    "app_no": "1-2026-00321",
    "filing_date": "2026-03-10",
    "owner_name": "Công ty TNHH Sản phẩm Mẫu",
}
COST = {
    "kind": "OFFICIAL_FEE",
    "description": "Phí, lệ phí đăng ký",
    "doc_type": "INVOICE",
    "doc_no": "0000123",
    "doc_date": "2026-06-05",
    "amount_vnd": 9_400_000,
}
APPLICANT = {
    "applicant_type": "ENT",
    "local_link": "HEAD_OFFICE",
    "full_name": "Công ty TNHH Sản phẩm Mẫu",
    "tax_code": "0100233488",
    "legal_rep": "Dương Thị Mẫu",
    "commune": "Phường Mẫu",
    "street": "Số 1 đường Mẫu",
    "phone": "0912345678",
    "email": "applicant@example.test",
    "by_representative": False,
    "account_no": "0123456789",
    "bank": "Ngân hàng Mẫu",
    "holder": "Công ty TNHH Sản phẩm Mẫu",
    "truthful": True,
    "no_double_funding": True,
    "no_dispute": True,
    "privacy_read": True,
    "sign_kind": "DIGITAL",
    "signed_on": "2026-11-15",
}


def dossier_answers(*, objects=(MARK,), cost_vnd=9_400_000, requested_vnd=None, **changes):
    """A complete application; by default one granted mark, with costs below the cap."""
    return {
        **APPLICANT,
        "objects": [dict(row) for row in objects],
        "costs": [{**COST, "amount_vnd": cost_vnd}],
        "requested_vnd": cost_vnd if requested_vnd is None else requested_vnd,
        "other_public_funding": 0,
        **changes,
    }


ANSWERS = {
    "F-INTAKE": {"outcome": "ACCEPT"},
    "F-APPRAISE": {
        "owner_match": True,
        "local_link_ok": True,
        "title_status": "IN_FORCE",
        "conclusion": "PROPOSE",
        "accepted_cost_vnd": 9_400_000,
    },
    "F-AWAIT-BASIS": {"outcome": "RECALCULATE", "reason": "Quyết định của thành phố đã có hiệu lực"},
    "F-APPROVE-SUPPLEMENT": {"outcome": "APPROVE"},
    "F-SUPPLEMENT": {"response": "Đã bổ sung theo yêu cầu."},
    "F-FUND": {"confirmed": True},
    "F-VERIFY": {"outcome": "AGREE"},
    "F-SIGN": {"outcome": "APPROVE", "decision_no": "15/QĐ-MẪU"},
    "F-PAY": {"outcome": "PAID", "order_no": "UNC-01", "paid_on": "2026-11-16"},
    "F-BANK": {"account_no": "9876543210", "bank": "Ngân hàng Mẫu", "holder": "Công ty TNHH Sản phẩm Mẫu"},
    "F-WITHDRAW": {"confirmed": True},
}
POINT = {"what": "Quyết định chấp nhận đơn hợp lệ", "reason": "Chưa có trong hồ sơ", "guidance": "Nộp bản chụp"}
