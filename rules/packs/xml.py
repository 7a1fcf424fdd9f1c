"""Safe reading of DMN XML: no document type, no entities, no network, bounded size and depth."""

from lxml import etree

from rules.feel import Text
from rules.packs.errors import PackError, Problem

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 200_000
MAX_DEPTH = 60


def parse(xml: bytes) -> etree._Element:
    """The root element. Raises PackError for what is too large, not well-formed, or declares a document type."""
    if len(xml) > MAX_BYTES:
        raise PackError([Problem(Text("Tệp DMN quá lớn", "The DMN file is too large"))])
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise PackError([Problem(Text("Không nhận tệp có DOCTYPE", "A document type is not accepted"))])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as wrong:
        line = wrong.lineno or 0
        raise PackError([Problem(Text("Tệp không phải XML đúng", "Not well-formed XML"), line)]) from wrong
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackError([Problem(Text("Không nhận tệp có DOCTYPE", "A document type is not accepted"))])
    _bounded(root)
    return root


def _bounded(root: etree._Element) -> None:
    waiting, seen = [(root, 1)], 0
    while waiting:
        element, depth = waiting.pop()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_ELEMENTS:
            raise PackError([Problem(Text("Tệp DMN quá sâu hoặc quá nhiều phần tử", "Too deep or too many elements"))])
        waiting += [(child, depth + 1) for child in element if isinstance(child.tag, str)]
