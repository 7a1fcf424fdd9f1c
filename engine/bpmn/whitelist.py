"""Which BPMN constructs run here, and why each other one is refused.

A construct that the interpreter would skip, mangle or hang on must never reach it. Everything that is not
named below is refused, so a new construct is unsupported until somebody decides otherwise.
"""

from __future__ import annotations

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.xml import BPMN, HD, Element
from rules.feel import Text

TASKS = frozenset({"userTask", "serviceTask", "scriptTask", "businessRuleTask"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
NODE_TAGS = TASKS | GATEWAYS | EVENTS | {"subProcess"}

# Drawing, text and names: they change nothing at run time.
SILENT = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "sequenceFlow",
    }
)
ROOT_TAGS = frozenset(
    {
        "process",
        "collaboration",
        "message",
        "signal",
        "itemDefinition",
        "documentation",
        "extensionElements",
        "category",
        "dataStore",
        "interface",
        "relationship",
        "import",
        "error",
        "escalation",
    }
)
EVENT_DEFINITIONS = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "terminate", "signal"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal"}),
    "intermediateThrowEvent": frozenset({"none", "signal"}),
    "boundaryEvent": frozenset({"message", "timer", "signal"}),
}
NODE_CHILDREN = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "script"})
EVENT_PREFIXES = (
    "messageEvent",
    "timerEvent",
    "signalEvent",
    "terminateEvent",
    "eventDefinitionRef",
    "errorEvent",
    "escalationEvent",
    "conditionalEvent",
    "linkEvent",
    "compensateEvent",
    "cancelEvent",
)
# Parts of an activity that carry no name of their own: the finding names the activity.
PARTS = frozenset(
    {
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "ioSpecification",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
    }
)
# The XSD's own default, written by tools that never meant it; the text below is read as FEEL all the same.
DEFAULT_LANGUAGES = ("", "http://www.w3.org/1999/XPath")

_USE_USER_TASK = ("hãy chọn loại công việc cụ thể", "choose a concrete task type")
REFUSED: dict[str, tuple[str, str]] = {
    "task": _USE_USER_TASK,
    "manualTask": (
        "việc làm ngoài hệ thống không được theo dõi; hãy dùng công việc của người dùng (userTask)",
        "work outside the system is not tracked; use a user task",
    ),
    "sendTask": (
        "hãy dùng công việc dịch vụ (serviceTask) hoặc thông báo hd:notify",
        "use a service task or hd:notify",
    ),
    "receiveTask": ("hãy dùng sự kiện trung gian nhận thông điệp", "use an intermediate message catch event"),
    "callActivity": (
        "gọi quy trình khác chưa được hỗ trợ; hãy dùng tiểu quy trình nhúng",
        "calling another process is not supported; use an embedded sub-process",
    ),
    "transaction": ("giao dịch với bù trừ chưa được hỗ trợ", "transactions with compensation are not supported"),
    "adHocSubProcess": (
        "thứ tự tùy ý khiến hồ sơ không có bước kế tiếp rõ ràng",
        "ad-hoc order leaves no definite next step",
    ),
    "inclusiveGateway": ("cổng OR khó kiểm chứng; hãy dùng cổng XOR hoặc AND", "OR gateways; use XOR or AND gateways"),
    "complexGateway": (
        "điều kiện kích hoạt phức hợp chưa được hỗ trợ",
        "complex activation conditions are not supported",
    ),
    "standardLoopCharacteristics": (
        "vòng lặp ẩn trong công việc; hãy vẽ vòng lặp bằng cổng XOR",
        "a loop hidden in a task; draw it with an exclusive gateway",
    ),
    "multiInstanceLoopCharacteristics": (
        "nhiều bản sao của một công việc chưa được hỗ trợ",
        "multiple instances of an activity are not supported",
    ),
    "compensateEventDefinition": ("bù trừ chưa được hỗ trợ", "compensation is not supported"),
    "cancelEventDefinition": ("hủy giao dịch chưa được hỗ trợ", "transaction cancel is not supported"),
    "errorEventDefinition": (
        "lỗi kỹ thuật được chuyển thành sự cố để vận hành xử lý, không đi theo sơ đồ",
        "technical errors become incidents for operators; they do not follow the diagram",
    ),
    "escalationEventDefinition": ("leo thang chưa được hỗ trợ", "escalation is not supported"),
    "conditionalEventDefinition": ("sự kiện theo điều kiện chưa được hỗ trợ", "conditional events are not supported"),
    "linkEventDefinition": (
        "sự kiện liên kết làm quy trình đứng im; hãy nối luồng trực tiếp",
        "link events hang; draw the flow directly",
    ),
    "signalEventDefinition": (
        "tín hiệu chưa thể khởi động quy trình; hãy chờ tín hiệu bằng sự kiện trung gian hoặc sự kiện biên",
        "a signal cannot start a process yet; wait for it with an intermediate or a boundary event",
    ),
    "terminateEventDefinition": ("chỉ dùng ở sự kiện kết thúc", "only at an end event"),
    "messageEventDefinition": (
        "thông điệp chỉ nhận, không gửi từ sơ đồ; hãy dùng công việc dịch vụ",
        "messages are only received; use a service task to send",
    ),
    "timerEventDefinition": ("hẹn giờ không dùng được ở vị trí này", "timers cannot be used here"),
    "dataInputAssociation": (
        "gán dữ liệu bằng dataAssociation bị bỏ qua khi chạy; hãy dùng hd:input",
        "data associations would be ignored; use hd:input",
    ),
    "dataOutputAssociation": (
        "gán dữ liệu bằng dataAssociation bị bỏ qua khi chạy; hãy dùng hd:resultVariable",
        "data associations would be ignored; use hd:resultVariable",
    ),
    "ioSpecification": (
        "ioSpecification bị bỏ qua khi chạy; hãy dùng hd:input",
        "ioSpecification would be ignored; use hd:input",
    ),
    "property": (
        "thuộc tính dữ liệu của BPMN chưa được hỗ trợ; dùng biến của biểu mẫu",
        "BPMN properties are not supported; use form variables",
    ),
}
UNKNOWN = ("không thuộc tập BPMN được hỗ trợ", "not in the supported BPMN subset")


