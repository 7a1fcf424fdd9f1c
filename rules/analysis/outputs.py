"""What rows give: compared as far as it does not depend on facts."""

from collections.abc import Sequence
from typing import Any

from rules.evaluate.constants import NotConstant, constant
from rules.feel.comparison import equal
from rules.packs.model import Row, Table


class Outputs:
    """The constant outputs of rows."""

    def __init__(self, table: Table, rows: Sequence[Row]) -> None:
        self._table = table
        self._rows = rows
        self._values = [self._constants(row) for row in rows]
        self._ranks = [self._rank(values) for values in self._values]

    @staticmethod
    def _constants(row: Row) -> tuple[Any, ...] | None:
        try:
            return tuple(constant(value.node) for value in row.values)
        except NotConstant:
            return None

    def agree(self, row: int, other: int) -> bool | None:
        """Whether two rows give equal outputs; None where that depends on the facts."""
        left, right = self._values[row], self._values[other]
        if left is None or right is None:
            texts = [tuple(value.text for value in self._rows[r].values) for r in (row, other)]
            return True if texts[0] == texts[1] else None
        return all(equal(a, b) is True for a, b in zip(left, right, strict=True))

    def no_worse(self, row: int, other: int) -> bool:
        """Whether by the order of the allowed values `row` goes before `other`, or with it where it stands earlier."""
        left, right = self._ranks[row], self._ranks[other]
        return left is not None and right is not None and (left < right or (left == right and row < other))

    def _rank(self, values: tuple[Any, ...] | None) -> tuple[int, ...] | None:
        if values is None:
            return None
        return tuple(
            next((place for place, wanted in enumerate(o.order) if equal(wanted, v) is True), len(o.order))
            for o, v in zip(self._table.outputs, values, strict=True)
        )
