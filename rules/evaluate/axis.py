"""The values of one column cut into places: within one place no cell of the column changes its answer.

A line (numbers, dates, times, durations) is cut by the constants of the cells: each is a place of its own, and so is
each stretch between two of them. Texts are listed, with one place for every other text. Null is the last place.
A set of places is an int with one bit for each place.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from rules.evaluate.between import between
from rules.evaluate.constants import NotConstant, boundaries, constant, is_constant, reads_only_its_input
from rules.feel import EvaluationContext, FeelRange, UnaryTests, YearsMonths, syntax
from rules.feel.comparison import equal, less
from rules.feel.types import SYNONYMS
from rules.feel.values import kind_of
from rules.packs.model import Column

LINES = frozenset({"number", "date", "time", "date and time", "days and time duration", "years and months duration"})
OTHER_TEXT = "…"
PLAIN = (Decimal, date, time, timedelta, YearsMonths)


class NoAxis(ValueError):
    """The column's values cannot be cut into places: its kind is unknown, or its constants have no common order."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One column's places.

    kind    FEEL name of the type
    points  the constants of a line in order, or the listed values
    line    whether the stretches between the points are places too (place 2i+1 is point i)
    other   whether the last place before null is "any other text"
    whole   whether only whole numbers occur
    """

    kind: str
    points: tuple[Any, ...]
    line: bool
    other: bool
    whole: bool
    _cells: dict[str, int | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def size(self) -> int:
        """Number of places without null."""
        return 2 * len(self.points) + 1 if self.line else len(self.points) + self.other

    @property
    def null(self) -> int:
        """The bit of null."""
        return 1 << self.size

    def place_of(self, value: Any) -> int | None:
        """The place of a value that is not null; None when it is not of this column's kind."""
        if kind_of(value) != self.kind:
            return None
        if not self.line:
            return self.points.index(value) if value in self.points else len(self.points) if self.other else None
        try:
            at = bisect_left(self.points, value)
            return 2 * at + 1 if at < len(self.points) and self.points[at] == value else 2 * at
        except TypeError:  # a moment with a zone against moments without one: no order
            return None

    def sample(self, place: int) -> Any:
        """A value of the place; None where there is no such value (no day lies between two days in a row)."""
        if not self.line:
            return self.points[place] if place < len(self.points) else self._other()
        at, is_point = divmod(place, 2)
        if is_point:
            return self.points[at]
        low = self.points[at - 1] if at > 0 else None
        high = self.points[at] if at < len(self.points) else None
        return between(self.kind, low, high, whole=self.whole)

    def existing(self) -> int:
        """The places, without null, that have a value."""
        return sum(1 << place for place in range(self.size) if self.sample(place) is not None)

    def mask(self, cell: UnaryTests) -> int | None:
        """The places, null among them, whose values the cell accepts. None: this cannot be said exactly."""
        if cell.text not in self._cells:
            self._cells[cell.text] = self._read(cell)
        return self._cells[cell.text]

    def _read(self, cell: UnaryTests) -> int | None:
        every = (1 << self.size) - 1
        if cell.accepts_everything:
            return every | self.null
        if not self._is_readable(cell):
            return None
        null = self.null if cell.matches(None, {}, EvaluationContext()) is True else 0
        spans = self._spans(cell)
        if spans is not None:
            return null | (every & ~spans if cell.negated else spans)
        found = null
        for place in range(self.size):
            value = self.sample(place)
            if value is not None and cell.matches(value, {}, EvaluationContext()) is True:
                found |= 1 << place
        return found

    def _is_readable(self, cell: UnaryTests) -> bool:
        if not self.line and not self.other:
            return reads_only_its_input(cell)  # a few listed values: each is simply tried
        try:
            found = boundaries(cell)
        except NotConstant:
            return False
        return self.line or not any(ordered and isinstance(value, str) for value, ordered in found)

    def _spans(self, cell: UnaryTests) -> int | None:
        """The places that plain comparisons with constants of this kind accept; None for anything richer."""
        found = 0
        for node in cell.nodes:
            if not isinstance(node, syntax.Test) or not is_constant(node.operand):
                return None
            span = self._span(node.operator, constant(node.operand))
            if span is None:
                return None
            found |= span
        return found

    def _span(self, operator: str, value: Any) -> int | None:
        if isinstance(value, FeelRange) and not operator and self.line:
            ends = [end for end in (value.low, value.high) if end is not None]
            if not ends or any(kind_of(end) != self.kind for end in ends):
                return None
            above = self._span(">=" if value.low_closed else ">", value.low) if value.low is not None else -1
            below = self._span("<=" if value.high_closed else "<", value.high) if value.high is not None else -1
            return None if above is None or below is None else above & below & ((1 << self.size) - 1)
        place = self.place_of(value) if value is not None and kind_of(value) == self.kind else None
        if place is None or self.kind == "boolean":
            return None
        every, here, lower = (1 << self.size) - 1, 1 << place, (1 << place) - 1
        if not self.line and operator not in {"", "=", "!="}:
            return None
        return {
            "": here,
            "=": here,
            "!=": every & ~here,
            "<": lower,
            "<=": lower | here,
            ">": every & ~lower & ~here,
            ">=": every & ~lower,
        }[operator]

    def _other(self) -> str:
        text = OTHER_TEXT
        while text in self.points:
            text += OTHER_TEXT
        return text


