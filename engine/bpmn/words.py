"""Names of data as variables."""

from __future__ import annotations

import re

from engine.bpmn.xml import Element

WORD = re.compile(r"[^\W\d]\w{0,79}")


def word_of(element: Element) -> str:
    """The variable that a data element is: its name where that is one word, else its id."""
    name = element.get("name")
    return name if WORD.fullmatch(name) and not name.startswith("__") else element.get("id")
