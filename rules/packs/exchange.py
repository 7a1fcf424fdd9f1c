"""A pack's DMN file for other tools, and what such a tool gives back: only the rules of its tables may differ.

The file carries where it comes from (`hd:pack` among the extension elements of its definitions) and a diagram; both are
left out again when it comes back. Everything else that a tool writes anew (blanks, order of attributes, its own
extensions) does not count: what is compared is what the two files mean.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from rules.feel import Expression, Text
from rules.packs.diagram import add_diagram
from rules.packs.edit import RuleText, rules_of
from rules.packs.elements import NAMESPACES, OURS, child, children, line, local, own
from rules.packs.errors import PackError, Problem
from rules.packs.model import Decision, Pack, Table
from rules.packs.reader import Contents, read_contents
from rules.packs.xml import parse

MARK = f"{{{OURS}}}pack"
MAX_PROBLEMS = 100
MAX_RULES = 2_000


@dataclass(frozen=True, slots=True)
class Origin:
    """The version that a file was made from."""

    key: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back: where it comes from, its rules by decision, and all that it says."""

    origin: Origin
    tables: Mapping[str, tuple[RuleText, ...]]
    contents: Contents


def exported(dmn: bytes, origin: Origin) -> bytes:
    """The file of a version as other tools read it: DMN 1.5 with a diagram and the mark of its origin."""
    root = parse(dmn)
    space = etree.QName(root).namespace
    extension = child(root, "extensionElements")
    if extension is None:
        extension = etree.Element(f"{{{space}}}extensionElements")
        root.insert(1 if child(root, "description") is not None else 0, extension)
    etree.SubElement(extension, MARK, {"key": origin.key, "version": origin.version, "sha256": origin.sha256})
    if child(root, "DMNDI") is None:
        add_diagram(root)
    etree.indent(extension, level=1)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def returned(content: bytes) -> Returned:
    """Read a file that a person edited with another tool.

    Raises PackError with every problem by line: what is unsafe, not DMN, not FEEL, not supported; and for a file that
    is none of ours everything that it lacks to be a pack.
    """
    root = parse(content)
    problems: list[Problem] = []
    origin = _origin(root)
    if origin is None:
        problems.append(_FOREIGN)
    contents: Contents | None = None
    try:
        contents = read_contents(content)
    except PackError as wrong:
        problems += wrong.problems
    if etree.QName(root).namespace in NAMESPACES:
        problems += _of_rules(root, foreign=origin is None)
    if problems or origin is None or contents is None:
        raise PackError(shortened(problems))
    return Returned(origin, {name: _named(name, rules) for name, rules in rules_of(content).items()}, contents)


def not_the_same(base: Pack, dmn: bytes, found: Returned) -> list[Problem]:
    """What a file says otherwise than its origin outside of the rules, and rules whose legal part was lost.

    base, dmn  the version that the file was made from, and its file
    """
    problems = list(_inputs(base, found.contents))
    for name, decision in base.decisions.items():
        other = found.contents.decisions.get(name)
        if other is None:
            problems.append(_problem(f"Thiếu quyết định {name}", f"The decision {name} is missing", 0, name))
        else:
            problems += _decision(decision, other)
    for name, extra in found.contents.decisions.items():
        if name not in base.decisions:
            problems.append(_problem(f"Quyết định lạ: {name}", f"An unknown decision: {name}", extra.line, name))
    return shortened(problems + list(_lost(rules_of(dmn), found)))


