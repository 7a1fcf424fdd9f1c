"""One posted text -> one JSON value of the field's type, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from portal.documents.forms import messages
from portal.documents.forms.definition import Field
from portal.documents.forms.tables import options_of
from portal.platform.money import MAX_VND, format_vnd, parse_vnd
from portal.platform.text import nfc, one_line
from rules.feel import Text

Value = str | int | bool | list[str] | None
Parsed = tuple[Value, Text | None]
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
YES = frozenset({"true", "on", "yes", "1"})
NO = frozenset({"false", "off", "no", "0"})


def parse(field: Field, raw: object) -> Parsed:
    """The value of an answer, None for an empty one, with the reason when it cannot be taken.

    raw   what was posted: a text, a list of texts for `multi`, or a value of the type itself (from a program)
    """
    if field.kind == "multi":
        chosen = raw if isinstance(raw, (list, tuple)) else [] if raw in (None, "") else [raw]
        return _multi(field, [nfc(str(item)) for item in chosen])
    if isinstance(raw, bool):
        raw = "true" if raw else "false"
    text = nfc("" if raw is None else str(raw))
    if field.kind == "bool":
        return _bool(field, text.strip().lower())
    if not text.strip():
        return None, None
    if _has_control_characters(text, multiline=field.kind == "longtext"):
        return None, messages.CONTROL_CHARACTERS
    return _PARSERS[field.kind](field, text.strip())


def display(field: Field, value: object, language: str) -> str:
    """A stored value as a reader sees it: amounts with dots, dates day first, choices by their label."""
    if value is None or value == "" or value == []:
        return ""
    if field.kind == "money" and isinstance(value, int):
        return format_vnd(value)
    if field.kind == "percent" and isinstance(value, int):
        return f"{Decimal(value) / 100:f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
    if field.kind == "date":
        return _day_first(str(value))
    if field.kind == "bool":
        return {True: Text("Có", "Yes"), False: Text("Không", "No")}[bool(value)].in_language(language)
    if field.kind in ("enum", "multi", "ref"):
        labels = {option.value: option.label.in_language(language) for option in options_of(field)}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(item), str(item)) for item in chosen)
    return str(value)


def editable(field: Field, value: object) -> str:
    """A stored value as the text of an input: what `parse` would read back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.kind == "money" and isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if field.kind == "percent" and isinstance(value, int):
        return display(field, value, "vi").removesuffix(" %")
    if field.kind == "date":
        return _day_first(str(value))
    return str(value)


def _day_first(iso: str) -> str:
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso  # shown as it was typed, so that the person can mend it


def _has_control_characters(text: str, *, multiline: bool) -> bool:
    allowed = "\n\r\t" if multiline else "\t"
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed for letter in text)


def _text(field: Field, text: str) -> Parsed:
    value = one_line(text)
    return (value, messages.too_long(field.max_length)) if len(value) > field.max_length else (value, None)


def _longtext(field: Field, text: str) -> Parsed:
    value = text.replace("\r\n", "\n").replace("\r", "\n")
    return (value, messages.too_long(field.max_length)) if len(value) > field.max_length else (value, None)


def _int(field: Field, text: str) -> Parsed:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        return None, messages.NOT_INT
    return _bounded(field, int(text), str)


def _money(field: Field, text: str) -> Parsed:
    try:
        amount = parse_vnd(text)
    except ValueError:
        return None, messages.NOT_MONEY
    return _bounded(field, amount, format_vnd)


def _percent(field: Field, text: str) -> Parsed:
    digits = text.removesuffix("%").strip().replace(",", ".")
    try:
        basis_points = Decimal(digits) * 100 if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", digits) else None
    except InvalidOperation:
        basis_points = None
    if basis_points is None:
        return None, messages.NOT_PERCENT
    return _bounded(field, int(basis_points), lambda limit: f"{limit / 100:g} %")


def _bounded(field: Field, value: int, shown: Callable[[int], str]) -> Parsed:
    maximum = field.maximum if field.maximum is not None else MAX_VND
    if field.minimum is not None and value < field.minimum:
        return value, messages.too_small(shown(field.minimum))
    if value > maximum:
        return value, messages.too_big(shown(maximum))
    return value, None


def _date(field: Field, text: str) -> Parsed:
    match = DAY_FIRST.fullmatch(text)
    try:
        day = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None, messages.NOT_DATE
    return (day.isoformat(), None) if 1900 <= day.year <= 2200 else (None, messages.NOT_DATE)


def _bool(field: Field, text: str) -> Parsed:
    if text in YES:
        return True, None
    if text in NO:
        return False, None
    if text == "":
        return (False, None) if field.widget == "checkbox" else (None, None)
    return None, messages.NOT_BOOL


def _choice(field: Field, text: str) -> Parsed:
    if any(option.value == text for option in options_of(field)):
        return text, None
    if field.kind == "ref" and field.is_open:
        return _text(field, text)
    return None, messages.NOT_AN_OPTION


def _multi(field: Field, chosen: Iterable[str]) -> Parsed:
    offered = [option.value for option in field.options]
    wanted = set(chosen)
    if not wanted <= set(offered):
        return None, messages.NOT_AN_OPTION
    return [value for value in offered if value in wanted], None


def _file(field: Field, text: str) -> Parsed:
    try:
        return str(UUID(text)), None
    except ValueError:
        return None, messages.NOT_FILE


_PARSERS: dict[str, Callable[[Field, str], Parsed]] = {
    "text": _text,
    "longtext": _longtext,
    "int": _int,
    "money": _money,
    "percent": _percent,
    "date": _date,
    "enum": _choice,
    "ref": _choice,
    "file": _file,
}
