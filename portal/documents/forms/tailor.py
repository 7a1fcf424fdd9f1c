"""Forms that depend on the dossier at hand: choices that only the case knows, and questions of another form.

A tailored form keeps the key and the version of the form that it was made from.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from portal.documents.forms.definition import Field, FormDefinition, Option, Page
from rules.feel import Text


def with_choices(form: FormDefinition, table: str, options: Sequence[Option]) -> FormDefinition:
    """The form with these choices for every ref field, also within tables, that names the table."""
    pages = tuple(
        replace(page, fields=tuple(_filled(f, table, tuple(options)) for f in page.fields)) for page in form.pages
    )
    return replace(form, pages=pages)


def _filled(entry: Field, table: str, options: tuple[Option, ...]) -> Field:
    columns = tuple(_filled(column, table, options) for column in entry.columns)
    if entry.kind == "ref" and entry.table == table:
        return replace(entry, options=options, columns=columns)
    return replace(entry, columns=columns) if columns else entry


def with_questions(form: FormDefinition, other: FormDefinition, names: Collection[str], title: Text) -> FormDefinition:
    """The form with a first page that asks the named fields and documents of another form again.

    A document slot that is asked for again takes further files beside those that lie in it.
    """
    fields = tuple(f for page in other.pages for f in page.fields if f.name in names and f.is_posted)
    slots = tuple(
        replace(slot, required=True, required_if=None, many=True) for slot in other.documents if slot.code in names
    )
    if not fields and not slots:
        return form
    page = Page(code="asked", title=title, hint=Text(vi=""), fields=fields, documents=slots)
    return replace(form, pages=(page, *form.pages))


def choices_of(form: FormDefinition) -> list[Option]:
    """Every question and every place for papers of a form, as choices: papers first."""
    papers = [Option(slot.code, slot.label) for slot in form.documents]
    return papers + [Option(entry.name, entry.label) for entry in form.fields.values() if entry.is_posted]
