"""The variables that a tree reads from outside."""

from rules.feel import syntax
from rules.feel.dispatch import INPUT
from rules.feel.functions import BUILTINS


def free_names(node: syntax.Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """The variables that a tree reads from outside; names of built-in functions are not among them."""
    if isinstance(node, syntax.Name):
        return frozenset() if node.name in bound or node.name in BUILTINS else frozenset({node.name})
    if isinstance(node, syntax.FunctionNode):
        return free_names(node.body, bound | {name for name, _ in node.parameters})
    if isinstance(node, (syntax.For, syntax.Quantified)):
        return _free_of_loop(node, bound)
    if isinstance(node, syntax.ContextNode):
        found: frozenset[str] = frozenset()
        for name, entry in node.entries:
            found |= free_names(entry, bound)
            bound |= {name}
        return found | (free_names(node.result, bound) if node.result else frozenset())
    if isinstance(node, syntax.Embedded):
        return node.names - bound
    if isinstance(node, syntax.Filter):
        return free_names(node.value, bound) | free_names(node.condition, bound | {"item"})
    if isinstance(node, syntax.In):
        tests = [free_names(test, bound | {INPUT}) for test in node.tests]
        return free_names(node.value, bound).union(*tests)
    return frozenset().union(*(free_names(child, bound) for child in _children(node)))


def like_functions(node: syntax.Node, declared: frozenset[str]) -> frozenset[str]:
    """Declared variables that are named like a built-in function and that a tree mentions: the variable is meant."""
    names = declared.intersection(BUILTINS)
    if not names:
        return names
    own = names & {node.name} if isinstance(node, syntax.Name) else frozenset()
    return own.union(*(like_functions(child, names) for child in _children(node)))


def _free_of_loop(node: syntax.For | syntax.Quantified, bound: frozenset[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for step in node.iterations:
        found |= free_names(step.source, bound) | (free_names(step.last, bound) if step.last else frozenset())
        bound |= {step.name}
    return found | free_names(node.body, bound | {"partial"})


def _children(node: syntax.Node) -> list[syntax.Node]:
    found: list[syntax.Node] = []
    for name in node.__slots__:
        value = getattr(node, name)
        if isinstance(value, syntax.Node):
            found.append(value)
        elif isinstance(value, tuple):
            found += [part for part in value if isinstance(part, syntax.Node)]
            found += [part[1] for part in value if isinstance(part, tuple) and isinstance(part[1], syntax.Node)]
    return found
