"""`instance of`: whether a value belongs to a type (DMN 1.5 section 10.3.2.9)."""

from typing import Any

from rules.feel.syntax import TypeRef
from rules.feel.values import kind_of

SYNONYMS = {
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def is_instance(value: Any, wanted: TypeRef) -> bool | None:
    """True, false, or null for a type that does not exist. Null belongs to no type but `Null`."""
    name = SYNONYMS.get(wanted.name, wanted.name)
    if name == "Any":
        return value is not None
    if name in {"Null", "null"}:
        return value is None
    if name not in KNOWN:
        return None
    if kind_of(value) != name:
        return False
    if name == "list" and wanted.elements:
        return all(is_instance(element, wanted.elements[0]) or element is None for element in value)
    if name == "range" and wanted.elements:
        ends = [end for end in (value.low, value.high) if end is not None]
        return all(is_instance(end, wanted.elements[0]) for end in ends)
    if name == "context" and wanted.entries:
        return all(
            key in value and (value[key] is None or is_instance(value[key], kind)) for key, kind in wanted.entries
        )
    if name == "function" and wanted.elements:
        return len(value.parameters) == len(wanted.elements) - 1
    return True


KNOWN = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "function",
        "range",
    }
)
