"""Which rows each column of a table lets through, cut into places of values: the index that evaluators share."""

from collections.abc import Mapping
from typing import Any

from rules.evaluate.axis import Axis, NoAxis, build_axis
from rules.evaluate.finders import NEVER, ColumnIndex, NotIndexed, comes_as_it_is, finder
from rules.evaluate.masks import rows_by_place
from rules.feel import UnaryTests, syntax
from rules.packs.model import Column, InputData, Table

NO_INPUTS: Mapping[str, InputData] = {}


class Columns:
    """The index of a table.

    columns   how each column finds its rows: a set, or where the table asks for missing facts (rows that say yes, rows
              that do not say no)
    asks      whether a row waits for a missing fact
    residual  the rows with a cell that the index cannot tell: they have to be tested as they are
    """

    def __init__(self, table: Table, inputs: Mapping[str, InputData] = NO_INPUTS) -> None:
        self.table = table
        self.asks = table.manual_when_missing
        self.residual = 0
        self._inputs = inputs
        self.columns = [self._column(place, column) for place, column in enumerate(table.columns)]

    def _column(self, place: int, column: Column) -> ColumnIndex:
        """How the rows of one column are found. Rows that the index cannot tell become residual."""
        node = column.expression.node
        plain = isinstance(node, syntax.Name) and column.expression.variables == {node.name}
        name, expression = (node.name, None) if isinstance(node, syntax.Name) and plain else ("", column.expression)
        cells = [row.cells[place] for row in self.table.rows]
        try:
            axis = build_axis(column, cells)
        except NoAxis:
            self.residual |= sum(1 << r for r, cell in enumerate(cells) if not cell.accepts_everything)
            everyone = (1 << len(cells)) - 1
            all_rows = (everyone, everyone) if self.asks else everyone
            return ColumnIndex(name, NEVER, _refuse if column.allowed else lambda value: all_rows, all_rows, expression)
        allowed = axis.mask(column.allowed) if column.allowed else -1
        masks = [self._masks(row, column, axis, cell) for row, cell in enumerate(cells)]
        yes, may = (rows_by_place([mask[which] for mask in masks], axis.size + 1) for which in (0, 1))
        sets: list[Any] = list(zip(yes, may, strict=True)) if self.asks else yes
        if allowed is None:
            return ColumnIndex(name, NEVER, _refuse, sets[-1], expression)
        find, fast = finder(axis, sets, allowed)
        data = self._inputs.get(name)
        as_it_is = data is not None and comes_as_it_is(data, axis)
        return ColumnIndex(name, fast if as_it_is else NEVER, find, sets[-1], expression)

    def _masks(self, row: int, column: Column, axis: Axis, cell: UnaryTests) -> tuple[int, int]:
        """The places where a row says yes, and where it does not say no."""
        found = axis.mask(cell)
        if found is None:
            self.residual |= 1 << row
            return (axis.null << 1) - 1, (axis.null << 1) - 1
        if not self.asks or cell.accepts_everything or "null" in cell.text:
            return found, found
        found &= ~axis.null
        return found, found if column.optional else found | axis.null


def _refuse(value: Any) -> Any:
    """For a column whose allowed values cannot be indexed: each case goes to the evaluator with a trace."""
    raise NotIndexed
