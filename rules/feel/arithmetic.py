"""The operators + - * / ** on numbers, text, dates and durations (DMN 1.5 tables 45 to 48). No meaning: NullResult."""

from decimal import Decimal, DecimalException
from typing import Any

from rules.feel.errors import NullResult
from rules.feel.moments import (
    CLOCKS,
    DAY_NS,
    DAYS,
    MOMENTS,
    SPANS,
    OutOfRange,
    Span,
    clock_ns,
    clock_of,
    day_at,
    local_ns,
    moment_of,
    order_key,
    span_ns,
    span_of,
)
from rules.feel.temporal import add_months
from rules.feel.values import NUMBERS, YearsMonths, kind_of

DURATIONS = (*SPANS, YearsMonths)


def add(left: Any, right: Any) -> Any:
    """`left + right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, DURATIONS) and isinstance(right, (*DAYS, *CLOCKS)):
        left, right = right, left
    if isinstance(right, DURATIONS):
        return _shift(left, right, 1)
    raise undefined("+", left, right)


def subtract(left: Any, right: Any) -> Any:
    """`left - right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.subtract, left, right)
    if isinstance(left, DAYS) and isinstance(right, DAYS):
        return _distance(left, right)
    if isinstance(left, CLOCKS) and isinstance(right, CLOCKS):
        return span_of(order_key(left) - order_key(right))
    if isinstance(right, DURATIONS):
        return _shift(left, right, -1)
    raise undefined("-", left, right)


def multiply(left: Any, right: Any) -> Any:
    """`left * right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.multiply, left, right)
    if isinstance(left, Decimal):
        left, right = right, left
    if isinstance(right, Decimal):
        return _scaled(left, right, "*")
    raise undefined("*", left, right)


def divide(left: Any, right: Any) -> Any:
    """`left / right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        if not right:
            raise NullResult("Chia cho 0", "Division by zero")
        return number(NUMBERS.divide, left, right)
    if isinstance(left, DURATIONS):
        if isinstance(right, Decimal) and right:
            return _scaled(left, NUMBERS.divide(Decimal(1), right), "/", divisor=right)
        if kind_of(left) == kind_of(right) and (size := _size(right)):
            return NUMBERS.divide(_size(left), size)
    raise undefined("/", left, right)


def power(left: Any, right: Any) -> Any:
    """`left ** right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.power, left, right)
    raise undefined("**", left, right)


def negate(value: Any) -> Any:
    """`- value`."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, SPANS):
        return -value
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    raise NullResult(f"Không đổi dấu được {kind_of(value)}", f"Cannot negate a {kind_of(value)}")


def number(operation: Any, *operands: Decimal) -> Decimal:
    """The operation in decimal128. Raises NullResult for what has no finite result."""
    try:
        result: Decimal = operation(*operands)
    except DecimalException as failed:
        raise NullResult("Kết quả số không xác định", "The number has no finite result") from failed
    return result


def undefined(operator: str, left: Any, right: Any) -> NullResult:
    """The reason for an operator between kinds that it does not join."""
    kinds = f"{kind_of(left)} {operator} {kind_of(right)}"
    return NullResult(f"Phép tính không có nghĩa: {kinds}", f"Undefined operation: {kinds}")


def _shift(value: Any, length: Span | YearsMonths, sign: int) -> Any:
    try:
        if isinstance(length, YearsMonths):
            if isinstance(value, YearsMonths):
                return YearsMonths(value.months + sign * length.months)
            if isinstance(value, DAYS):
                return add_months(value, sign * length.months)
        elif isinstance(value, SPANS):
            return span_of(span_ns(value) + sign * span_ns(length))
        elif isinstance(value, CLOCKS):
            return clock_of(clock_ns(value) + sign * span_ns(length), value.tzinfo)
        elif isinstance(value, MOMENTS):
            return moment_of(local_ns(value) + sign * span_ns(length), value.tzinfo)
        elif isinstance(value, DAYS):
            return day_at((local_ns(value) + sign * span_ns(length)) // DAY_NS)
    except OutOfRange as outside:
        raise NullResult("Ngày nằm ngoài phạm vi", "The date is out of range") from outside
    raise undefined("+" if sign > 0 else "-", value, length)


def _distance(left: Any, right: Any) -> Span:
    """Between two dates or moments; a date is its midnight in UTC."""
    local = [isinstance(value, MOMENTS) and value.tzinfo is None for value in (left, right)]
    if local[0] != local[1]:
        raise NullResult("Chỉ một trong hai thời điểm có múi giờ", "Only one of the moments has a time zone")
    return span_of(order_key(left) - order_key(right))


def _scaled(length: Any, factor: Decimal, operator: str, divisor: Decimal | None = None) -> Any:
    try:
        if isinstance(length, YearsMonths):
            exact = Decimal(length.months) / divisor if divisor else length.months * factor
            return YearsMonths(int(exact))
        if isinstance(length, SPANS):
            size = Decimal(span_ns(length))
            return span_of(int(NUMBERS.divide(size, divisor) if divisor else NUMBERS.multiply(size, factor)))
    except (OverflowError, DecimalException) as outside:
        raise NullResult("Khoảng thời gian quá dài", "The duration is out of range") from outside
    raise undefined(operator, length, factor)


def _size(length: Span | YearsMonths) -> Decimal:
    return Decimal(length.months) if isinstance(length, YearsMonths) else Decimal(span_ns(length))
