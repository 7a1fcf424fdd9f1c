"""Form definitions: typed, frozen, read from TOML. A form is data; adding one touches no Python."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from portal.documents.checks import CHECKS
from portal.platform.text import nfc
from rules.feel import Expression, FeelSyntaxError, Text, compile_expression

TYPES = frozenset(
    {"text", "longtext", "int", "money", "percent", "date", "bool", "enum", "multi", "ref", "file", "table"}
)
KEY = re.compile(r"F-[A-Z0-9-]{1,60}")
# Never a name that means something to an interpreter, a template or a rule: letters, digits and single underscores.
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
RESERVED = frozenset({"typename", "constructor", "prototype", "self", "dossier", "page", "key", "csrfmiddlewaretoken"})
DEFAULT_MAX_LENGTH = {"text": 250, "ref": 250, "longtext": 4000}
MAX_ROWS = 50


class FormError(ValueError):
    """A form file that cannot be used; the message names the file's key, the field and the reason."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an enum, multi or ref field."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    kind         one of TYPES
    widget       "" for the type's usual control; bool: "radio" (yes, no) or "checkbox" (must be ticked when required)
    table        reference table of a ref field; `is_open` accepts texts that are not in it. The table `application`
                 stands for the questions and papers of the dossier's own form; whoever draws the form fills it in
    minimum, maximum  bounds of int and money (đồng) and percent (basis points)
    required_if, show_if, valid_if  FEEL over the answers of the whole form and what the context adds
    computed     FEEL; such a field, like a locked one, is never taken from what was posted
    checks       codes of portal.documents.checks, in order
    autocomplete token of the HTML standard, so that browsers can fill in what is known (WCAG 1.3.5)
    """

    name: str
    kind: str
    label: Text
    hint: Text
    required: bool = False
    widget: str = ""
    options: tuple[Option, ...] = ()
    table: str = ""
    is_open: bool = False
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    required_if: Expression | None = None
    show_if: Expression | None = None
    valid_if: Expression | None = None
    message: Text = field(default_factory=lambda: Text(vi=""))
    computed: Expression | None = None
    locked: bool = False
    checks: tuple[str, ...] = ()
    autocomplete: str = ""
    columns: tuple[Field, ...] = ()
    rows_min: int = 0
    rows_max: int = MAX_ROWS

    @property
    def is_posted(self) -> bool:
        """Whether an answer may come from outside at all."""
        return not self.locked and self.computed is None


@dataclass(frozen=True, slots=True)
class DocumentSlot:
    """A named place for uploaded files, e.g. DOC-TITLE."""

    code: str
    label: Text
    hint: Text
    required: bool = False
    required_if: Expression | None = None
    show_if: Expression | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One thing per page. `documents` are the slots shown on it."""

    code: str
    title: Text
    hint: Text
    fields: tuple[Field, ...]
    documents: tuple[DocumentSlot, ...] = ()
    show_if: Expression | None = None


@dataclass(frozen=True)
class FormDefinition:
    """One version of one form. `sha256` is of the file's bytes and names the version."""

    key: str
    title: Text
    pages: tuple[Page, ...]
    sha256: str

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """All fields by name, in order."""
        return {f.name: f for page in self.pages for f in page.fields}

    @cached_property
    def documents(self) -> tuple[DocumentSlot, ...]:
        """All document slots, in order."""
        return tuple(slot for page in self.pages for slot in page.documents)

    @property
    def variable(self) -> str:
        """Name of the process variable that holds the answers: F-INTAKE gives F_INTAKE."""
        return self.key.replace("-", "_")

    def page(self, code: str) -> Page:
        """The page of that code. Raises KeyError."""
        for page in self.pages:
            if page.code == code:
                return page
        raise KeyError(code)