def build_axis(column: Column, cells: Iterable[UnaryTests], *, whole: bool = False) -> Axis:
    """The axis of a column.

    cells  every cell of the column; those that cannot be read exactly are passed over here and told by `Axis.mask`
    whole  whether only whole numbers occur in the column
    Raises NoAxis.
    """
    values: list[Any] = []
    for cell in (*cells, *([column.allowed] if column.allowed else [])):
        try:
            values += [value for value, _ in boundaries(cell)]
        except NotConstant:
            continue
    known = [value for value in values if value is not None]
    kind = _kind(column, known)
    mine = [value for value in known if kind_of(value) == kind]
    if kind == "boolean":
        return Axis(kind, (True, False), line=False, other=False, whole=False)
    if kind == "string":
        closed = _listed(column.allowed)
        listed = tuple(dict.fromkeys(mine if closed is None else closed))
        return Axis(kind, listed, line=False, other=closed is None, whole=False)
    if not all(isinstance(value, PLAIN) for value in mine):
        raise NoAxis  # years and fractions of a second that Python's own types do not have
    return Axis(kind, in_order(mine), line=True, other=False, whole=whole and kind == "number")


def _kind(column: Column, values: list[Any]) -> str:
    declared = SYNONYMS.get(column.type, column.type)
    if declared in LINES or declared in {"boolean", "string"}:
        return declared
    kinds = {kind_of(value) for value in values}
    if len(kinds) != 1 or not kinds & (LINES | {"boolean", "string"}):
        raise NoAxis
    return kinds.pop()


def _listed(allowed: UnaryTests | None) -> list[str] | None:
    """The values of a closed list of texts; None when any text may come."""
    if allowed is None or allowed.negated or not allowed.nodes:
        return None
    found: list[str] = []
    for node in allowed.nodes:
        if not isinstance(node, syntax.Test) or node.operator not in {"", "="} or not is_constant(node.operand):
            return None
        value = constant(node.operand)
        if not isinstance(value, str):
            return None
        found.append(value)
    return found


def in_order(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values in order, equal ones once. Raises NoAxis when two of them have no order."""

    def order(left: Any, right: Any) -> int:
        smaller = less(left, right)
        if smaller is None:
            raise NoAxis
        return -1 if smaller else 0 if equal(left, right) is True else 1

    found: list[Any] = []
    for value in sorted(values, key=cmp_to_key(order)):
        if not found or equal(found[-1], value) is not True:
            found.append(value)
    return tuple(found)
