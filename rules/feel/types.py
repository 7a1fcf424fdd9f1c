"""Types: `instance of`, and the conversion of a value to a declared type (DMN 1.5 sections 10.3.2.9 and 10.3.2.9.4)."""

from datetime import UTC, time
from typing import Any

from rules.feel.moments import joined
from rules.feel.syntax import TypeRef
from rules.feel.values import FeelFunction, kind_of

SYNONYMS = {
    "day time duration": "days and time duration",
    "year month duration": "years and months duration",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Null": "null",
}
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
        "null",
        "Any",
    }
)
COMPOSED = frozenset({"list", "range", "context", "function"})
ANY = TypeRef("Any")


def is_instance(value: Any, wanted: TypeRef) -> bool | None:
    """True, false, or null for a type that does not exist. Null belongs to no type but `Null`."""
    name = SYNONYMS.get(wanted.name, wanted.name)
    if name not in KNOWN:
        return None
    if name == "Any" and value is None or name != "Any" and kind_of(value) != name:
        return False
    return _parts_fit(value, name, wanted) and (wanted.allowed is None or wanted.allowed(value))


def _parts_fit(value: Any, name: str, wanted: TypeRef) -> bool:
    if name == "list" and wanted.elements:
        return all(_conforms(element, wanted.elements[0]) for element in value)
    if name == "range" and wanted.elements:
        return all(_conforms(end, wanted.elements[0]) for end in (value.low, value.high))
    if name == "context" and wanted.entries:
        return all(key in value and _conforms(value[key], kind) for key, kind in wanted.entries)
    if name == "function" and wanted.elements:
        return _function_fits(value, wanted)
    return True


def _conforms(value: Any, wanted: TypeRef) -> bool:
    """Null conforms to every type; unlike `instance of`, which asks for a value."""
    return value is None or is_instance(value, wanted) is True


def _function_fits(value: FeelFunction, wanted: TypeRef) -> bool:
    """Parameters must accept what the wanted type passes; an undeclared type accepts, and returns, anything."""
    if len(value.parameters) != len(wanted.elements) - 1:
        return False
    if not value.types:
        return True
    *accepted, result = value.types
    *passed, returned = wanted.elements
    takes = all(into is None or type_conforms(given, into) for given, into in zip(passed, accepted, strict=True))
    return takes and (result is None or type_conforms(result, returned))


def is_defined(wanted: TypeRef) -> bool:
    """Whether a type exists; list, range, context and function need their parts (grammar rule 52)."""
    name = SYNONYMS.get(wanted.name, wanted.name)
    whole = bool(wanted.entries if name == "context" else wanted.elements) or name not in COMPOSED
    return name in KNOWN and whole and all(map(is_defined, wanted.elements))


def type_conforms(given: TypeRef, wanted: TypeRef) -> bool:
    """Whether every value of one type belongs to the other."""
    name = SYNONYMS.get(wanted.name, wanted.name)
    if name == "Any":
        return True
    if SYNONYMS.get(given.name, given.name) != name:
        return given.name in {"Null", "null"}
    if name == "context":
        own = dict(given.entries)
        return all(key in own and type_conforms(own[key], kind) for key, kind in wanted.entries)
    if name == "function" and wanted.elements and given.elements:
        same_count = len(given.elements) == len(wanted.elements)
        pairs = list(zip(given.elements, wanted.elements, strict=False))
        return same_count and all(type_conforms(b, a) for a, b in pairs[:-1]) and type_conforms(*pairs[-1])
    if name in {"list", "range"} and wanted.elements:
        return bool(given.elements) and type_conforms(given.elements[0], wanted.elements[0])
    return True


def fitted(value: Any, kind: TypeRef | None) -> Any:
    """The value as a declared type wants it, or null when it does not fit.

    A single value becomes a list of one, a list of one its element, a date its UTC midnight.
    """
    if kind is None or value is None or is_instance(value, kind):
        return value
    name = SYNONYMS.get(kind.name, kind.name)
    converted = value
    if name == "list" and not isinstance(value, list):
        converted = [value]
    elif isinstance(value, list) and len(value) == 1:
        converted = value[0]
    elif name == "date and time" and kind_of(value) == "date":
        converted = joined(value, time(tzinfo=UTC))
    return converted if is_instance(converted, kind) else None
