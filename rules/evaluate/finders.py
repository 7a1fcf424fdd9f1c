"""Which rows of a table a value finds in one column: one look-up, however many rows there are."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from rules.evaluate.axis import Axis
from rules.evaluate.between import DAY
from rules.feel import Expression, to_feel
from rules.packs.model import InputData

Find = Callable[[Any], Any]  # a value that is not null -> the rows of its place; raises NotIndexed
EXACT_TYPES: Mapping[str, type] = {"number": Decimal, "string": str, "boolean": bool, "date": date}


class NotIndexed(Exception):  # noqa: N818  # no error: a value outside what the index knows
    """The evaluator with a trace must look at this case."""


class Fast(NamedTuple):
    """The short way for a fact as it was given, when it has the usual Python type (`kind`).

    steps  on a line: `sets[bisect_right(steps, fact)]` are its rows; None: they are `sets[fact]`
    """

    kind: type
    steps: list[Any] | None
    sets: Any


NEVER = Fast(type(NotIndexed), None, {})  # no fact is of this type


class ColumnIndex(NamedTuple):
    """How one column finds its rows.

    name        the fact that the column is; "" where its expression has to be evaluated
    find, null  the rows of a FEEL value, and those of null
    """

    name: str
    fast: Fast
    find: Find
    null: Any
    expression: Expression | None


class _Listed(dict[Any, Any]):
    """Rows of the listed values; any other value is looked up the long way."""

    def __init__(self, known: Mapping[Any, Any], find: Find) -> None:
        super().__init__(known)
        self._find = find

    def __missing__(self, value: Any) -> Any:
        return self._find(to_feel(value))


def finder(axis: Axis, sets: list[Any], allowed: int) -> tuple[Find, Fast]:
    """How the rows of a FEEL value are found, and the short way for facts that were not converted.

    sets     for each place its rows, null last
    allowed  the places that may occur; others are refused
    """
    refused = object()
    sets = [rows if allowed >> place & 1 else refused for place, rows in enumerate(sets[:-1])]
    plain, points = EXACT_TYPES.get(axis.kind), axis.points

    def slowly(value: Any) -> Any:
        place = axis.place_of(value)
        if place is None or sets[place] is refused:
            raise NotIndexed
        return sets[place]

    def in_line(value: Any) -> Any:
        if type(value) is not plain:
            return slowly(value)
        found = sets[bisect_left(points, value) + bisect_right(points, value)]
        return found if found is not refused else slowly(value)

    if axis.line:
        return in_line if plain else slowly, NEVER if refused in sets else _fast_line(axis, sets)
    known = {point: sets[place] for place, point in enumerate(points) if sets[place] is not refused}

    def in_list(value: Any) -> Any:
        found = known.get(value) if type(value) is plain else None
        return found if found is not None else slowly(value)

    return in_list, Fast(plain or bool, None, _Listed(known, slowly))


def _fast_line(axis: Axis, sets: list[Any]) -> Fast:
    """For whole numbers and days: each point begins its place, and the next whole number or day begins the next."""
    if axis.kind == "number":
        whole = [int(point.to_integral_value(ROUND_CEILING)) for point in axis.points]
        ends = [first + (first == point) for first, point in zip(whole, axis.points, strict=True)]
        return Fast(int, [step for pair in zip(whole, ends, strict=True) for step in pair], sets)
    if axis.kind == "date" and not (axis.points and axis.points[-1] == date.max):
        return Fast(date, [step for point in axis.points for step in (point, point + DAY)], sets)
    return NEVER


def comes_as_it_is(data: InputData, axis: Axis) -> bool:
    """Whether a fact of the column's plain type is used as it was given: no other type, no path, no conversion."""
    kind = data.type
    return not data.path and data.key == data.name and (kind is None or (kind.name == axis.kind and not kind.allowed))
