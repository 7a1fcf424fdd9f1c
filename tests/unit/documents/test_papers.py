"""Papers: numbered once, frozen, printed once, the same from the same data."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.effects.registry import OperationContext
from portal.documents import papers
from portal.documents.catalogue import folder, kinds
from portal.documents.models import Paper
from portal.platform.clock import now

COMMON = {
    "dossier_code": "P01-261116-0001",
    "lookup_code": "ABCDEFGH",
    "applicant_name": "Công ty TNHH Sản phẩm Mẫu #1 $x$ *đậm*",
    "line_name": "Hỗ trợ bảo hộ",
    "issued_on": dt.date(2026, 11, 16),
    "signer_title": "BỘ PHẬN MỘT CỬA",
    "signer_name": "Nguyễn Thị Mẫu",
}
OWN = {
    "SLIP_RECEIPT": {"received_on": dt.date(2026, 11, 16), "due_on": dt.date(2026, 12, 15), "documents": ["a.pdf"]},
    "SLIP_SUPPLEMENT": {"items": [{"what": "A", "why": "B"}], "answer_by": dt.date(2026, 12, 16), "count": 1},
    "SLIP_REFUSAL": {"reason": "Ngoài địa bàn", "legal_basis": ""},
    "SLIP_STOP": {"reason": "Rút hồ sơ", "released": "0 đ"},
    "SUPPORT_DECISION": {
        "amount": "9.400.000 đ",
        "amount_words": "Chín triệu bốn trăm nghìn đồng",
        "budget_year": 2026,
        "decision_no": "15/QĐ",
        "legal_basis": "Quyết định mẫu",
        "calculation": "chi phí hợp lệ",
    },
    "REJECTION": {"reasons": [{"vi": "A", "legal_basis": "Điều 1"}], "complaint_days": 90},
}


@pytest.fixture
def queued(db, settings, tmp_path):
    settings.UPLOAD_FOLDER = tmp_path / "files"
    return []


def issue(queued, template="SLIP_RECEIPT", key="k"):
    return papers.issue_paper(
        template=template,
        dossier_code=COMMON["dossier_code"],
        data={**COMMON, **OWN[template]},
        issued_by="1",
        key=key,
        enqueue=lambda name, payload, key: queued.append((name, payload, key)),
    )


def print_it(paper):
    moment = OperationContext(None, paper.dossier_code, "", "key", "SYSTEM", now())
    papers.print_paper(moment, paper_id=str(paper.pk))
    paper.refresh_from_db()
    return paper


@pytest.mark.parametrize("template", sorted(kinds()))
def test_every_paper_can_be_printed(queued, template):
    paper = print_it(issue(queued, template))

    assert papers.content_of(paper).startswith(b"%PDF")
    assert paper.number.endswith(f"/{kinds()[template].suffix}")


def test_every_template_is_in_the_catalogue_and_back():
    assert {file.stem for file in folder().glob("[A-Z]*.typ")} == set(kinds())


def test_a_paper_is_issued_and_printed_once(queued):
    paper, again = issue(queued), issue(queued)
    assert paper == again
    assert len(queued) == 1

    printed = print_it(paper)
    name = printed.storage_name
    assert print_it(paper).storage_name == name


def test_numbers_follow_one_another_without_gaps(queued):
    numbers = [issue(queued, key=str(n)).number for n in range(3)] + [issue(queued, "SLIP_STOP", key="s").number]

    assert [number.split("/")[0] for number in numbers] == ["0001", "0002", "0003", "0001"]


def test_what_people_typed_is_text_on_the_paper_never_code(queued):
    paper = issue(queued)
    Paper.objects.filter(pk=paper.pk).update(data={**paper.data, "applicant_name": '#read("/etc/passwd") #panic()'})
    paper.refresh_from_db()

    assert papers.render(paper).startswith(b"%PDF")


def test_a_paper_that_waits_for_the_printer_can_be_read_already(queued):
    assert papers.content_of(issue(queued)).startswith(b"%PDF")


def test_values_are_frozen_as_json():
    assert papers.plain({"d": dt.date(2026, 1, 2), "n": Decimal(5), "x": Decimal("1.5"), "l": (None, True)}) == {
        "d": "2026-01-02",
        "n": 5,
        "x": "1.5",
        "l": [None, True],
    }
    with pytest.raises(TypeError, match="float"):
        papers.plain(1.5)