@lru_cache(maxsize=256)
def read_form(source: bytes) -> FormDefinition:
    """Read a form file.

    Raises   FormError for anything that would fail later: unknown types, hostile names, FEEL that does not compile
    """
    try:
        data = tomllib.loads(nfc(source.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"not a TOML file: {error}") from error
    key = str(data.get("key", ""))
    if not KEY.fullmatch(key):
        raise FormError(f"{key!r} is no form key")
    names = frozenset(_names(data))
    pages = tuple(_page(key, entry, names) for entry in data.get("page", ()))
    form = FormDefinition(key, _text(key, data.get("title")), pages, hashlib.sha256(source).hexdigest())
    if len(form.fields) != sum(len(page.fields) for page in pages):
        raise FormError(f"{key}: a field name is used twice")
    return form


def _names(data: Mapping[str, Any]) -> Iterator[str]:
    yield "dossier"
    for page in data.get("page", ()):
        for entry in page.get("field", ()):
            yield str(entry.get("name", ""))
            yield from (str(column.get("name", "")) for column in entry.get("column", ()))


def _page(key: str, entry: Mapping[str, Any], names: Iterable[str]) -> Page:
    where = f"{key}/{entry.get('code')}"
    return Page(
        code=str(entry["code"]),
        title=_text(where, entry.get("title")),
        hint=_text(where, entry.get("hint"), optional=True),
        fields=tuple(_field(where, item, names) for item in entry.get("field", ())),
        documents=tuple(_slot(where, item, names) for item in entry.get("document", ())),
        show_if=_feel(where, entry.get("show_if"), names),
    )


def _slot(where: str, entry: Mapping[str, Any], names: Iterable[str]) -> DocumentSlot:
    code = str(entry["code"])
    return DocumentSlot(
        code=code,
        label=_text(f"{where}/{code}", entry.get("label")),
        hint=_text(where, entry.get("hint"), optional=True),
        required=bool(entry.get("required", False)),
        required_if=_feel(where, entry.get("required_if"), names),
        show_if=_feel(where, entry.get("show_if"), names),
        many=bool(entry.get("many", False)),
    )


def _field(where: str, entry: Mapping[str, Any], names: Iterable[str], *, column: bool = False) -> Field:
    name, kind = str(entry.get("name", "")), str(entry.get("type", ""))
    here = f"{where}/{name}"
    if not NAME.fullmatch(name) or name in RESERVED:
        raise FormError(f"{here}: not a field name")
    if kind not in TYPES or (column and kind in ("table", "file")):
        raise FormError(f"{here}: unknown type {kind!r}")
    if unknown := set(entry.get("checks", ())) - CHECKS.keys():
        raise FormError(f"{here}: unknown checks {sorted(unknown)}")
    if kind in ("enum", "multi") and not entry.get("options"):
        raise FormError(f"{here}: no options")
    return Field(
        name=name,
        kind=kind,
        label=_text(here, entry.get("label")),
        hint=_text(here, entry.get("hint"), optional=True),
        required=bool(entry.get("required", False)),
        widget=str(entry.get("widget", "")),
        options=tuple(Option(str(o["value"]), _text(here, o)) for o in entry.get("options", ())),
        table=str(entry.get("table", "")),
        is_open=bool(entry.get("open", False)),
        max_length=int(entry.get("max_length", DEFAULT_MAX_LENGTH.get(kind, 0))),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        required_if=_feel(here, entry.get("required_if"), names),
        show_if=_feel(here, entry.get("show_if"), names),
        valid_if=_feel(here, entry.get("valid_if"), names),
        message=_text(here, entry.get("message"), optional="valid_if" not in entry),
        computed=_feel(here, entry.get("computed"), names),
        locked=bool(entry.get("locked", False)),
        checks=tuple(entry.get("checks", ())),
        autocomplete=str(entry.get("autocomplete", "")),
        columns=tuple(_field(here, c, names, column=True) for c in entry.get("column", ())),
        rows_min=int(entry.get("rows_min", 0)),
        rows_max=min(int(entry.get("rows_max", MAX_ROWS)), MAX_ROWS),
    )


def _text(where: str, value: object, *, optional: bool = False) -> Text:
    if isinstance(value, Mapping) and value.get("vi"):
        return Text(vi=str(value["vi"]), en=str(value.get("en", "")))
    if not optional or value is not None:
        raise FormError(f"{where}: a text in Vietnamese is missing")
    return Text(vi="")


def _feel(where: str, source: object, names: Iterable[str]) -> Expression | None:
    if source is None:
        return None
    try:
        return compile_expression(str(source).strip().removeprefix("="), names=names)
    except FeelSyntaxError as error:
        raise FormError(f"{where}: {error.text.en}") from error
