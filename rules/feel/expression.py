"""The two things that callers compile: expressions and unary tests."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.feel import syntax
from rules.feel.compiler import compile_node
from rules.feel.context import DEFAULT_LIMITS, EvaluationContext, Limits
from rules.feel.dispatch import INPUT, Run
from rules.feel.environment import Environment
from rules.feel.free import free_names, like_functions
from rules.feel.functions import BUILTINS
from rules.feel.lexer import special_names
from rules.feel.operators import any_test, compile_test
from rules.feel.parser import Parser
from rules.feel.properties import PROPERTY_NAMES
from rules.feel.values import to_feel

FIXED_NAMES = special_names(BUILTINS) | special_names(PROPERTY_NAMES)


class Expression:
    """A compiled expression. It holds no state of an evaluation and may be shared by threads."""

    __slots__ = ("_run", "node", "text", "variables")

    def __init__(self, text: str, node: syntax.Node, run: Run, declared: frozenset[str]) -> None:
        self.text = text
        self.node = node
        self.variables = free_names(node) | like_functions(node, declared)
        self._run = run

    def evaluate(self, variables: Mapping[str, Any], context: EvaluationContext | None = None) -> Any:
        """The value as FEEL knows it.

        variables  by name; converted by `to_feel`, which raises TypeError for what FEEL does not know
        context    clock and budget; warnings are added to it
        Raises BudgetExceeded. An error in the sense of FEEL is null and a warning.
        """
        return self._run(Environment(chosen(variables, self.variables), context or EvaluationContext()))


class UnaryTests:
    """Compiled unary tests: the cell of a decision table."""

    __slots__ = ("_tests", "negated", "nodes", "text", "variables")

    def __init__(
        self,
        text: str,
        negated: bool,
        nodes: tuple[syntax.Node, ...],
        tests: list[Run],
        variables: frozenset[str],
    ) -> None:
        self.text = text
        self.negated = negated
        self.nodes = nodes
        self.variables = variables
        self._tests = tests

    @property
    def accepts_everything(self) -> bool:
        """Whether the cell is `-`."""
        return not self._tests

    def matches(
        self, value: Any, variables: Mapping[str, Any], context: EvaluationContext | None = None
    ) -> bool | None:
        """Whether the value passes: true, false, or null where the test has no meaning for it."""
        if not self._tests:
            return True
        names = chosen(variables, self.variables)
        names[INPUT] = to_feel(value)
        answer = any_test(self._tests, Environment(names, context or EvaluationContext()))
        return not answer if self.negated and answer is not None else answer


def chosen(variables: Mapping[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
    """The variables that are read, converted."""
    return {name: to_feel(variables[name]) for name in wanted if name in variables}


def compile_expression(
    text: str, *, names: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS, types: Mapping[str, syntax.TypeRef] = {}
) -> Expression:
    """Compile an expression.

    names   variables in scope; needed for names with blanks or signs, and for variables named like a function
    limits  longest text and deepest nesting
    types   item definitions by name, beside the types of FEEL
    Raises  FeelSyntaxError with the place.  Source: DMN 1.5, chapter 10.3.
    """
    declared = special_names(names)
    node = parse_expression(text, names=declared, limits=limits, types=types)
    return Expression(text, node, compile_node(node, declared), declared)


def parse_expression(
    text: str, *, names: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS, types: Mapping[str, syntax.TypeRef] = {}
) -> syntax.Node:
    """The syntax tree alone, to be put together with others by `assembled`. Raises FeelSyntaxError."""
    return Parser(text, special_names(names) | FIXED_NAMES, limits, types).expression_text()


def parse_type(text: str, types: Mapping[str, syntax.TypeRef] = {}) -> syntax.TypeRef:
    """A type from its text, such as `list<number>` or the name of one of `types`. Raises FeelSyntaxError."""
    return Parser(text, FIXED_NAMES, types=types).type_text()


def assembled(text: str, node: syntax.Node, *, names: Iterable[str] = ()) -> Expression:
    """An expression from a tree that was put together from several texts; `text` is what it is called by."""
    declared = special_names(names)
    return Expression(text, node, compile_node(node, declared), declared)


def compile_unary_tests(
    text: str, *, names: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS, types: Mapping[str, syntax.TypeRef] = {}
) -> UnaryTests:
    """Compile a cell such as `< 5, [10..20]`, `not("A")` or `-`. Raises FeelSyntaxError."""
    declared = special_names(names)
    negated, tests = Parser(text, declared | FIXED_NAMES, limits, types).unary_tests_text()
    variables = frozenset().union(*(free_names(test) | like_functions(test, declared) for test in tests)) - {INPUT}
    return UnaryTests(text, negated, tests, [compile_test(test, declared) for test in tests], variables)


def parse_names(text: str, *, names: Iterable[str] = ()) -> frozenset[str]:
    """The variables that an expression reads. Raises FeelSyntaxError."""
    return compile_expression(text, names=names).variables


__all__ = [
    "Expression",
    "UnaryTests",
    "assembled",
    "compile_expression",
    "compile_unary_tests",
    "parse_expression",
    "parse_names",
    "parse_type",
]
