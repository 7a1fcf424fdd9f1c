"""The grid of a draft, going out and coming in."""

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from portal.api.shapes import Shape
from rules.feel import Text


class Said(serializers.CharField):
    """A text in the language that was asked for."""

    def to_representation(self, value: Any) -> str:
        """Its words."""
        return value.in_language(get_language() or "vi") if isinstance(value, Text) else str(value)


class GridColumn(Shape):
    """One column."""

    name = serializers.CharField(source="sheet.name")
    role = serializers.ChoiceField(
        ["id", "decision", "input", "output", "about", "fact", "outcome", "findings"], source="sheet.role"
    )
    title = Said(source="label")
    type = serializers.CharField(source="kind", allow_blank=True)
    choices = serializers.ListField(child=serializers.CharField(), source="sheet.choices")


class GridRow(Shape):
    """One row: the code of the rule, or the name of the example, and one text for each column."""

    id = serializers.CharField()
    cells = serializers.ListField(child=serializers.CharField(allow_blank=True))


class GridTable(Shape):
    """One decision table; the examples are the table `*`."""

    name = serializers.CharField()
    title = Said()
    hit_policy = serializers.CharField(allow_blank=True)
    columns = GridColumn(many=True)
    rows = GridRow(many=True)


class GridProblem(Shape):
    """A cell that cannot be read, counted from 0; -1 for a whole row or table."""

    table = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.IntegerField()
    text = Said()


class Grid(Shape):
    """A draft as a grid."""

    draft = serializers.UUIDField(source="draft.pk")
    rev = serializers.IntegerField(source="draft.rev")
    editable = serializers.BooleanField(help_text="Whether the caller may save it.")
    tables = GridTable(many=True)
    problems = GridProblem(many=True)


class GridTyped(Shape):
    """What was typed. A table that is left out stays, and so does a row of a known id without `cells`."""

    rev = serializers.IntegerField(help_text="The revision that the caller has read.")
    tables = serializers.DictField(
        help_text='Table -> list of {"id": text, "cells": list of texts}; a new row has id "".'
    )


class GridSaved(Shape):
    """The new revision, the ids of the rows by table, and the cells to mend before the draft can be submitted."""

    rev = serializers.IntegerField(source="draft.rev")
    ids = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    problems = GridProblem(many=True)
