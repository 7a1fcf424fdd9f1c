"""What people call the facts and results of the packs of the product, for those that no table gives a heading.

A name that is not here is shown as it is written: packs may use facts of their own.
"""

from collections.abc import Mapping

from rules.feel import Text

FACTS: Mapping[str, Text] = {
    # every pack
    "reference_date": Text("Ngày tham chiếu", "Reference date"),
    "outcome": Text("Kết luận", "Outcome"),
    "status": Text("Tình trạng tính", "State of the calculation"),
    "eligible": Text("Đủ điều kiện", "Eligible"),
    "decision_allowed": Text("Được dùng để quyết định", "May be decided on"),
    # levels and grants
    "units": Text("Số đối tượng", "Number of objects"),
    "cost_vnd": Text("Chi phí thực tế (đồng)", "Actual cost (đồng)"),
    "eligible_cost_vnd": Text("Chi phí được tính (đồng)", "Cost that counts (đồng)"),
    "requested_vnd": Text("Số tiền đề nghị (đồng)", "Amount requested (đồng)"),
    "other_public_funding_vnd": Text("Nguồn công khác đã hỗ trợ (đồng)", "Other public funding (đồng)"),
    "granted_year_vnd": Text("Đã hỗ trợ trong năm (đồng)", "Granted this year (đồng)"),
    "granted_total_vnd": Text("Đã hỗ trợ cả chương trình (đồng)", "Granted in all (đồng)"),
    "grant_vnd": Text("Mức hỗ trợ (đồng)", "Grant (đồng)"),
    "by_rate_vnd": Text("Theo tỷ lệ (đồng)", "By the rate (đồng)"),
    "binding": Text("Giới hạn quyết định mức", "Limit that decides"),
    "participant_vnd": Text("Phần người đề nghị chịu (đồng)", "Borne by the applicant (đồng)"),
    "available_vnd": Text("Kinh phí còn lại (đồng)", "Money available (đồng)"),
    "state_share": Text("Tỷ lệ ngân sách", "Share of the state"),
    # eligibility
    "submitted_date": Text("Ngày nộp hồ sơ", "Day of filing"),
    "evidence_date": Text("Ngày của văn bằng, chứng từ", "Date of the evidence"),
    "search_date": Text("Ngày tra cứu", "Date of the search"),
    "double_funding": Text("Cách xử lý hỗ trợ trùng", "Rule for double funding"),
    "dossiers_this_year": Text("Số hồ sơ trong năm", "Dossiers this year"),
    "max_dossiers_per_year": Text("Số hồ sơ tối đa trong năm", "Most dossiers in a year"),
    "local_link": Text("Gắn với địa phương", "Link to the locality"),
    # budget
    "allocated_vnd": Text("Dự toán giao (đồng)", "Allocated (đồng)"),
    "transferred_in_vnd": Text("Điều chỉnh tăng (đồng)", "Transferred in (đồng)"),
    "transferred_out_vnd": Text("Điều chỉnh giảm (đồng)", "Transferred out (đồng)"),
    "reserved_vnd": Text("Đã giữ chỗ (đồng)", "Reserved (đồng)"),
    "committed_vnd": Text("Đã cam kết (đồng)", "Committed (đồng)"),
    "approved_vnd": Text("Đã phê duyệt (đồng)", "Approved (đồng)"),
    "paid_vnd": Text("Đã chi (đồng)", "Paid (đồng)"),
    "advance_vnd": Text("Số tạm ứng (đồng)", "Advance (đồng)"),
    "advances_outstanding_vnd": Text("Tạm ứng chưa thu hồi (đồng)", "Advances outstanding (đồng)"),
    "contract_year_vnd": Text("Giá trị hợp đồng trong năm (đồng)", "Contract value of the year (đồng)"),
    "settled_state_vnd": Text("Ngân sách đã quyết toán (đồng)", "State money settled (đồng)"),
    "share_bp": Text("Tỷ lệ ngân sách (điểm cơ bản)", "Share of the state (basis points)"),
    "dost_signed": Text("Sở KH&CN đã ký", "Signed by the science department"),
    "dof_signed": Text("Sở Tài chính đã ký", "Signed by the finance department"),
    "virement": Text("Có điều chỉnh kinh phí", "Money is transferred between lines"),
    "virement_decision_no": Text("Số quyết định điều chỉnh", "Number of the transfer decision"),
    # councils and conflicts of interest
    "council_members": Text("Số thành viên hội đồng", "Members of the council"),
    "members": Text("Số thành viên", "Members"),
    "present_members": Text("Số thành viên có mặt", "Members present"),
    "reviewers_present": Text("Số ủy viên phản biện có mặt", "Reviewers present"),
    "chair_present": Text("Chủ tịch có mặt", "The chair is present"),
    "ballots": Text("Số phiếu", "Ballots"),
    "votes_pass": Text("Số phiếu đạt", "Votes to pass"),
    "score_need": Text("Điểm sự cần thiết", "Score: need"),
    "score_method": Text("Điểm phương pháp", "Score: method"),
    "score_capacity": Text("Điểm năng lực", "Score: capacity"),
    "score_results": Text("Điểm kết quả", "Score: results"),
    "score_cost": Text("Điểm kinh phí", "Score: cost"),
    "products_reached": Text("Đạt sản phẩm", "Products reached"),
    "dof_in_cost_group": Text("Tổ thẩm định có Sở Tài chính", "Finance department in the cost group"),
    "is_party": Text("Là người có liên quan", "Is a party"),
    "same_unit": Text("Cùng đơn vị", "Of the same unit"),
    "statement_signed": Text("Đã ký cam kết", "Statement is signed"),
    # contest
    "field": Text("Lĩnh vực", "Field"),
    "prize": Text("Giải", "Prize"),
    "share_sum": Text("Tổng tỷ lệ đóng góp", "Sum of the shares"),
    "made_and_applied_here": Text("Tạo ra và áp dụng tại thành phố", "Made and applied in the city"),
    "won_before": Text("Đã đoạt giải trước đây", "Has won before"),
    "form_complete": Text("Phiếu đã ghi đủ", "The form is complete"),
    "rules_no": Text("Số thể lệ", "Number of the contest rules"),
    "committee_no": Text("Số quyết định ban tổ chức", "Number of the committee's decision"),
    "edition_check": Text("Đúng kỳ dự thi", "Of this edition"),
}


def fact_label(name: str) -> Text:
    """What people call a fact; the name itself where nothing better is known."""
    return FACTS.get(name, Text(name))
