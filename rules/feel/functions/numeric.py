"""Numeric functions (section 10.3.4.5) and `not`."""

import decimal
from decimal import Decimal
from typing import Any

from rules.feel.arithmetic import number
from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.registry import builtin
from rules.feel.values import NUMBERS, YearsMonths

SCALES = range(-6111, 6177)  # DMN 1.5, table 76: what a 34-digit decimal may have behind its point


def whole(value: Decimal) -> int:
    """A number as int. Raises NullResult when it has a fraction."""
    if value != value.to_integral_value():
        raise NullResult("Cần số nguyên", "A whole number is needed")
    return int(value)


def rounded(value: Decimal, scale: Decimal, mode: str) -> Decimal:
    """The value with `scale` digits behind the point; a fraction of the scale is cut off."""
    digits = int(scale)
    if digits not in SCALES:
        raise NullResult("Số chữ số thập phân quá lớn", "The scale is out of range")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and digits >= -exponent:
        return value
    wide = decimal.Context(prec=max(NUMBERS.prec, value.adjusted() + digits + 2, 1))
    return NUMBERS.plus(value.quantize(Decimal(1).scaleb(-digits), rounding=mode, context=wide))


for _name, _mode in (("floor", decimal.ROUND_FLOOR), ("ceiling", decimal.ROUND_CEILING)):
    builtin(_name, "n: number")(lambda context, n, mode=_mode: rounded(n, Decimal(0), mode))
    builtin(_name, "n: number, scale: number")(lambda context, n, scale, mode=_mode: rounded(n, scale, mode))
for _name, _mode in (
    ("decimal", decimal.ROUND_HALF_EVEN),
    ("round up", decimal.ROUND_UP),
    ("round down", decimal.ROUND_DOWN),
    ("round half up", decimal.ROUND_HALF_UP),
    ("round half down", decimal.ROUND_HALF_DOWN),
):
    builtin(_name, "n: number, scale: number")(lambda context, n, scale, mode=_mode: rounded(n, scale, mode))


@builtin("abs", "n: number")
def absolute(context: EvaluationContext, n: Decimal) -> Decimal:
    return abs(n)


@builtin("abs", "n: duration")
def absolute_duration(context: EvaluationContext, n: Any) -> Any:
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(context: EvaluationContext, dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): the sign follows the divisor."""
    if not divisor:
        raise NullResult("Chia cho 0", "Division by zero")
    rest = number(NUMBERS.remainder, dividend, divisor)
    return rest + divisor if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def square_root(context: EvaluationContext, value: Decimal) -> Decimal:
    return number(NUMBERS.sqrt, value)


@builtin("log", "number: number")
def natural_logarithm(context: EvaluationContext, value: Decimal) -> Decimal:
    if value <= 0:
        raise NullResult("Logarit cần số dương", "The logarithm needs a positive number")
    return number(NUMBERS.ln, value)


@builtin("exp", "number: number")
def exponential(context: EvaluationContext, value: Decimal) -> Decimal:
    return number(NUMBERS.exp, value)


@builtin("odd", "number: number")
def odd(context: EvaluationContext, value: Decimal) -> bool:
    return whole(value) % 2 == 1


@builtin("even", "number: number")
def even(context: EvaluationContext, value: Decimal) -> bool:
    return whole(value) % 2 == 0


@builtin("not", "negand: any")
def negation(context: EvaluationContext, negand: Any) -> bool | None:
    """Three-valued: the negation of anything but true and false is null."""
    return not negand if isinstance(negand, bool) else None
