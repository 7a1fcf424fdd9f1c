"""Posted answers against a form, on the server. What the form does not show or ask is not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.documents.checks import Check, run_check
from portal.documents.forms import messages
from portal.documents.forms.bound import BoundField, BoundForm, BoundPage, BoundSlot, draw
from portal.documents.forms.definition import Field, FormDefinition, Page
from portal.documents.forms.parse import parse
from portal.platform.clock import now
from rules.feel import EvaluationContext, Expression, Text

Answers = Mapping[str, Any]
TABLE_KEY = re.compile(r"-([0-9]{1,3})-([a-z][a-z0-9_]*)")


def bind(
    form: FormDefinition,
    data: Answers,
    files: Answers | None = None,
    context: Answers | None = None,
    *,
    page: str | None = None,
    answers: Answers | None = None,
) -> BoundForm:
    """Check posted answers.

    data      a QueryDict, or a mapping of field name -> text or value; tables as `costs-0-amount_vnd` or a list of rows
    files     field name -> id of an upload, for fields of type file
    context   what conditions see besides the answers, e.g. {"dossier": {...}}
    page      check this page only; `cleaned` then holds its fields alone
    answers   what was answered before: other pages, and the values of locked fields
    """
    return _Binding(form, dict(context or {}), dict(answers or {}), page).post(data, files or {})


def show(
    form: FormDefinition, answers: Answers, context: Answers | None = None, *, page: str | None = None
) -> BoundForm:
    """A form filled with stored answers, with nothing posted and nothing wrong."""
    binding = _Binding(form, dict(context or {}), dict(answers), page)
    binding.compute()
    return binding.drawn()


def preview(
    form: FormDefinition,
    data: Answers,
    context: Answers | None = None,
    *,
    page: str | None = None,
    answers: Answers | None = None,
) -> BoundForm:
    """A form with what has been typed so far and nothing judged: which questions show, after an answer that decides."""
    binding = _Binding(form, dict(context or {}), dict(answers or {}), page)
    binding.read(data)
    binding.errors.clear()
    return binding.drawn()


def missing(form: FormDefinition, answers: Answers, context: Answers | None = None) -> dict[str, Text]:
    """What still stops a stored set of answers from being submitted: the errors of the whole form, by field."""
    return bind(form, answers, answers, context, answers=answers).errors


def document_slots(form: FormDefinition, answers: Answers, context: Answers | None = None) -> list[BoundSlot]:
    """The document slots that apply to a stored set of answers, each with whether it must be filled."""
    return [slot for page in show(form, answers, context).pages for slot in page.documents]


class _Binding:
    """One form, one set of answers. `before` are stored answers; `values` are they with the posted ones on top."""

    def __init__(self, form: FormDefinition, context: dict[str, Any], before: dict[str, Any], page: str | None) -> None:
        self.form = form
        self.context = context
        self.scope: tuple[Page, ...] = form.pages if page is None else (form.page(page),)
        self.values = {name: before[name] for name in form.fields if name in before}
        self.posted: dict[str, object] = {}
        self.errors: dict[str, Text] = {}
        self.warnings: dict[str, Text] = {}
        self.moment = EvaluationContext(now=now())

    def read(self, data: Answers, files: Answers | None = None) -> None:
        """Take every answer that may be posted, and compute the others."""
        for page in self.scope:
            for entry in page.fields:
                if entry.is_posted:
                    self.take(entry, files if files and entry.kind == "file" and entry.name in files else data)
        self.compute()

    def post(self, data: Answers, files: Answers) -> BoundForm:
        self.read(data, files)
        hidden = {entry.name for page in self.scope for entry in page.fields if not self.shown(page, entry)}
        for name in hidden:
            self.values.pop(name, None)
        for name in [n for n in self.errors if n.split("-")[0] in hidden]:
            del self.errors[name]
        for page in self.scope:
            for entry in page.fields:
                if entry.name not in hidden:
                    self.judge(entry)
        return self.drawn()

    def take(self, entry: Field, data: Answers) -> None:
        """Parse one answer into `values`; what cannot be parsed leaves an error and no value."""
        raw = _rows(entry, data) if entry.kind == "table" else _raw(entry, data)
        self.posted[entry.name] = raw
        if isinstance(raw, list) and entry.kind == "table":
            self.values[entry.name] = [self.row(entry, index, row) for index, row in enumerate(raw)]
            return
        value, error = parse(entry, raw)
        self.values[entry.name] = value
        if error:
            self.errors[entry.name] = error

    def row(self, entry: Field, index: int, raw: Answers) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in entry.columns:
            value, error = parse(column, raw.get(column.name))
            values[column.name] = value
            if error:
                self.errors[f"{entry.name}-{index}-{column.name}"] = error
        return values

    def compute(self) -> None:
        for entry in self.form.fields.values():
            if entry.computed is not None:
                self.values[entry.name] = _plain(self.evaluate(entry.computed))

    def judge(self, entry: Field) -> None:
        """Required, valid_if and checks, for a field that is shown."""
        value = self.values.get(entry.name)
        if entry.name not in self.errors and self.asked(entry.required, entry.required_if) and _empty(value):
            self.errors[entry.name] = messages.REQUIRED
        if entry.kind == "table" and isinstance(value, list):
            self.judge_rows(entry, value)
        elif entry.name not in self.errors:
            self.judge_value(entry, entry.name, value, {})

    def judge_rows(self, entry: Field, rows: list[dict[str, Any]]) -> None:
        if len(rows) < entry.rows_min:
            self.errors[entry.name] = messages.too_few_rows(entry.rows_min)
        elif len(rows) > entry.rows_max:
            self.errors[entry.name] = messages.too_many_rows(entry.rows_max)
        elif entry.valid_if is not None and not self.holds(entry.valid_if):
            self.errors.setdefault(entry.name, entry.message)
        for index, row in enumerate(rows[: entry.rows_max]):
            for column in entry.columns:
                name, value = f"{entry.name}-{index}-{column.name}", row.get(column.name)
                if column.show_if is not None and not self.holds(column.show_if, row):
                    row[column.name] = None
                    self.errors.pop(name, None)
                    continue
                asked = self.asked(column.required, column.required_if, row)
                if asked and _empty(value) and name not in self.errors:
                    self.errors[name] = messages.REQUIRED
                if name not in self.errors:
                    self.judge_value(column, name, value, row)

    def judge_value(self, entry: Field, name: str, value: object, row: Answers) -> None:
        if entry.kind == "bool" and entry.widget == "checkbox" and entry.required and value is not True:
            self.errors[name] = messages.MUST_CONFIRM
        if _empty(value):
            return
        for code in entry.checks:
            self.check(run_check(code, value, {**self.values, **row}), name)
        if entry.valid_if is not None and name not in self.errors and not self.holds(entry.valid_if, row):
            self.errors[name] = entry.message

    def check(self, found: Check | None, name: str) -> None:
        if found is None:
            return
        if found.blocks:
            self.errors.setdefault(name, found.text)
        else:
            self.warnings.setdefault(name, found.text)

    def asked(self, required: bool, condition: Expression | None, row: Answers | None = None) -> bool:
        return required or (condition is not None and self.holds(condition, row))

    def shown(self, page: Page, entry: Field) -> bool:
        conditions = [c for c in (page.show_if, entry.show_if) if c is not None]
        return all(self.holds(condition) for condition in conditions)

    def holds(self, condition: Expression, row: Answers | None = None) -> bool:
        """True only for FEEL true: an unknown answer shows nothing, asks nothing and is not valid."""
        return self.evaluate(condition, row) is True

    def evaluate(self, expression: Expression, row: Answers | None = None) -> object:
        known = {name: _feel(entry, self.values.get(name)) for name, entry in self.form.fields.items()}
        in_row: dict[str, object] = {}
        for entry in self.form.fields.values():
            in_row |= {c.name: _feel(c, row[c.name]) for c in entry.columns if row and c.name in row}
        return expression.evaluate({**known, **in_row, **self.context}, self.moment)

    def drawn(self) -> BoundForm:
        pages = tuple(self.drawn_page(page) for page in self.scope)
        cleaned = {f.field.name: self.values.get(f.field.name) for page in pages for f in page.fields}
        return BoundForm(self.form, pages, cleaned, dict(self.values), self.errors, self.warnings)

    def drawn_page(self, page: Page) -> BoundPage:
        visible = page.show_if is None or self.holds(page.show_if)
        fields = tuple(self.drawn_field(entry) for entry in page.fields if self.shown(page, entry))
        slots = tuple(
            BoundSlot(slot, self.asked(slot.required, slot.required_if))
            for slot in page.documents
            if visible and (slot.show_if is None or self.holds(slot.show_if))
        )
        return BoundPage(page, fields, slots, visible)

    def drawn_field(self, entry: Field) -> BoundField:
        return draw(
            entry,
            self.values.get(entry.name),
            name=entry.name,
            posted=self.posted.get(entry.name),
            required=self.asked(entry.required, entry.required_if),
            errors=self.errors,
            warnings=self.warnings,
        )


def _raw(entry: Field, data: Answers) -> object:
    getlist = getattr(data, "getlist", None)
    if entry.kind == "multi" and getlist is not None:
        return list(getlist(entry.name))
    return data.get(entry.name)


def _rows(entry: Field, data: Answers) -> list[Answers]:
    """Rows as posted, in the order of their numbers; rows in which everything is empty are no rows."""
    given = data.get(entry.name)
    if isinstance(given, list):
        return [row for row in given[: entry.rows_max + 1] if isinstance(row, Mapping)]
    names = {column.name for column in entry.columns}
    rows: dict[int, dict[str, object]] = {}
    for key in data:
        match = TABLE_KEY.fullmatch(key.removeprefix(entry.name)) if key.startswith(f"{entry.name}-") else None
        if match and match[2] in names:
            rows.setdefault(int(match[1]), {})[match[2]] = data.get(key)
    filled = [row for _, row in sorted(rows.items()) if any(str(value or "").strip() for value in row.values())]
    return list(filled[: entry.rows_max + 1])


def _empty(value: object) -> bool:
    return value is None or value == "" or value == []


def _feel(entry: Field, value: object) -> object:
    """A stored value as FEEL sees it: dates as dates, rows as contexts."""
    if entry.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if entry.kind == "table" and isinstance(value, list):
        return [{c.name: _feel(c, row.get(c.name)) for c in entry.columns} for row in value]
    return value


def _plain(value: object) -> object:
    """A computed FEEL value as JSON: whole numbers as int, dates as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, str)):
        return value
    return int(value) if isinstance(value, Decimal) else None
