"""Which BPMN constructs run here, and why each other one is refused.

A construct that the interpreter would skip, mangle or hang on must never reach it. Everything that is not
named below is refused, so a new construct is unsupported until somebody decides otherwise.
"""

from __future__ import annotations

from engine.bpmn.data import EVENT_PARTS
from engine.bpmn.data import PARTS as DATA_PARTS
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.looping import LOOPS
from engine.bpmn.refusals import REFUSED, UNKNOWN
from engine.bpmn.triggers import SUFFIX, definitions_of, kind_of
from engine.bpmn.xml import BPMN, HD, Element
from rules.feel import Text

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
    }
)
GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
LEVELS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
NODE_TAGS = TASKS | GATEWAYS | EVENTS | LEVELS

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
MAX_PROCESSES = 50
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
WATCHED = frozenset({"message", "timer", "signal", "error", "escalation", "conditional"})
EVENT_DEFINITIONS = {
    "startEvent": frozenset({"none", "message", "signal", "timer"}),
    "endEvent": frozenset({"none", "terminate", "message", "signal", "error", "escalation", "compensate", "cancel"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "escalation", "link", "compensate"}),
    "boundaryEvent": WATCHED | {"compensate", "cancel"},
}
ROOT_TAGS |= frozenset(GLOBAL_TASKS)
ROOT_TAGS |= {f"{kind}{SUFFIX}" for kind in (*WATCHED, "link", "terminate", "compensate", "cancel")}
NODE_CHILDREN = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "script"})
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
        if child.tag == "collaboration":
            findings += [_refusal(child, found) for found in child.walk() if found.tag == "correlationKey"]
    running = executable_processes(root)
    if not running:
        findings.append(
            _finding(
                root,
                "process.none",
                "Tệp không có quy trình nào chạy được.",
                "The file holds no executable process.",
            )
        )
    if len(running) > MAX_PROCESSES:
        findings.append(
            _finding(
                root,
                "process.many",
                f"Tệp có {len(running)} quy trình, nhiều hơn {MAX_PROCESSES}.",
                f"The file holds {len(running)} processes, more than {MAX_PROCESSES}.",
            )
        )
        return findings
    keys = [key_of(process) for process in running]
    for process in running:
        if keys.count(key_of(process)) > 1:
            findings.append(
                _finding(
                    process,
                    "process.same_key",
                    f"Hai quy trình trong tệp có cùng mã “{key_of(process)[:60]}”.",
                    f"Two processes of the file have the same key “{key_of(process)[:60]}”.",
                )
            )
        _level(process, findings)
    return findings


def executable_processes(root: Element) -> list[Element]:
    """The processes that would run: those not marked as not executable. An empty one that is not marked either is the
    outline of a partner and does not run beside others."""
    running = [p for p in root.bpmn("process") if p.get("isExecutable") not in ("false", "0")]
    running += [_around(task) for task in root.bpmn(*GLOBAL_TASKS)]
    drawn = [p for p in running if p.get("isExecutable") or any(e.tag in NODE_TAGS for e in p.bpmn())]
    return drawn or running[:1]


def _around(task: Element) -> Element:
    """A global task as the process of one task that it is when it is called."""
    names = {name: task.get(name) for name in ("id", "name") if task.get(name)}
    process = Element(BPMN, "process", {**names, "isExecutable": "true"}, task.line, task.parent)
    inside = Element(BPMN, GLOBAL_TASKS[task.tag], task.attributes, task.line, process, task.children, task.text)
    process.children.append(inside)
    return process


def key_of(process: Element) -> str:
    """The key under which a process is published."""
    return process.hd("key") or process.get("id")


def _level(process: Element, findings: list[Finding]) -> None:
    """Check a process and all its sub-processes, without recursion."""
    levels = [process]
    while levels:
        level = levels.pop()
        for element in level.bpmn():
            if element.tag in NODE_TAGS:
                _node(element, findings)
            elif element.tag == "sequenceFlow":
                _languages(element, findings)
            elif element.tag not in SILENT and not _part(element, level, top=level is process):
                findings.append(_refusal(level if element.tag in PARTS else element, element))
            if element.tag in LEVELS:
                levels.append(element)


def _part(element: Element, level: Element, *, top: bool) -> bool:
    """Whether an element of a level says something about the level itself: how it repeats, its data, its end."""
    if element.tag == "completionCondition":
        return level.tag == "adHocSubProcess"
    return element.tag == "property" if top else element.tag in (*LOOPS, *DATA_PARTS)


_OWN_CHILDREN = {"complexGateway": ("activationCondition",)}


