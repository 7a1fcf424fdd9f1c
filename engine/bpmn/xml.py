"""Read a BPMN file that may be hostile: no DTD, no entities, no network, bounded size, line numbers kept.

Expat reports every start tag as it is met, so each limit stops the parse at the first byte beyond it:
an entity bomb ends at its DOCTYPE and a 50 000-element diagram ends at element 20 001.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat  # noqa: S407 - DTDs are refused at their first byte, see _Reader.doctype

from engine.bpmn.findings import BpmnRefused, Finding, Severity
from rules.feel import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HD = "urn:haidang:bpmn:1"
ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "latin-1", "us-ascii", "ascii"})
DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding=["']([A-Za-z0-9._-]+)["']""")


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Sizes beyond which a file is refused. The largest process of the programme has about 400 elements."""

    file_bytes: int = 4_000_000
    elements: int = 20_000
    depth: int = 60
    attributes: int = 60
    attribute_chars: int = 16_000
    text_chars: int = 64_000


DEFAULT_XML_LIMITS = XmlLimits()


@dataclass(slots=True, eq=False)
class Element:
    """One XML element. Names are "namespace local"; `line` is the 1-based line of its start tag."""

    namespace: str
    tag: str
    attributes: dict[str, str]
    line: int
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """An attribute without a namespace, stripped; "" when absent."""
        return self.attributes.get(name, "").strip()

    def hd(self, name: str) -> str:
        """An attribute of our own namespace, stripped; "" when absent."""
        return self.attributes.get(f"{HD} {name}", "").strip()

    def bpmn(self, *tags: str) -> list[Element]:
        """Direct BPMN children, of the given local names when any is given, in file order."""
        return [c for c in self.children if c.namespace == BPMN and (not tags or c.tag in tags)]

    def extensions(self, tag: str) -> list[Element]:
        """Our own elements of this name inside extensionElements."""
        return [c for box in self.bpmn("extensionElements") for c in box.children if c.namespace == HD and c.tag == tag]

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in file order, without recursion."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))


class _Reader:
    """Builds the tree and enforces the limits while expat walks the bytes."""

    def __init__(self, limits: XmlLimits) -> None:
        self.limits = limits
        self.root: Element | None = None
        self.current: Element | None = None
        self.count = 0
        self.depth = 0
        self.chars = 0
        self.chunks: list[list[str]] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.XmlDeclHandler = self.declaration

    def refuse(self, code: str, vi: str, en: str) -> NoReturn:
        raise BpmnRefused([_file_finding(code, vi, en, self.parser.CurrentLineNumber)])

    def doctype(self, *_: object) -> None:
        self.refuse(
            "xml.dtd",
            "Tệp có khai báo DOCTYPE; hệ thống không nhận DTD và thực thể (entity).",
            "The file has a DOCTYPE; DTDs and entities are not accepted.",
        )

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            self.refuse(
                "xml.encoding",
                f"Bảng mã “{encoding[:40]}” không được hỗ trợ; hãy lưu tệp bằng UTF-8.",
                f"Encoding “{encoding[:40]}” is not supported; save the file as UTF-8.",
            )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        limits = self.limits
        self.count += 1
        self.depth += 1
        if self.count > limits.elements:
            self.refuse(
                "xml.too_many_elements",
                f"Sơ đồ có quá nhiều phần tử (giới hạn {limits.elements}).",
                f"The diagram has too many elements (limit {limits.elements}).",
            )
        if self.depth > limits.depth:
            self.refuse(
                "xml.too_deep",
                f"Các phần tử lồng nhau quá sâu (giới hạn {limits.depth} cấp).",
                f"Elements are nested too deeply (limit {limits.depth} levels).",
            )
        too_long = any(len(value) > limits.attribute_chars for value in attributes.values())
        if too_long or len(attributes) > limits.attributes:
            self.refuse(
                "xml.attribute_too_big",
                f"Một phần tử có thuộc tính quá dài hoặc quá nhiều (giới hạn {limits.attribute_chars} ký tự, "
                f"{limits.attributes} thuộc tính).",
                f"An element has an attribute that is too long or too many of them (limit {limits.attribute_chars} "
                f"characters, {limits.attributes} attributes).",
            )
        namespace, _, tag = name.rpartition(" ")
        values = {key: unicodedata.normalize("NFC", value) for key, value in attributes.items()}
        element = Element(namespace, tag, values, self.parser.CurrentLineNumber, self.current)
        if self.current is None:
            self.root = element
        else:
            self.current.children.append(element)
        self.current = element
        self.chunks.append([])
        self.chars = 0

    def data(self, text: str) -> None:
        self.chars += len(text)
        if self.chars > self.limits.text_chars:
            self.refuse(
                "xml.text_too_long",
                f"Một đoạn văn bản dài quá {self.limits.text_chars} ký tự.",
                f"A text is longer than {self.limits.text_chars} characters.",
            )
        self.chunks[-1].append(text)

    def end(self, _name: str) -> None:
        assert self.current is not None  # expat pairs the tags
        self.current.text = unicodedata.normalize("NFC", "".join(self.chunks.pop()))
        self.current = self.current.parent
        self.depth -= 1


def parse_xml(data: bytes, *, limits: XmlLimits = DEFAULT_XML_LIMITS) -> Element:
    """The root element of a BPMN file.

    data    bytes as received; UTF-8, UTF-16 or Latin-1 by their own declaration
    Raises  BpmnRefused with one finding (and its line) when the file is too big, not well-formed,
            carries a DTD, or breaks a limit; it stops at that point and reads no further
    """
    if len(data) > limits.file_bytes:
        raise BpmnRefused(
            [
                _file_finding(
                    "xml.too_big",
                    f"Tệp lớn quá {limits.file_bytes // 1_000_000} MB.",
                    f"The file is larger than {limits.file_bytes // 1_000_000} MB.",
                )
            ]
        )
    reader = _Reader(limits)
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        line = reader.parser.ErrorLineNumber if isinstance(error, expat.ExpatError) else 0
        raise BpmnRefused(
            [
                _file_finding(
                    "xml.not_well_formed",
                    f"Tệp không phải XML đúng quy cách, lỗi ở dòng {line}.",
                    f"The file is not well-formed XML, error at line {line}: {error}.",
                    line,
                )
            ]
        ) from error
    assert reader.root is not None  # expat refuses a document without a root
    return reader.root


def as_text(data: bytes) -> str:
    """A BPMN file as text without its XML declaration, whatever encoding it was written in.

    Only for showing: `data` has been read by `parse_xml` before, so its encoding is one of ENCODINGS.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        declared = DECLARATION.match(data.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode().lower() if declared and declared[1] else "utf-8"
        text = data.decode(encoding if encoding in ENCODINGS else "utf-8", "replace")
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>\s*", "", text)


def _file_finding(code: str, vi: str, en: str, line: int = 0) -> Finding:
    return Finding("", "", line, Severity.ERROR, code, Text(vi=vi, en=en))