def refused(root: Element) -> list[Finding]:
    """Every construct of the file that may not run, each with element, line and reason, in file order."""
    findings: list[Finding] = []
    if root.namespace != BPMN or root.tag != "definitions":
        return [
            _finding(
                root, "bpmn.not_bpmn", "Tệp này không phải sơ đồ BPMN 2.0.", "This file is not a BPMN 2.0 diagram."
            )
        ]
    _language(root, root.get("expressionLanguage"), findings)
    for child in root.bpmn():
        if child.tag not in ROOT_TAGS:
            findings.append(_refusal(child, child))
    processes = root.bpmn("process")
    running = [p for p in processes if p.get("isExecutable") not in ("false", "0")]
    if len(running) != 1:
        findings.append(
            _finding(
                root,
                "process.not_one",
                f"Tệp phải có đúng một quy trình chạy được, hiện có {len(running)}.",
                f"The file must hold exactly one executable process, found {len(running)}.",
            )
        )
    for process in processes:
        _level(process, findings)
    return findings


def executable_process(root: Element) -> Element | None:
    """The process that would run: the first one not marked as not executable; None when there is none."""
    return next((p for p in root.bpmn("process") if p.get("isExecutable") not in ("false", "0")), None)


def event_of(element: Element) -> tuple[str, Element | None]:
    """Kind of an event ("none", "message", "timer" ...) and its event definition; "" for what is no event."""
    if element.tag not in EVENTS:
        return "", None
    definitions = [c for c in element.bpmn() if c.tag.endswith("EventDefinition")]
    if not definitions:
        return "none", None
    return definitions[0].tag.removesuffix("EventDefinition"), definitions[0]


def _level(process: Element, findings: list[Finding]) -> None:
    """Check a process and all its sub-processes, without recursion."""
    levels = [process]
    while levels:
        level = levels.pop()
        for element in level.bpmn():
            if element.tag in NODE_TAGS:
                _node(element, findings)
            elif element.tag == "sequenceFlow":
                for condition in element.bpmn("conditionExpression"):
                    _language(element, condition.get("language"), findings)
            elif element.tag not in SILENT:
                findings.append(_refusal(level if element.tag in PARTS else element, element))
            if element.tag == "subProcess":
                levels.append(element)