def _node(element: Element, findings: list[Finding]) -> None:
    if element.tag not in LEVELS:  # the children of a sub-process are a level of their own
        for child in element.bpmn():
            event = element.tag in EVENTS and child.tag.endswith((SUFFIX, "eventDefinitionRef"))
            loop = element.tag in TASKS and child.tag in LOOPS
            own = child.tag in NODE_CHILDREN or child.tag in _OWN_CHILDREN.get(element.tag, ())
            own = own or (child.tag in DATA_PARTS and element.tag in TASKS)
            own = own or (child.tag in EVENT_PARTS and element.tag in EVENTS)
            if not (event or loop or own):
                findings.append(_refusal(element, child))
    if element.tag in EVENTS:
        _event(element, findings)
    _misused(element, findings)
    _languages(element, findings)
    if element.tag == "scriptTask":
        _language(element, element.get("scriptFormat"), findings)
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


def _misused(element: Element, findings: list[Finding]) -> None:
    """Combinations that the standard does not know, or that nothing here would carry out."""
    kinds = [kind_of(d) for d in definitions_of(element)] if element.tag in EVENTS else []
    always = element.get("cancelActivity") not in ("false", "0") and element.get("isInterrupting") not in ("false", "0")
    began = element.get("instantiate") in ("true", "1")
    for wrong, code, vi, en in (
        (
            element.tag == "callActivity" and not element.get("calledElement"),
            "call.missing",
            "chưa chọn quy trình để gọi",
            "no process to call is chosen",
        ),
        (
            element.tag == "sendTask" and bool(element.hd("operation")) and bool(element.get("messageRef")),
            "send.twice",
            "chọn nghiệp vụ tự động hoặc thông điệp, không cả hai",
            "choose an operation or a message, not both",
        ),
        (
            "error" in kinds and not always,
            "error.interrupts",
            "sự kiện bắt lỗi luôn ngắt hoạt động của nó",
            "an event that catches an error always interrupts",
        ),
        (
            element.get("parallelMultiple") in ("true", "1") and bool({"error", "escalation"} & set(kinds)),
            "multiple.thrown",
            "sự kiện chờ đủ mọi định nghĩa không thể chờ lỗi hay leo thang",
            "an event that waits for all of its definitions cannot wait for an error or an escalation",
        ),
        (
            bool({"link", "compensate", "cancel"} & set(kinds)) and len(kinds) > 1,
            "link.alone",
            "liên kết, bù trừ hay hủy phải là định nghĩa duy nhất của sự kiện",
            "a link, a compensation or a cancel must be the only definition of its event",
        ),
        (
            element.tag == "transaction" and element.get("triggeredByEvent") in ("true", "1"),
            "transaction.event",
            "giao dịch không thể là tiểu quy trình theo sự kiện",
            "a transaction cannot be an event sub-process",
        ),
        (
            element.tag == "eventBasedGateway" and element.get("eventGatewayType").lower() == "parallel" and not began,
            "event_gateway.parallel",
            "cổng sự kiện song song chỉ dùng để khởi tạo quy trình",
            "a parallel event gateway only begins a process",
        ),
        (
            began and any(element.bpmn("incoming")),
            "instantiate.entry",
            "phần tử khởi tạo quy trình không được có luồng vào",
            "what begins the process has no incoming flow",
        ),
    ):
        if wrong:
            findings.append(_finding(element, code, f"“{_label(element)}”: {vi}.", f"“{_label(element)}”: {en}."))


def _event(element: Element, findings: list[Finding]) -> None:
    """Every event definition must be one that runs in this place."""
    definitions = definitions_of(element)
    allowed = EVENT_DEFINITIONS[element.tag]
    handler = element.tag == "startEvent" and element.parent is not None and element.parent.tag in LEVELS
    if handler and element.parent is not None:
        allowed = (
            WATCHED | {"compensate"} if element.parent.get("triggeredByEvent") in ("true", "1") else frozenset({"none"})
        )
    for definition in definitions:
        if kind_of(definition) not in allowed:
            findings.append(_refusal(element, definition))
    if not definitions and not element.bpmn("eventDefinitionRef") and "none" not in allowed:
        findings.append(_refusal(element, element))
    label = _label(element)
    if element.tag == "startEvent" and not handler and element.get("parallelMultiple") in ("true", "1"):
        findings.append(
            _finding(
                element,
                "bpmn.multiple_events",
                f"“{label}”: sự kiện bắt đầu quy trình không thể chờ đủ mọi định nghĩa.",
                f"“{label}”: an event that starts a process cannot wait for all of its definitions.",
            )
        )


def _languages(element: Element, findings: list[Finding]) -> None:
    """The languages of all expressions of one element, those of its event definitions included."""
    places = [element, *element.bpmn(*LOOPS), *(definitions_of(element) if element.tag in EVENTS else ())]
    places += [p for a in element.bpmn(*DATA_PARTS) for p in (a, *a.bpmn("assignment"))]
    for child in (c for place in places for c in place.bpmn(*_EXPRESSIONS)):
        _language(element, child.get("language"), findings)


_EXPRESSIONS = (
    "conditionExpression",
    "activationCondition",
    "condition",
    "timeDate",
    "timeDuration",
    "timeCycle",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
    "transformation",
    "from",
    "to",
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
