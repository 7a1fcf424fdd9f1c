"""Boxed expressions (DMN 1.5 sections 7.3 and 10.2) to the syntax tree of the equivalent FEEL expression.

A boxed context is a FEEL context, an invocation a call, and so on: one evaluator runs all. A decision table has no FEEL
form and is embedded.
"""

from collections.abc import Callable, Mapping

from lxml import etree

from rules.feel import Expression, UnaryTests, syntax
from rules.feel.lexer import normal_name
from rules.feel.syntax import Node, TypeRef
from rules.packs.elements import child, children, elements, inner_text, local, name_of
from rules.packs.scope import Scope
from rules.packs.tables import read_table

NULL = syntax.Literal(0, None)


def read_box(node: etree._Element, scope: Scope) -> Node:
    """The tree of one boxed expression, converted to its `typeRef` where it has one."""
    reader = BOXES.get(local(node))
    if reader is None:
        scope.problem(node, f"Chưa hỗ trợ: {local(node)}", f"Not supported: {local(node)}")
        return NULL
    return typed(reader(node, scope), scope.type(node, node.get("typeRef")))


def boxed_child(node: etree._Element, scope: Scope) -> Node:
    """The tree of the first boxed expression inside an element; null where there is none."""
    found = box_in(node)
    return read_box(found, scope) if found is not None else NULL


def box_in(node: etree._Element) -> etree._Element | None:
    """The first boxed expression inside an element."""
    return next((inner for inner in elements(node) if local(inner) in BOXES), None)


def typed(node: Node, kind: TypeRef | None) -> Node:
    """The tree with its value converted to a type. A function is converted to function types alone."""
    function = isinstance(node, syntax.FunctionNode)
    return node if kind is None or (function and kind.name != "function") else syntax.Typed(node.position, kind, node)


def read_function(node: etree._Element, scope: Scope) -> syntax.FunctionNode:
    """A `functionDefinition`, or the `encapsulatedLogic` of a business knowledge model."""
    parameters = tuple(
        (name_of(part), scope.type(part, part.get("typeRef"))) for part in children(node, "formalParameter")
    )
    kind = node.get("kind") or "FEEL"
    if kind != "FEEL":
        scope.problem(node, f"Chưa hỗ trợ hàm {kind}", f"Functions of kind {kind} are not supported")
    body = boxed_child(node, scope.within(name for name, _ in parameters))
    return syntax.FunctionNode(0, parameters, body, kind != "FEEL")


def _literal(node: etree._Element, scope: Scope) -> Node:
    if child(node, "importedValues") is not None:
        scope.problem(node, "Chưa hỗ trợ giá trị nhập từ tệp khác", "Imported values are not supported")
    return scope.tree(node, inner_text(node))


def _table(node: etree._Element, scope: Scope) -> Node:
    table = read_table(node, scope)
    texts: list[Expression | UnaryTests | None] = [column.expression for column in table.columns]
    texts += [column.allowed for column in table.columns]
    for output in table.outputs:
        texts += [output.allowed, output.default]
    for row in table.rows:
        texts += [*row.cells, *row.values]
    names: frozenset[str] = frozenset().union(*(part.variables for part in texts if part is not None))
    return syntax.Embedded(0, table, names)


def _context(node: etree._Element, scope: Scope) -> Node:
    entries: list[tuple[str, Node]] = []
    result: Node | None = None
    for entry in children(node, "contextEntry"):
        variable = child(entry, "variable")
        body = boxed_child(entry, scope)
        if variable is None:
            result = body
        else:
            entries.append((name_of(variable), typed(body, scope.type(variable, variable.get("typeRef")))))
            scope = scope.within([name_of(variable)])
    return syntax.ContextNode(0, tuple(entries), result)


def _relation(node: etree._Element, scope: Scope) -> Node:
    columns = [(name_of(part), scope.type(part, part.get("typeRef"))) for part in children(node, "column")]
    rows: list[Node] = []
    for row in children(node, "row"):
        cells = [read_box(cell, scope) for cell in elements(row) if local(cell) in BOXES]
        if len(cells) != len(columns):
            scope.problem(row, "Số ô khác số cột", "The row has not as many cells as the table has columns")
        pairs = zip(columns, cells, strict=False)
        rows.append(syntax.ContextNode(0, tuple((name, typed(cell, kind)) for (name, kind), cell in pairs)))
    return syntax.ListNode(0, tuple(rows))


def _list(node: etree._Element, scope: Scope) -> Node:
    return syntax.ListNode(0, tuple(read_box(part, scope) for part in elements(node) if local(part) in BOXES))


def _invocation(node: etree._Element, scope: Scope) -> Node:
    function = boxed_child(node, scope)
    bindings: list[tuple[str, Node]] = []
    for binding in children(node, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            scope.problem(binding, "Thiếu tên tham số", "A parameter name is missing")
            continue
        value = typed(boxed_child(binding, scope), scope.type(parameter, parameter.get("typeRef")))
        bindings.append((name_of(parameter), value))
    return syntax.Call(0, function, (), tuple(bindings))


def _conditional(node: etree._Element, scope: Scope) -> Node:
    condition, then, otherwise = (_part(node, name, scope) for name in ("if", "then", "else"))
    return syntax.If(0, condition, then, otherwise)


def _filter(node: etree._Element, scope: Scope) -> Node:
    return syntax.Filter(0, _part(node, "in", scope), _part(node, "match", scope.within(["item"])))


def _iteration(node: etree._Element, scope: Scope, body: str, *more: str) -> tuple[syntax.Iteration, Node]:
    variable = normal_name(node.get("iteratorVariable") or "")
    if not variable:
        scope.problem(node, "Thiếu tên biến", "A variable name is missing")
    step = syntax.Iteration(variable, _part(node, "in", scope), None)
    return step, _part(node, body, scope.within([variable, *more]))


def _for(node: etree._Element, scope: Scope) -> Node:
    step, body = _iteration(node, scope, "return", "partial")
    return syntax.For(0, (step,), body)


def _quantified(node: etree._Element, scope: Scope) -> Node:
    step, body = _iteration(node, scope, "satisfies")
    return syntax.Quantified(0, local(node) == "every", (step,), body)


def _part(node: etree._Element, name: str, scope: Scope) -> Node:
    """The boxed expression inside a named part of a conditional, filter or iterator."""
    found = child(node, name)
    if found is None or box_in(found) is None:
        scope.problem(node, f"Thiếu phần {name}", f"The part {name} is missing")
        return NULL
    return typed(boxed_child(found, scope), scope.type(found, found.get("typeRef")))


BOXES: Mapping[str, Callable[[etree._Element, Scope], Node]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "relation": _relation,
    "list": _list,
    "functionDefinition": read_function,
    "invocation": _invocation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
}
