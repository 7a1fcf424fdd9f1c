"""Why a construct does not run where it stands, in Vietnamese and English, by the name of the element."""

from __future__ import annotations

REFUSED: dict[str, tuple[str, str]] = {
    "compensateEventDefinition": (
        "bù trừ được ném ở sự kiện trung gian hay kết thúc, và gắn ở biên hay đầu tiểu quy trình theo sự kiện",
        "a compensation is thrown by an intermediate or end event, and hangs on a boundary or begins an event "
        "sub-process",
    ),
    "cancelEventDefinition": (
        "hủy chỉ dùng để kết thúc giao dịch hay ở biên của giao dịch",
        "a cancel only ends a transaction or is caught at its boundary",
    ),
    "errorEventDefinition": (
        "lỗi chỉ được ném ở sự kiện kết thúc, và chỉ được bắt ở sự kiện biên hay đầu tiểu quy trình theo sự kiện",
        "an error is thrown by an end event, and caught by a boundary event or the start of an event sub-process",
    ),
    "escalationEventDefinition": (
        "leo thang được ném ở sự kiện trung gian hay kết thúc, và chỉ được bắt ở sự kiện biên hay đầu tiểu quy trình "
        "theo sự kiện",
        "an escalation is thrown by an intermediate or end event, and caught by a boundary event or the start of an "
        "event sub-process",
    ),
    "conditionalEventDefinition": (
        "điều kiện được chờ ở sự kiện trung gian, sự kiện biên hay đầu tiểu quy trình theo sự kiện; không khởi động "
        "được cả quy trình",
        "a condition is waited for by an intermediate or boundary event or the start of an event sub-process; it "
        "cannot start a whole process",
    ),
    "linkEventDefinition": (
        "liên kết chỉ nối hai sự kiện trung gian cùng cấp",
        "a link only joins two intermediate events of one level",
    ),
    "terminateEventDefinition": ("chỉ dùng ở sự kiện kết thúc", "only at an end event"),
    "correlationKey": (
        "thông điệp tới hồ sơ cùng mã; khóa tương quan khác chưa được hỗ trợ",
        "a message goes to the instance with the same business key; other correlation keys are not supported",
    ),
    "timerEventDefinition": ("hẹn giờ không dùng được ở vị trí này", "timers cannot be used here"),
    **dict.fromkeys(
        ("dataInputAssociation", "dataOutputAssociation", "ioSpecification", "dataInput", "dataOutput", "property"),
        (
            "dữ liệu vào, ra chỉ có ở hoạt động và sự kiện; quy trình dùng hd:input",
            "inputs and outputs belong to activities and events; processes use hd:input",
        ),
    ),
}
UNKNOWN = ("không thuộc tập BPMN được hỗ trợ", "not in the supported BPMN subset")
