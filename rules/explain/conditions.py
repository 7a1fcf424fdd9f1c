"""What one cell of a decision table asks for, in words."""

from rules.evaluate.constants import NotConstant, constant, is_constant
from rules.explain.wording import Wording, joined, said
from rules.feel import Text, UnaryTests, syntax

OPEN_ENDED = Text("bất kỳ", "any value")
NO_VALUE = Text("không có giá trị", "no value")


def cell_said(cell: UnaryTests, name: str, wording: Wording) -> Text:
    """What a cell asks of its input.

    name  of the fact in its column: it tells codes and amounts
    A cell that is more than comparisons with constants is shown as it is written.
    """
    if cell.accepts_everything:
        return OPEN_ENDED
    try:
        parts = [_test_said(node, name, wording) for node in cell.nodes]
    except NotConstant:
        return Text(f"thỏa {cell.text}", f"fits {cell.text}")
    if not cell.negated:
        return joined(parts, " hoặc ", " or ")
    words = joined(parts, ", ", ", ")
    return Text(f"không phải {words.vi}", f"other than {words.en}")


def names_values(cell: UnaryTests) -> bool:
    """Whether a cell is a list of the values that it wants."""
    plain = (isinstance(node, syntax.Test) and not node.operator and _is_value(node.operand) for node in cell.nodes)
    return not cell.negated and all(plain)


def _is_value(node: syntax.Node) -> bool:
    return is_constant(node) and not isinstance(node, syntax.RangeNode)


def _test_said(node: syntax.Node, name: str, wording: Wording) -> Text:
    """One positive unary test. Raises NotConstant."""
    operator, operand = (node.operator, node.operand) if isinstance(node, syntax.Test) else ("", node)
    if isinstance(operand, syntax.RangeNode):
        if operator:
            raise NotConstant
        return _range_said(operand, name, wording)
    value = constant(operand)
    words = NO_VALUE if value is None else said(value, name, wording)
    vi, en = _PATTERNS[operator]
    return Text(vi.format(words.vi), en.format(words.en or words.vi))


_PATTERNS = {
    "": ("{}", "{}"),
    "=": ("{}", "{}"),
    "!=": ("khác {}", "other than {}"),
    "<": ("dưới {}", "below {}"),
    "<=": ("không quá {}", "at most {}"),
    ">": ("trên {}", "above {}"),
    ">=": ("từ {} trở lên", "{} or more"),
}


def _range_said(node: syntax.RangeNode, name: str, wording: Wording) -> Text:
    low, high = (said(constant(end), name, wording) if end is not None else None for end in (node.low, node.high))
    if low is None and high is None:
        return OPEN_ENDED
    if low is None or high is None:
        end = low or high
        assert end is not None
        closed = node.high_closed if low is None else node.low_closed
        vi, en = _PATTERNS[("<" if low is None else ">") + ("=" if closed else "")]
        return Text(vi.format(end.vi), en.format(end.en or end.vi))
    vi = f"{'từ' if node.low_closed else 'trên'} {low.vi} đến {'' if node.high_closed else 'dưới '}{high.vi}"
    start = "from" if node.low_closed else "above"
    return Text(vi, f"{start} {low.en or low.vi} to {'' if node.high_closed else 'below '}{high.en or high.vi}")
