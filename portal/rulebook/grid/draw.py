"""A draft as grids to draw."""

from collections.abc import Mapping
from typing import Any

from portal.rulebook.grid.shape import EXAMPLES, GridColumn, GridRow, GridTable, Source
from portal.rulebook.grid.words import as_words
from portal.rulebook.sheets import examples
from portal.rulebook.sheets.fill import values_of
from rules.feel import Text


def grid_of(source: Source, typed: Mapping[str, Any] | None = None) -> list[GridTable]:
    """Every table of a draft, the examples last.

    typed   the tables as their author left them where not every cell could be read (`Reading.typed`)
    """
    kept = {
        name: tuple(GridRow(row["id"], tuple(row["cells"])) for row in rows) for name, rows in (typed or {}).items()
    }
    tables = [
        GridTable(
            name,
            source.pack.decisions[name].label,
            table.hit_policy.value,
            source.columns(name),
            kept[name] if name in kept else _rule_rows(source, name),
        )
        for name, table in source.tables.items()
    ]
    title = Text("Ví dụ kiểm tra", "Examples")
    rows = kept[EXAMPLES] if EXAMPLES in kept else _example_rows(source)
    return [*tables, GridTable(EXAMPLES, title, "", source.example_columns, rows)]


def _rule_rows(source: Source, name: str) -> tuple[GridRow, ...]:
    """The rules of one table as words."""
    columns = source.columns(name)
    sheet = [column.sheet for column in columns]
    return tuple(GridRow(rule.id, _words(values_of(rule, sheet), columns)) for rule in source.rules[name])


def _example_rows(source: Source) -> tuple[GridRow, ...]:
    columns = source.example_columns
    sheet = [column.sheet for column in columns]
    return tuple(GridRow(test.name, _words(examples.values_of(test, sheet), columns)) for test in source.tests)


def _words(values: list[Any], columns: tuple[GridColumn, ...]) -> tuple[str, ...]:
    return tuple(as_words(value, money=column.money) for value, column in zip(values, columns, strict=True))
