"""Invented answers for the sample dossiers. Numbers are made up; the tax codes only pass the check digit."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from portal.casework.facts import as_int, rows
from portal.dossiers.models import Dossier

# The smallest file that opens as a PDF page, so that attachments of the sample can be looked at.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
OWNERS: Mapping[str, Mapping[str, Any]] = {
    "company": {
        "applicant_type": "ENT",
        "full_name": "Công ty TNHH Sản phẩm Mẫu",
        "tax_code": "0100233488",
        "legal_rep": "Dương Thị Mẫu",
        "local_link": "HEAD_OFFICE",
    },
    "cooperative": {
        "applicant_type": "COOP",
        "full_name": "Hợp tác xã Nước mắm Mẫu",
        "tax_code": "0314409058-002",
        "legal_rep": "Lý Văn Thử",
        "local_link": "HEAD_OFFICE",
    },
    "person": {
        "applicant_type": "IND",
        "full_name": "Phan Thị Mẫu",
        "personal_id": "031190000001",
        "local_link": "RESIDENCE",
    },
}


def application(
    day: date, *, owner: str, objects: list[dict[str, Any]], cost_vnd: int, **changes: Any
) -> dict[str, Any]:
    """A complete application as it is filled in on `day`; dates of the objects lie some months before it."""
    person = OWNERS[owner]
    filed = [{**_dates(day, row), "owner_name": person["full_name"], **row} for row in objects]
    return {
        **person,
        "commune": "Phường Mẫu",
        "street": "Số 1, đường Mẫu",
        "phone": "0912345678",
        "email": "applicant@example.test",
        "by_representative": False,
        "objects": filed,
        "costs": [
            {
                "kind": "OFFICIAL_FEE",
                "description": "Phí, lệ phí và dịch vụ đăng ký",
                "doc_type": "INVOICE",
                "doc_no": f"{as_int(cost_vnd) % 9973:07d}",
                "doc_date": (day - timedelta(days=60)).isoformat(),
                "amount_vnd": cost_vnd,
            }
        ],
        "requested_vnd": cost_vnd,
        "other_public_funding": 0,
        "account_no": "0123456789",
        "bank": "Ngân hàng Mẫu",
        "holder": person["full_name"],
        "truthful": True,
        "no_double_funding": True,
        "no_dispute": True,
        "privacy_read": True,
        "sign_kind": "DIGITAL",
        "signed_on": day.isoformat(),
        **changes,
    }


def mark(name: str, number: int) -> dict[str, Any]:
    """A granted mark with invented numbers."""
    return {
        "object_type": "MARK",
        "title_name": name,
        "app_no": f"4-2025-{number:05d}",
        "title_no": str(500000 + number),
        "nice_classes": "29, 30",
    }


def patent(name: str, number: int, valid_decision_no: str = "") -> dict[str, Any]:
    """An invention whose application is pending."""
    row = {"object_type": "PATENT", "title_name": name, "app_no": f"1-2026-{number:05d}"}
    return {**row, "valid_decision_no": valid_decision_no} if valid_decision_no else row


def _dates(day: date, row: Mapping[str, Any]) -> dict[str, str]:
    dates = {"filing_date": (day - timedelta(days=400)).isoformat()}
    if row.get("title_no"):
        dates["grant_date"] = (day - timedelta(days=90)).isoformat()
    if row.get("valid_decision_no"):
        dates["valid_decision_date"] = (day - timedelta(days=45)).isoformat()
    return dates


def _appraisal(day: date, dossier: Dossier) -> dict[str, Any]:
    patents = [row for row in rows(dossier.answers, "objects") if row.get("object_type") == "PATENT"]
    return {
        "owner_match": True,
        "local_link_ok": True,
        "title_status": "PENDING" if patents else "IN_FORCE",
        "conclusion": "PROPOSE",
        "accepted_cost_vnd": sum(as_int(row.get("amount_vnd")) for row in rows(dossier.answers, "costs")),
    }


STEP_ANSWERS: Mapping[str, Callable[[date, Dossier], dict[str, Any]]] = {
    "F-INTAKE": lambda day, dossier: {"outcome": "ACCEPT"},
    "F-APPRAISE": _appraisal,
    "F-AWAIT-BASIS": lambda day, dossier: {"outcome": "RECALCULATE", "reason": "Tính lại theo bộ quy tắc mới"},
    "F-APPROVE-SUPPLEMENT": lambda day, dossier: {"outcome": "APPROVE"},
    "F-SUPPLEMENT": lambda day, dossier: {"response": "Đã bổ sung đầy đủ theo yêu cầu."},
    "F-FUND": lambda day, dossier: {"confirmed": True},
    "F-VERIFY": lambda day, dossier: {"outcome": "AGREE"},
    "F-SIGN": lambda day, dossier: {"outcome": "APPROVE"},
    "F-PAY": lambda day, dossier: {"outcome": "PAID", "order_no": "UNC-MẪU", "paid_on": day.isoformat()},
    "F-BANK": lambda day, dossier: {
        "account_no": "9876543210",
        "bank": "Ngân hàng Mẫu",
        "holder": dossier.answers["full_name"],
    },
    "F-WITHDRAW": lambda day, dossier: {"confirmed": True},
}
