"""The values of one fact that could make a difference to a decision: one for each stretch that the rules tell apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from rules.evaluate.axis import LINES, Axis, NoAxis, build_axis, in_order
from rules.evaluate.between import DAY, ONE, between
from rules.evaluate.constants import COMPARISONS
from rules.feel import EvaluationContext, Expression, UnaryTests, syntax, to_feel
from rules.feel.compiler import compile_node
from rules.feel.environment import Environment
from rules.feel.free import free_names
from rules.feel.values import kind_of
from rules.packs.model import Column, Pack, Table


@dataclass(frozen=True, slots=True)
class Readings:
    """Where a decision reads a fact.

    columns  the columns that are the fact itself, and all cells of each
    sides    what expressions compare the fact with
    clear    whether that is all: nothing calculates with the fact
    """

    columns: tuple[tuple[Column, tuple[UnaryTests, ...]], ...]
    sides: tuple[syntax.Node, ...]
    clear: bool


def readings(pack: Pack, decision: str, fact: str) -> Readings:
    """Every place of a decision, and of those that it needs, that reads a fact."""
    columns: list[tuple[Column, tuple[UnaryTests, ...]]] = []
    sides: list[syntax.Node] = []
    clear = True
    for step in pack.closure(decision):
        table = step.logic if isinstance(step.logic, Table) else None
        for place, column in enumerate(table.columns if table else ()):
            if isinstance(column.expression.node, syntax.Name) and column.expression.node.name == fact:
                columns.append((column, tuple(row.cells[place] for row in table.rows) if table else ()))
            else:
                clear &= _compared(column.expression.node, fact, sides)
        for row in table.rows if table else ():
            clear &= not any(fact in cell.variables for cell in row.cells)
            clear &= all(_compared(value.node, fact, sides) for value in row.values)
        if isinstance(step.logic, Expression):
            clear &= _compared(step.logic.node, fact, sides)
    return Readings(tuple(columns), tuple(sides), clear)


def _compared(node: syntax.Node, fact: str, sides: list[syntax.Node]) -> bool:
    """Collect what the fact is compared with. False where the fact is used in any other way."""
    if isinstance(node, syntax.Name):
        return node.name != fact
    if isinstance(node, syntax.Binary) and node.operator in COMPARISONS:
        for mine, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(mine, syntax.Name) and mine.name == fact and fact not in free_names(other):
                sides.append(other)
                return True
    return all(_compared(child, fact, sides) for child in _children(node))


def _children(node: syntax.Node) -> Iterator[syntax.Node]:
    for name in node.__slots__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            for found in part if isinstance(part, tuple) else (part,):
                if isinstance(found, syntax.Node):
                    yield found


def candidates(read: Readings, fact: str, facts: Mapping[str, Any]) -> list[Any]:
    """Values of the fact, nearest to its present value first, one for each stretch that the rules tell apart.

    The present stretch is left out. With no place that says anything about the fact the list is empty.
    """
    present = to_feel(facts.get(fact))
    whole = fact.endswith("_vnd") or (isinstance(present, Decimal) and present == int(present))
    axis = _axis(read, facts, present, whole)
    if axis is None:
        return []
    cells = [cell for column, own in read.columns for cell in (*own, *([column.allowed] if column.allowed else []))]
    here = axis.place_of(present) if present is not None else None
    allowed = [axis.mask(column.allowed) for column, _ in read.columns if column.allowed]
    nearest: dict[Any, tuple[int, Any]] = {}
    for place in range(axis.size):
        value = _nearest(axis, place, present)
        if value is None or not all(mask is None or mask >> place & 1 for mask in allowed):
            continue
        far = abs(place - here) if here is not None else place
        far += axis.size if axis.other and place == len(axis.points) else 0  # a text with a name is better advice
        looks = _signature(axis, cells, place) if not read.sides else place
        if looks not in nearest or far < nearest[looks][0]:
            nearest[looks] = (far, value)
    if here is not None:
        nearest.pop(_signature(axis, cells, here) if not read.sides else here, None)
    return [value for _, value in sorted(nearest.values(), key=lambda found: found[0])]


def _axis(read: Readings, facts: Mapping[str, Any], present: Any, whole: bool) -> Axis | None:
    values = {name: to_feel(value) for name, value in facts.items()}
    sides = [compile_node(side)(Environment(dict(values), EvaluationContext())) for side in read.sides]
    extra = [side for side in sides if side is not None]
    kind = kind_of(present) if present is not None else kind_of(extra[0]) if extra else "null"
    try:
        if read.columns:
            cells = [cell for _, own in read.columns for cell in own]
            axis = build_axis(read.columns[0][0], cells, whole=whole)
        elif kind == "boolean":
            axis = Axis(kind, (True, False), line=False, other=False, whole=False)
        elif kind == "string" or kind in LINES:
            axis = Axis(kind, (), line=kind != "string", other=kind == "string", whole=whole)
        else:
            return None
        more = [value for value in extra if kind_of(value) == axis.kind and axis.kind != "boolean"]
        points = in_order([*axis.points, *more]) if axis.line else tuple(dict.fromkeys([*axis.points, *more]))
        return replace(axis, points=points, _cells={})
    except NoAxis:
        return None


def _signature(axis: Axis, cells: Sequence[UnaryTests], place: int) -> Any:
    """What the cells say at a place; the place itself where one of them cannot be read."""
    masks = [axis.mask(cell) for cell in cells]
    return place if None in masks else tuple(mask >> place & 1 for mask in masks if mask is not None)


def _nearest(axis: Axis, place: int, present: Any) -> Any:
    """The value of the place that is nearest to the present one; None where the place has no value."""
    if not axis.line or place % 2 or present is None or kind_of(present) != axis.kind:
        return axis.sample(place)
    here = axis.place_of(present)
    if here is None or here == place:
        return present if here == place else axis.sample(place)
    at = place // 2
    low = axis.points[at - 1] if at > 0 else None
    high = axis.points[at] if at < len(axis.points) else None
    end = high if here > place else low
    if axis.kind == "date" and isinstance(end, date):
        near: Any = end - DAY if here > place else end + DAY
    elif axis.whole and isinstance(end, Decimal):
        down = (end - ONE).to_integral_value(ROUND_CEILING) if here > place else None
        near = down if down is not None else (end + ONE).to_integral_value(ROUND_FLOOR)
    else:
        return between(axis.kind, low, high, whole=axis.whole)
    return near if axis.place_of(near) == place else axis.sample(place)