def _node(element: Element, findings: list[Finding]) -> None:
    if element.tag != "subProcess":  # the children of a sub-process are a level of their own
        events = element.tag in EVENTS
        for child in element.bpmn():
            if child.tag not in NODE_CHILDREN and not (events and child.tag.startswith(EVENT_PREFIXES)):
                findings.append(_refusal(element, child))
    if element.tag in EVENTS:
        _event(element, findings)
    if element.tag == "scriptTask":
        _language(element, element.get("scriptFormat"), findings)
    label = _label(element)
    for attribute, harmless, vi, en in _ATTRIBUTES:
        if element.get(attribute).lower() not in harmless:
            findings.append(_finding(element, f"bpmn.{attribute}", f"“{label}”: {vi}.", f"“{label}”: {en}."))
    for box in element.bpmn("extensionElements"):
        if any(c.namespace != HD for c in box.children):
            findings.append(
                _finding(
                    element,
                    "extension.ignored",
                    "Phần mở rộng của công cụ khác bị bỏ qua khi chạy.",
                    "An extension of another tool is ignored at run time.",
                    Severity.WARNING,
                )
            )


_ATTRIBUTES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "triggeredByEvent",
        ("", "false", "0"),
        "tiểu quy trình theo sự kiện chưa được hỗ trợ; hãy dùng sự kiện biên",
        "event sub-processes are not supported; use a boundary event",
    ),
    ("isForCompensation", ("", "false", "0"), "bù trừ chưa được hỗ trợ", "compensation is not supported"),
    ("startQuantity", ("", "1"), "số thẻ vào phải là 1", "startQuantity must be 1"),
    ("completionQuantity", ("", "1"), "số thẻ ra phải là 1", "completionQuantity must be 1"),
    (
        "parallelMultiple",
        ("", "false", "0"),
        "nhiều sự kiện đồng thời chưa được hỗ trợ",
        "parallel multiple events are not supported",
    ),
    (
        "instantiate",
        ("", "false", "0"),
        "không thể khởi tạo quy trình từ đây; hãy dùng sự kiện bắt đầu",
        "a process cannot be instantiated here; use a start event",
    ),
    (
        "eventGatewayType",
        ("", "exclusive"),
        "cổng sự kiện song song chưa được hỗ trợ",
        "parallel event gateways are not supported",
    ),
)


def _event(element: Element, findings: list[Finding]) -> None:
    definitions = [c for c in element.bpmn() if c.tag.startswith(EVENT_PREFIXES)]
    label = _label(element)
    if len(definitions) > 1 or element.bpmn("eventDefinitionRef"):
        findings.append(
            _finding(
                element,
                "bpmn.multiple_events",
                f"“{label}”: mỗi sự kiện chỉ có một định nghĩa, đặt ngay trong phần tử.",
                f"“{label}”: an event has one definition, placed inside the element.",
            )
        )
        return
    kind, definition = event_of(element)
    allowed = EVENT_DEFINITIONS[element.tag]
    if element.tag == "startEvent" and element.parent is not None and element.parent.tag == "subProcess":
        allowed = frozenset({"none"})
    if kind not in allowed:
        findings.append(_refusal(element, element if definition is None else definition))
    elif definition is not None and definition.bpmn("timeCycle"):
        findings.append(
            _finding(
                element,
                "bpmn.timeCycle",
                f"“{label}”: hẹn giờ lặp lại (timeCycle) chưa được hỗ trợ.",
                f"“{label}”: repeating timers (timeCycle) are not supported.",
            )
        )


def _language(element: Element, language: str, findings: list[Finding]) -> None:
    """Every expression is FEEL; a file that names another language is refused, not reinterpreted."""
    if language not in DEFAULT_LANGUAGES and "feel" not in language.lower():
        findings.append(
            _finding(
                element,
                "language.not_feel",
                f"Ngôn ngữ “{language[:60]}” không được chạy; mọi biểu thức phải viết bằng FEEL.",
                f"Language “{language[:60]}” is not run; every expression must be FEEL.",
            )
        )


def _refusal(owner: Element, construct: Element) -> Finding:
    vi, en = REFUSED.get(construct.tag, UNKNOWN)
    label = _label(owner)
    return _finding(
        owner,
        f"bpmn.{construct.tag}",
        f"“{label}” ({construct.tag}) không chạy được: {vi}.",
        f"“{label}” ({construct.tag}) cannot run: {en}.",
    )


def _label(element: Element) -> str:
    return element.get("name") or element.get("id") or element.tag


def _finding(element: Element, code: str, vi: str, en: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(element.get("id"), element.get("name"), element.line, severity, code, Text(vi=vi, en=en))
