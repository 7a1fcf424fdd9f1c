"""Small steps on the elements of a DMN file, and our own attributes on them."""

from collections.abc import Iterator

from lxml import etree

from rules.feel import Text
from rules.feel.lexer import normal_name

NAMESPACES = frozenset(
    f"https://www.omg.org/spec/DMN/{version}/MODEL/" for version in ("20191111", "20211108", "20230324")
)
OURS = "urn:haidang:dmn:1"


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments."""
    return (child for child in node if isinstance(child.tag, str))


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements of this name."""
    return (child for child in elements(node) if local(child) == name)


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first child element of this name."""
    return next(children(node, name), None)


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(node).localname


def line(node: etree._Element) -> int:
    """The line of an element, from 1; 0 where it is not known."""
    found = node.sourceline
    return found if isinstance(found, int) else 0


def name_of(node: etree._Element) -> str:
    """The name of an element with its blanks made single, as FEEL reads it."""
    return normal_name(str(node.get("name") or ""))


def id_of(node: etree._Element) -> str:
    """The id of an element; without one, something that no reference names."""
    return str(node.get("id") or f"({local(node)} {name_of(node)})")


def own(node: etree._Element, name: str) -> str:
    """One of our own attributes, or an empty text."""
    return str(node.get(f"{{{OURS}}}{name}") or "")


def own_text(node: etree._Element, name: str, otherwise: str) -> Text:
    """One of our own attributes in both languages."""
    return Text(own(node, f"{name}Vi") or otherwise, own(node, f"{name}En"))


def inner_text(node: etree._Element) -> str:
    """The text of the `text` child."""
    inner = child(node, "text")
    return (inner.text or "").strip() if inner is not None else ""
