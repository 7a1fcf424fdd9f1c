"""The type of a function as far as its text tells it (DMN 1.5 section 10.3.2.9, `type(e)` of a function definition)."""

from rules.feel import syntax
from rules.feel.syntax import Node, TypeRef
from rules.feel.values import kind_of

COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or"})
BOOLEAN = TypeRef("boolean")
Known = dict[str, TypeRef | None]


def function_types(node: syntax.FunctionNode) -> tuple[TypeRef | None, ...]:
    """The types of the parameters and, last, of the result; None where nothing is declared or to be seen."""
    parameters = dict(node.parameters)
    result = None if node.external else inferred(node.body, parameters)
    return (*parameters.values(), result)


def inferred(node: Node, known: Known) -> TypeRef | None:
    """The type of an expression whose names have these types; None where it depends on more."""
    match node:
        case syntax.Typed(type=declared):
            return declared
        case syntax.Literal(value=value):
            return TypeRef(kind_of(value))
        case syntax.Name(name=name):
            return known.get(name)
        case syntax.Unary(operand=operand):
            return inferred(operand, known)
        case syntax.Binary(operator=operator) if operator in COMPARED:
            return BOOLEAN
        case syntax.Binary(left=left, right=right):
            return _of_calculation(inferred(left, known), inferred(right, known))
        case syntax.Between() | syntax.In() | syntax.Quantified() | syntax.InstanceOf():
            return BOOLEAN
        case syntax.If(then=then, otherwise=otherwise):
            first, second = inferred(then, known), inferred(otherwise, known)
            return first if first == second else None
        case syntax.ListNode(entries=entries):
            kinds = [inferred(entry, known) for entry in entries]
            alike = kinds and kinds[0] is not None and all(kind == kinds[0] for kind in kinds)
            return TypeRef("list", (kinds[0],)) if alike and kinds[0] else None
        case syntax.FunctionNode():
            types = function_types(node)
            return TypeRef("function", tuple(kind or TypeRef("Any") for kind in types))
    return None


def _of_calculation(left: TypeRef | None, right: TypeRef | None) -> TypeRef | None:
    """Numbers give a number and texts a text; dates and durations are not followed."""
    return left if left == right and left is not None and left.name in {"number", "string"} else None
