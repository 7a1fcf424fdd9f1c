"""FEEL, the expression language of DMN 1.5: compiled once, exact, bounded. Every expression of the product is FEEL.

>>> from rules.feel import compile_expression
>>> compile_expression("phí + 1", names=["phí"]).evaluate({"phí": 2})
Decimal('3')
"""

from rules.feel.context import DEFAULT_LIMITS, EvaluationContext, Limits
from rules.feel.errors import BudgetExceeded, FeelSyntaxError, FeelWarning
from rules.feel.expression import (
    Expression,
    UnaryTests,
    assembled,
    compile_expression,
    compile_unary_tests,
    parse_expression,
    parse_names,
    parse_type,
)
from rules.feel.syntax import TypeRef
from rules.feel.texts import Text
from rules.feel.values import FeelFunction, FeelRange, YearsMonths, from_feel, to_feel

__all__ = [
    "DEFAULT_LIMITS",
    "BudgetExceeded",
    "EvaluationContext",
    "Expression",
    "FeelFunction",
    "FeelRange",
    "FeelSyntaxError",
    "FeelWarning",
    "Limits",
    "Text",
    "TypeRef",
    "UnaryTests",
    "YearsMonths",
    "assembled",
    "compile_expression",
    "compile_unary_tests",
    "from_feel",
    "parse_expression",
    "parse_names",
    "parse_type",
    "to_feel",
]
