"""Which values a decision can give, field by field: read off the literals of its tables and expressions.

Exact where outputs are literals; a value that is computed is unknown, and nothing is concluded from it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.analysis import Analysis
from rules.evaluate.constants import NotConstant, constant
from rules.evaluate.result import NO_LEGAL_BASIS
from rules.evaluate.table import SINGLE
from rules.feel import syntax
from rules.packs import Pack, PackKind, Table
from rules.packs.model import Output, Row

Plain = str | bool | Decimal | None
Values = frozenset[Plain]
Fields = dict[str, "Values | None"]
MAX_VALUES = 200  # more are no categories
NULL: Values = frozenset({None})
TRUTH: Values = frozenset({True, False, None})


class Shape:
    """What an expression can give: a context with its fields, or one of some values; neither known: anything."""

    def __init__(self, *, fields: Mapping[str, "Shape"] | None = None, values: Values | None = None) -> None:
        self.fields, self.values = fields, values

    def field(self, name: str) -> "Shape":
        """The field of a context; the field of anything else that is known is null."""
        if self.fields is not None:
            found = self.fields.get(name, Shape(values=NULL))
            return found if not self.values else _either(found, Shape(values=NULL))
        return Shape(values=NULL) if self.values == NULL else Shape()


def answers(pack: Pack, decision: str, analyses: Mapping[str, Analysis]) -> Fields:
    """Name of each output of a decision, as the process reads it -> its possible values; None: cannot be listed.

    analyses  of the pack's tables: where a gap is open, null is possible as well
    """
    shape = _of_decision(pack, decision, analyses)
    if shape.fields is None:
        return {decision: shape.values}
    found: Fields = {name: _listed(part) for name, part in shape.fields.items()}
    if shape.values:  # null instead of the whole context: then no field is there
        found = {name: values | NULL if values is not None else None for name, values in found.items()}
        found[decision] = NULL
    if "status" in found or NO_LEGAL_BASIS in (found.get(decision) or ()):
        may = pack.kind is PackKind.CITY_DECISION
        found["decision_allowed"] = frozenset({True, False}) if may else frozenset({False})
    return found


def _listed(shape: Shape) -> Values | None:
    return shape.values if shape.fields is None else None


def _of_decision(pack: Pack, name: str, analyses: Mapping[str, Analysis]) -> Shape:
    logic = pack.decisions[name].logic
    if isinstance(logic, Table):
        return _of_table(logic, analyses.get(name))
    needed = {need.name: need.key for need in pack.decisions[name].needs if need.key in pack.decisions}
    known = {local: _of_decision(pack, key, analyses) for local, key in needed.items()}
    return _of_node(logic.node, known)


def _of_table(table: Table, analysis: Analysis | None) -> Shape:
    if table.hit_policy not in SINGLE:
        return Shape()
    columns = {output.name: _of_output(place, output, table.rows) for place, output in enumerate(table.outputs)}
    whole = analysis is not None and analysis.exact and not any(gap.kind == "NO_ANSWER" for gap in analysis.gaps)
    defaulted = all(output.default is not None for output in table.outputs)
    null = frozenset() if whole or defaulted else NULL
    if len(table.outputs) == 1:
        values = next(iter(columns.values())).values
        return Shape(values=None if values is None else values | null)
    return Shape(fields=columns, values=null)


def _of_output(place: int, output: Output, rows: tuple[Row, ...]) -> Shape:
    nodes = [row.values[place].node for row in rows]
    shape = Shape(values=frozenset())
    for node in [*nodes, *([output.default.node] if output.default is not None else [])]:
        shape = _either(shape, _of_node(node, {}))
    if shape.values is None and output.order:
        listed = [value for value in output.order if isinstance(value, str | bool | Decimal)]
        return Shape(values=frozenset(listed) if len(listed) == len(output.order) else None)
    return shape


def _of_node(node: syntax.Node, known: Mapping[str, Shape]) -> Shape:
    match node:
        case syntax.If(then=then, otherwise=otherwise):
            return _either(_of_node(then, known), _of_node(otherwise, known))
        case syntax.ContextNode(entries=entries, result=None):
            fields: dict[str, Shape] = {}
            for name, entry in entries:
                fields[name] = _of_node(entry, {**known, **fields})
            return Shape(fields=fields)
        case syntax.Path(value=inner, name=name):
            return _of_node(inner, known).field(name)
        case syntax.Name(name=name):
            return known.get(name, Shape())
        case syntax.Binary(operator="=" | "!="):
            return Shape(values=frozenset({True, False}))
        case syntax.Binary(operator="and" | "or" | "<" | "<=" | ">" | ">=") | syntax.Quantified() | syntax.In():
            return Shape(values=TRUTH)
    try:
        value: Any = constant(node)
    except NotConstant:
        return Shape()
    return Shape(values=frozenset({value})) if value is None or isinstance(value, str | bool | Decimal) else Shape()


def _either(one: Shape, other: Shape) -> Shape:
    """What either of two expressions can give."""
    if one.fields is not None and other.fields is not None:
        names = [*one.fields, *(name for name in other.fields if name not in one.fields)]
        fields = {name: _either(one.field(name), other.field(name)) for name in names}
        return Shape(fields=fields, values=(one.values or frozenset()) | (other.values or frozenset()))
    for context, value in ((one, other), (other, one)):
        if context.fields is not None:
            empty = value.values is not None and value.values <= NULL
            nulls = (context.values or frozenset()) | (value.values or frozenset())
            return Shape(fields=context.fields, values=nulls) if empty else Shape()
    if one.values is None or other.values is None or len(one.values | other.values) > MAX_VALUES:
        return Shape()
    return Shape(values=one.values | other.values)
