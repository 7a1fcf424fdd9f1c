"""What a grid is made of: its columns, its rows as words, and what is wrong with a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from portal.platform.errors import Refused
from portal.rulebook.fact_words import fact_label
from portal.rulebook.sheets import examples
from portal.rulebook.sheets.layout import ABOUT_COLUMNS, SheetColumn, columns_of
from rules.feel import Text
from rules.packs import HitPolicy, Pack, PackTest, Table
from rules.packs.changes import ABOUT
from rules.packs.edit import RuleText, rules_of

EXAMPLES = "*"  # the place of the examples among the decisions; no decision is called so
_KIND_OF: Mapping[type, str] = {bool: "boolean", int: "number", Decimal: "number", date: "date", str: "string"}
LISTS = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True, slots=True)
class GridProblem:
    """One cell that cannot be read. Row and column count from 0; -1 for a whole row or table, table "" for all."""

    table: str
    row: int
    column: int
    text: Text


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column of a grid.

    sheet  the column of the workbook that it answers to
    kind   what its cells hold: string, number, date, boolean, or empty for anything
    """

    sheet: SheetColumn
    label: Text
    kind: str

    @property
    def money(self) -> bool:
        """Whether plain numbers are whole đồng, which are written with dots."""
        return self.sheet.role in {"output", "fact", "outcome"} and self.sheet.expression.endswith("_vnd")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its id and what each cell shows."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridTable:
    """One table as it is drawn."""

    name: str
    title: Text
    hit_policy: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]


class GridWrong(Refused):
    """What was sent is no grid of this pack: not something that a person can have typed. `where` names the place."""

    code = "GRID_WRONG"

    def __init__(self, where: str) -> None:
        super().__init__(self.code, where=where)


@dataclass(frozen=True)
class Source:
    """What a grid is drawn from and read against.

    pack    the version that the draft began from: its tables have the draft's columns
    before  the DMN file of that version
    dmn     the DMN file of the draft, as it could last be read
    tests   the examples of the draft
    """

    pack: Pack
    before: bytes
    dmn: bytes
    tests: tuple[PackTest, ...]

    @cached_property
    def rules(self) -> dict[str, tuple[RuleText, ...]]:
        """Decision name -> the draft's rules."""
        return rules_of(self.dmn)

    @cached_property
    def base_rules(self) -> dict[str, tuple[RuleText, ...]]:
        """Decision name -> the rules of the version that the draft began from."""
        return self.rules if self.before == self.dmn else rules_of(self.before)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every decision table by the name of its decision."""
        return {name: one.logic for name, one in self.pack.decisions.items() if isinstance(one.logic, Table)}

    @cached_property
    def example_columns(self) -> tuple[GridColumn, ...]:
        """The columns of the examples: all that one of them named before, and every output of a table with one result.

        They stay the same while a draft is edited, so that a page that was opened earlier still fits.
        """
        seen = (*self.pack.tests, *self.tests)
        single = [table for table in self.tables.values() if table.hit_policy not in LISTS]
        offered = {output.name: "" for table in single for output in table.outputs}
        probe = PackTest("", "", {}, offered, None)
        columns = examples.columns_of(replace(self.pack, tests=(*seen, probe)))
        labels, kinds = self._labels(), self._kinds()
        return tuple(GridColumn(one, _example_label(one, labels), kinds.get(one.name, "")) for one in columns)

    def columns(self, name: str) -> tuple[GridColumn, ...]:
        """The columns of a table, or of the examples. The code of a row is no column: people do not edit it."""
        if name == EXAMPLES:
            return self.example_columns
        table = self.tables[name]
        labels = (
            *(column.label for column in table.columns),
            *(output.label if output.label.vi else Text(output.name) for output in table.outputs),
            *(ABOUT[key] for key in ABOUT_COLUMNS.values()),
        )
        return tuple(GridColumn(one, label, one.type) for one, label in zip(columns_of(table)[1:], labels, strict=True))

    def _labels(self) -> Mapping[str, Text]:
        labels: dict[str, Text] = {}
        for table in self.tables.values():
            labels |= {column.expression.text: column.label for column in table.columns}
            labels |= {output.name: output.label for output in table.outputs if output.label.vi}
        return labels

    def _kinds(self) -> Mapping[str, str]:
        """Type of each fact and outcome, as all examples use it or, where none does, as the tables declare it."""
        seen: dict[str, set[str]] = {}
        for test in (*self.pack.tests, *self.tests):
            for name, value in (*test.facts.items(), *test.outputs.items()):
                seen.setdefault(name, set()).add(_KIND_OF.get(type(value), ""))
        kinds = {name: next(iter(types)) for name, types in seen.items() if len(types) == 1}
        for table in self.tables.values():
            declared = {column.expression.text: column.type for column in table.columns}
            declared |= {output.name: output.type for output in table.outputs}
            kinds |= {name: kind for name, kind in declared.items() if name not in seen}
        return kinds


def _example_label(column: SheetColumn, labels: Mapping[str, Text]) -> Text:
    said = {
        "id": Text("Tên ví dụ", "Name of the example"),
        "decision": Text("Quyết định", "Decision"),
        "findings": Text("Quy tắc phải nêu", "Rules that must speak"),
    }
    return said.get(column.role) or labels.get(column.name) or fact_label(column.name)
