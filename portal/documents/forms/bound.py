"""What a template draws: pages, fields and rows with the text to redisplay, the error beside it, and the choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from portal.documents.forms.definition import DocumentSlot, Field, FormDefinition, Page
from portal.documents.forms.parse import display, editable
from portal.documents.forms.tables import options_of
from rules.feel import Text

Answers = Mapping[str, Any]


def _said(text: Text | None) -> str:
    return text.in_language(get_language() or "vi") if text else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as drawn."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class BoundField:
    """One question as drawn.

    name      name of the control; in a table `costs-0-amount_vnd`
    value     text of the control, a list of texts for `multi`; what was posted, also when it could not be taken
    text      the answer as a reader sees it
    rows      of a table: each row is its fields; one empty row is added for the next entry when there is room
    """

    field: Field
    name: str
    value: str | list[str]
    text: str
    required: bool
    visible: bool
    error_text: Text | None = None
    warning_text: Text | None = None
    rows: tuple[tuple[BoundField, ...], ...] = ()

    @property
    def id(self) -> str:
        return f"id-{self.name}"

    @property
    def kind(self) -> str:
        return self.field.kind

    @property
    def label(self) -> str:
        return _said(self.field.label)

    @property
    def hint(self) -> str:
        return _said(self.field.hint)

    @property
    def error(self) -> str:
        return _said(self.error_text)

    @property
    def warning(self) -> str:
        return _said(self.warning_text)

    @property
    def options(self) -> list[Choice]:
        """Choices of enum, multi and ref, with the chosen ones marked."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [Choice(o.value, _said(o.label), o.value in chosen) for o in options_of(self.field)]

    @property
    def columns(self) -> list[str]:
        """Headings of a table."""
        return [_said(column.label) for column in self.field.columns]


@dataclass(frozen=True, slots=True)
class BoundSlot:
    """One place for uploaded files as drawn."""

    slot: DocumentSlot
    required: bool

    @property
    def code(self) -> str:
        return self.slot.code

    @property
    def label(self) -> str:
        return _said(self.slot.label)

    @property
    def hint(self) -> str:
        return _said(self.slot.hint)

    @property
    def many(self) -> bool:
        return self.slot.many


@dataclass(frozen=True, slots=True)
class BoundPage:
    """One page as drawn, with its visible fields and document slots."""

    page: Page
    fields: tuple[BoundField, ...]
    documents: tuple[BoundSlot, ...]
    visible: bool

    @property
    def code(self) -> str:
        return self.page.code

    @property
    def title(self) -> str:
        return _said(self.page.title)

    @property
    def hint(self) -> str:
        return _said(self.page.hint)

    @property
    def has_errors(self) -> bool:
        return any(f.error_text or any(c.error_text for row in f.rows for c in row) for f in self.fields)


@dataclass(frozen=True)
class BoundForm:
    """A form with answers.

    errors    control name -> reason; in a table `costs-0-amount_vnd`, for the table as a whole `costs`
    warnings  the same for what should be looked at and does not block
    cleaned   JSON values of the visible fields in scope; hidden fields are left out, locked ones keep their value
    answers   all answers known, `cleaned` included: what conditions see
    """

    form: FormDefinition
    pages: tuple[BoundPage, ...]
    cleaned: dict[str, Any]
    answers: dict[str, Any]
    errors: dict[str, Text] = field(default_factory=dict)
    warnings: dict[str, Text] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not self.errors

    @property
    def fields(self) -> list[BoundField]:
        """Visible fields of all visible pages, in order."""
        return [f for page in self.pages if page.visible for f in page.fields]

    @property
    def title(self) -> str:
        return _said(self.form.title)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """(control name, label, reason) of each error, in the order of the form: the list at the top of the page."""
        drawn: dict[str, str] = {}
        for top in (f for page in self.pages for f in page.fields):
            drawn[top.name] = top.label
            for number, row in enumerate(top.rows, start=1):
                drawn |= {cell.name: f"{top.label} {number}: {cell.label}" for cell in row}
        ordered = [name for name in drawn if name in self.errors]
        return [(name, drawn[name], _said(self.errors[name])) for name in ordered]


def draw(
    entry: Field,
    value: object,
    *,
    name: str,
    posted: object = None,
    required: bool = False,
    visible: bool = True,
    errors: Mapping[str, Text],
    warnings: Mapping[str, Text],
) -> BoundField:
    """The view of one field. `posted` is shown instead of the value when it could not be taken."""
    shown: str | list[str]
    if entry.kind == "multi":
        source = posted if name in errors and isinstance(posted, list) else value
        shown = [str(item) for item in source] if isinstance(source, list) else []
    elif name in errors and isinstance(posted, (str, int)) and not isinstance(posted, bool):
        shown = str(posted)
    else:
        shown = editable(entry, value) if entry.kind != "table" else ""
    return BoundField(
        field=entry,
        name=name,
        value=shown,
        text=display(entry, value, get_language() or "vi") if entry.kind != "table" else "",
        required=required,
        visible=visible,
        error_text=errors.get(name),
        warning_text=warnings.get(name),
        rows=_rows(entry, value, posted, name, errors, warnings) if entry.kind == "table" else (),
    )


def _rows(
    entry: Field,
    value: object,
    posted: object,
    name: str,
    errors: Mapping[str, Text],
    warnings: Mapping[str, Text],
) -> tuple[tuple[BoundField, ...], ...]:
    values = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    raw = posted if isinstance(posted, list) else []
    drawn = values + ([{}] if len(values) < entry.rows_max else [])
    return tuple(
        tuple(
            draw(
                column,
                row.get(column.name),
                name=f"{name}-{index}-{column.name}",
                posted=raw[index].get(column.name) if index < len(raw) and isinstance(raw[index], Mapping) else None,
                required=column.required,
                errors=errors,
                warnings=warnings,
            )
            for column in entry.columns
        )
        for index, row in enumerate(drawn)
    )
