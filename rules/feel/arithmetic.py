"""The operators + - * / ** on numbers, text, dates and durations (DMN 1.5 tables 45 to 48). No meaning: NullResult."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from rules.feel.errors import NullResult
from rules.feel.temporal import DAY, NotTemporal, add_months, seconds_of
from rules.feel.values import NUMBERS, YearsMonths, kind_of


def add(left: Any, right: Any) -> Any:
    """`left + right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, (timedelta, YearsMonths)) and isinstance(right, (date, time)):
        left, right = right, left
    if isinstance(right, (timedelta, YearsMonths)):
        return _shift(left, right, 1)
    raise undefined("+", left, right)


def subtract(left: Any, right: Any) -> Any:
    """`left - right`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return number(NUMBERS.subtract, left, right)
    if isinstance(left, date) and isinstance(right, date):
        return _distance(left, right)
    if isinstance(left, time) and isinstance(right, time):
        return _on_a_day(left) - _on_a_day(right)
    if isinstance(right, (timedelta, YearsMonths)):
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
    if isinstance(left, (timedelta, YearsMonths)):
        if isinstance(right, Decimal) and right:
            return _scaled(left, NUMBERS.divide(Decimal(1), right), "/", divisor=right)
        if type(left) is type(right) and (size := _size(right)):
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
    if isinstance(value, timedelta):
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


def _shift(value: Any, length: timedelta | YearsMonths, sign: int) -> Any:
    try:
        if isinstance(length, YearsMonths):
            if isinstance(value, YearsMonths):
                return YearsMonths(value.months + sign * length.months)
            if isinstance(value, date):
                return add_months(value, sign * length.months)
        elif isinstance(value, (timedelta, datetime)):
            return value + sign * length
        elif isinstance(value, time):
            return (datetime.combine(date(2000, 1, 1), value) + sign * timedelta(seconds=length.seconds)).timetz()
        elif isinstance(value, date):
            return (datetime.combine(value, time()) + sign * length).date()
    except (OverflowError, NotTemporal) as outside:
        raise NullResult("Ngày nằm ngoài phạm vi", "The date is out of range") from outside
    raise undefined("+" if sign > 0 else "-", value, length)


def _distance(left: date, right: date) -> timedelta:
    if isinstance(left, datetime) or isinstance(right, datetime):
        start, end = _moment(right, left), _moment(left, right)
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise NullResult("Chỉ một trong hai thời điểm có múi giờ", "Only one of the moments has a time zone")
        return end - start if end.tzinfo is None else end.astimezone(UTC) - start.astimezone(UTC)
    return (left - right).days * DAY


def _moment(value: date, other: date) -> datetime:
    if isinstance(value, datetime):
        return value
    zone = UTC if isinstance(other, datetime) and other.tzinfo else None
    return datetime.combine(value, time(), zone)


def _on_a_day(value: time) -> timedelta:
    offset = value.utcoffset() or timedelta()
    clock = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return clock - offset


def _scaled(length: Any, factor: Decimal, operator: str, divisor: Decimal | None = None) -> Any:
    try:
        if isinstance(length, YearsMonths):
            exact = Decimal(length.months) / divisor if divisor else length.months * factor
            return YearsMonths(int(exact))
        if isinstance(length, timedelta):
            seconds = seconds_of(length) / divisor if divisor else seconds_of(length) * factor
            return timedelta(microseconds=int(seconds * 1_000_000))
    except (OverflowError, DecimalException) as outside:
        raise NullResult("Khoảng thời gian quá dài", "The duration is out of range") from outside
    raise undefined(operator, length, factor)


def _size(length: timedelta | YearsMonths) -> Decimal:
    return Decimal(length.months) if isinstance(length, YearsMonths) else seconds_of(length)
