"""FEEL values as Python values, and the doors in and out.

number Decimal · string str (NFC) · boolean bool · null None · date · time · date and time datetime ·
days and time duration timedelta · years and months duration YearsMonths · list · context dict · range · function.
What Python's dates, times and timedelta do not hold is a value of `rules.feel.moments`.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import total_ordering
from typing import Any

from rules.feel.moments import WideDate, WideMoment, WideSpan, WideTime

# IEEE 754 decimal128, as DMN 1.5 section 10.3.2.3.1 asks.
NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[DivisionByZero, InvalidOperation, Overflow]
)


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration: a whole, signed number of months."""

    months: int

    def __lt__(self, other: "YearsMonths") -> bool:
        return self.months < other.months


@dataclass(frozen=True, slots=True)
class FeelRange:
    """An interval. A missing end (None) is unbounded; `low_closed`/`high_closed` say whether the end belongs to it."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True

    def __hash__(self) -> int:
        return hash((str(self.low), str(self.high), self.low_closed, self.high_closed))


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function value: parameter names in order, and what is called with their values.

    `types` are those of the parameters and, last, of the result, as far as they are declared; None accepts all.
    """

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    name: str = ""
    types: tuple[Any, ...] = ()


def to_feel(value: object) -> Any:
    """A Python value as a FEEL value: int -> Decimal, str -> NFC, tuples -> lists, mappings -> contexts.

    Raises TypeError for float (inexact) and for every type that FEEL does not know.
    """
    if value is None or isinstance(value, (bool, Decimal, FeelRange, FeelFunction, YearsMonths)):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, (date, time, timedelta, WideDate, WideTime, WideMoment, WideSpan)):
        return value
    if isinstance(value, Mapping):
        return {str(to_feel(str(key))): to_feel(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [to_feel(entry) for entry in value]
    raise TypeError(f"not a FEEL value: {type(value).__name__}")


def from_feel(value: Any) -> Any:
    """A FEEL value as plain Python: whole numbers become int, other numbers stay Decimal, functions are refused."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, list):
        return [from_feel(entry) for entry in value]
    if isinstance(value, dict):
        return {key: from_feel(entry) for key, entry in value.items()}
    if isinstance(value, FeelFunction):
        raise TypeError("a function cannot leave FEEL")
    return value


KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta, "days and time duration"),
    (YearsMonths, "years and months duration"),
    (WideMoment, "date and time"),
    (WideDate, "date"),
    (WideTime, "time"),
    (WideSpan, "days and time duration"),
    (list, "list"),
    (dict, "context"),
    (FeelRange, "range"),
    (FeelFunction, "function"),
)


def kind_of(value: Any) -> str:
    """The FEEL name of a value's type; `null` for None."""
    for python_type, name in KINDS:
        if isinstance(value, python_type):
            return name
    return "null"