def shortened(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems, and how many more there are."""
    more = len(problems) - MAX_PROBLEMS
    if more <= 0:
        return list(problems)
    return [*problems[:MAX_PROBLEMS], Problem(Text(f"Và {more} chỗ khác", f"And {more} more"))]


_FOREIGN = Problem(
    Text(
        "Tệp không do Hải Đăng xuất ra, hoặc phần mềm khác đã bỏ phần hd:pack. Hãy tải DMN từ bộ quy tắc rồi sửa trên "
        "tệp đó.",
        "Hải Đăng did not make this file, or another tool dropped hd:pack. Download the DMN of the pack and edit it.",
    ),
    element="definitions",
)
MEND = (
    "Qua tệp DMN chỉ sửa các dòng của bảng; phần này phải để như bản gốc.",
    "A DMN file may change the rules of tables alone; leave this as it was.",
)


def _origin(root: etree._Element) -> Origin | None:
    mark = next(root.iter(MARK), None)
    if mark is None:
        return None
    return Origin(*(str(mark.get(name) or "") for name in ("key", "version", "sha256")))


def _of_rules(root: etree._Element, *, foreign: bool) -> Iterator[Problem]:
    for table in root.iter("{*}decisionTable"):
        rules = list(children(table, "rule"))
        if len(rules) > MAX_RULES:
            yield _problem(f"Bảng quá {MAX_RULES} dòng", f"More than {MAX_RULES} rules", line(table), _name(table))
        if not rules:
            yield _problem("Bảng không còn dòng nào", "The table has no rule left", line(table), _name(table))
        for rule in rules if foreign else ():
            if not own(rule, "articleVi"):
                vi, en = "Dòng chưa ghi căn cứ (hd:articleVi)", "The rule lacks its legal basis (hd:articleVi)"
                yield _problem(vi, en, line(rule), _name(rule))


def _inputs(base: Pack, contents: Contents) -> Iterator[Problem]:
    for name in dict.fromkeys((*base.inputs, *contents.inputs)):
        mine, other = base.data.get(name), contents.data.get(name)
        if mine is None or other is None or mine.type != other.type:
            yield _problem(
                f"Dữ liệu vào {name} khác bản gốc. {MEND[0]}", f"The input {name} differs. {MEND[1]}", 0, name
            )


def _decision(mine: Decision, other: Decision) -> Iterator[Problem]:
    def differs(vi: str, en: str) -> Problem:
        return _problem(f"{vi} khác bản gốc. {MEND[0]}", f"{en} differs. {MEND[1]}", other.line, mine.name)

    if mine.type != other.type or {need.key for need in mine.needs} != {need.key for need in other.needs}:
        yield differs("Kiểu hoặc liên kết của quyết định", "The decision's type or requirements")
    if not isinstance(mine.logic, Table) or not isinstance(other.logic, Table):
        if _text(mine.logic) != _text(other.logic):
            yield differs("Công thức", "The formula")
        return
    if _head(mine.logic) != _head(other.logic):
        yield differs(
            "Nguyên tắc chọn dòng hoặc cách xử lý khi thiếu dữ liệu", "Hit policy or handling of missing facts"
        )
    before, after = _columns(mine.logic), _columns(other.logic)
    if len(before) != len(after):
        yield differs("Số cột", "The number of columns")
    for place, (left, right) in enumerate(zip(before, after, strict=False), start=1):
        if left != right:
            yield differs(f"Cột {place}", f"Column {place}")


def _head(table: Table) -> tuple[object, ...]:
    return table.hit_policy, table.aggregation, table.manual_when_missing


def _columns(table: Table) -> list[tuple[object, ...]]:
    columns: list[tuple[object, ...]] = [
        (_text(one.expression), one.type, one.optional, one.allowed and one.allowed.text) for one in table.columns
    ]
    return columns + [
        (one.name, one.type, one.allowed and one.allowed.text, one.default and one.default.text)
        for one in table.outputs
    ]


def _text(logic: Table | Expression) -> object:
    return " ".join(logic.text.split()) if isinstance(logic, Expression) else logic


def _lost(before: Mapping[str, tuple[RuleText, ...]], found: Returned) -> Iterator[Problem]:
    """Rules that had our own attributes and have none any more: the tool dropped them."""
    vi = (
        "Phần mềm khác đã bỏ căn cứ của dòng này (các thuộc tính hd:…). Hãy dùng phần mềm giữ phần mở rộng, hoặc Excel."
    )
    en = "Another tool dropped the legal part of this rule (hd:…). Use one that keeps extension attributes, or Excel."
    for name, rules in before.items():
        had = {rule.id for rule in rules if rule.attributes}
        logic = found.contents.decisions[name].logic if name in found.contents.decisions else None
        lines = {row.id: row.line for row in logic.rows} if isinstance(logic, Table) else {}
        for rule in found.tables.get(name, ()):
            if rule.id in had and not rule.attributes:
                yield _problem(vi, en, lines.get(rule.id, 0), rule.id)


def _named(decision: str, rules: Sequence[RuleText]) -> tuple[RuleText, ...]:
    """The rules in NFC; those that a tool wrote without an id get one."""
    taken, made = {rule.id for rule in rules}, []
    number = 0
    for rule in rules:
        given = rule.id
        while not given:
            number += 1
            given = f"{decision}_{number}" if f"{decision}_{number}" not in taken else ""
        taken.add(given)
        attributes = {name: _nfc(value) for name, value in rule.attributes.items()}
        inputs, outputs = tuple(map(_nfc, rule.inputs)), tuple(map(_nfc, rule.outputs))
        made.append(replace(rule, id=given, inputs=inputs, outputs=outputs, attributes=attributes))
    return tuple(made)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _name(node: etree._Element) -> str:
    return str(node.get("id") or local(node))


def _problem(vi: str, en: str, at: int, element: str) -> Problem:
    return Problem(Text(vi, en), at, element)
