"""Under which key and name a file is kept, whatever tool drew it and whether or not it could ever run."""

from __future__ import annotations

import re

from engine.bpmn.definition import inspect
from engine.bpmn.findings import BpmnRefused
from engine.bpmn.whitelist import key_of, refused
from engine.bpmn.xml import BPMN, Element, parse_xml

KEY_LENGTH, TITLE_LENGTH = 80, 300
UNNAMED = "diagram"
_NO_KEY = re.compile(r"[^\w.-]+")


def identity(xml: bytes) -> tuple[str, str]:
    """Key and Vietnamese title of a file: those of its first process, else of whatever it holds.

    The key is fit for an address: letters of all languages, digits, ".", "-" and "_".
    Raises  BpmnRefused when the bytes are not safe, well-formed XML, or no BPMN 2.0 file at all
    """
    root = parse_xml(xml)
    if root.namespace != BPMN or root.tag != "definitions":
        raise BpmnRefused(refused(root))
    definition = inspect(xml).definition
    if definition is not None:
        key, title = definition.key, definition.title.vi
    else:
        held = _held(root)
        key = key_of(held)
        title = held.get("name") or root.get("name")
    key = _NO_KEY.sub("-", key).strip("-.")[:KEY_LENGTH] or UNNAMED
    return key, (title or key)[:TITLE_LENGTH]


def _held(root: Element) -> Element:
    """The first process, drawn to run or not; else the first thing of the file that has an id; else the file."""
    named = [element for element in root.bpmn() if element.get("id")]
    return next(iter([*root.bpmn("process"), *named, root]))
