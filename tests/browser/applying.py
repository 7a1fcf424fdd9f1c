"""How an applicant fills in the application of domestic filing, page by page, as a person would."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from portal.platform.clock import today

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPERS = ("DOC-REQ", "DOC-ID", "DOC-APP", "DOC-TITLE", "DOC-COST", "DOC-BANK")


def onward(page: Page) -> None:
    page.get_by_role("button", name="Lưu và đi tiếp").click()


def date_of(days_ago: int = 0) -> str:
    return (today() - timedelta(days=days_ago)).strftime("%d/%m/%Y")


def start_application(page: Page) -> None:
    """From the list of one's dossiers to the names of the applicant."""
    page.goto("/ho-so/")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("link", name="Người đề nghị là ai?").click()
    page.get_by_label("Doanh nghiệp").check()
    page.get_by_label("Trụ sở chính").check()
    onward(page)
    page.get_by_label("Tên tổ chức hoặc họ và tên").fill("Công ty TNHH Mẫu")
    page.get_by_label("Mã số thuế hoặc mã số doanh nghiệp").fill("0100233488")
    page.get_by_label("Người đại diện theo pháp luật").fill("Nguyễn Văn Mẫu")
    onward(page)


def put_paper(page: Page, slot: str, name: str = "giấy.pdf") -> None:
    """Put a file into a named place and see it there."""
    section = page.locator(f"section[aria-labelledby='slot-{slot}']")
    section.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
    section.get_by_role("button", name="Tải lên").click()
    expect(page.locator(f"section[aria-labelledby='slot-{slot}']").get_by_role("link", name=name)).to_be_visible()


def fill_the_rest(page: Page) -> None:
    """Address to declarations, in the order of the pages."""
    page.get_by_label("Xã, phường, đặc khu").fill("Phường Ngô Quyền")
    page.get_by_label("Số nhà, đường, thôn, tổ").fill("Số 1 đường Mẫu")
    onward(page)
    page.get_by_label("Điện thoại").fill("0912 345 678")
    page.get_by_label("Thư điện tử").fill("mau@example.vn")
    onward(page)
    page.get_by_label("Không", exact=True).check()
    onward(page)
    first = page.locator("fieldset.card").first
    first.get_by_label("Đối tượng", exact=True).select_option("MARK")
    first.get_by_label("Tên sáng chế, kiểu dáng, nhãn hiệu").fill("Nước mắm Mẫu")
    first.get_by_label("Số đơn", exact=True).fill("4-2025-01234")
    first.get_by_label("Ngày nộp đơn").fill(date_of(500))
    first.get_by_label("Số văn bằng").fill("512345")
    first.get_by_label("Ngày cấp", exact=False).fill(date_of(60))
    first.get_by_label("Chủ đơn, chủ văn bằng").fill("Công ty TNHH Mẫu")
    first.get_by_label("Nhóm sản phẩm, dịch vụ").fill("30")
    onward(page)
    first = page.locator("fieldset.card").first
    first.get_by_label("Loại chi phí").select_option("OFFICIAL_FEE")
    first.get_by_label("Nội dung").fill("Phí đăng ký")
    first.get_by_label("Loại chứng từ").select_option("INVOICE")
    first.get_by_label("Số chứng từ").fill("0000123")
    first.get_by_label("Ngày chứng từ").fill(date_of(50))
    first.get_by_label("Số tiền (đồng)").fill("9.400.000")
    onward(page)
    expect(page.get_by_text("9.400.000\u00a0đ")).to_be_visible()
    page.get_by_label("Số tiền đề nghị hỗ trợ (đồng)").fill("9.400.000")
    page.get_by_label("Đã được nguồn công khác hỗ trợ (đồng)").fill("0")
    onward(page)
    page.get_by_label("Số tài khoản").fill("0123456789")
    page.get_by_label("Ngân hàng").fill("BIDV")
    page.get_by_label("Chủ tài khoản").fill("CONG TY TNHH MAU")
    onward(page)
    for words in (
        "Nội dung kê khai là đúng sự thật",
        "Chi phí này chưa được",
        "không có tranh chấp",
        "Đã đọc thông báo",
    ):
        page.get_by_label(words).check()
    page.get_by_label("Chữ ký số").check()
    page.get_by_label("Ngày ký").fill(date_of())
    onward(page)
