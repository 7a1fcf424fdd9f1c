"""String functions (section 10.3.4.3). Patterns follow XPath: their flags, their replacement signs, a time limit."""

from decimal import Decimal
from typing import Any

from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.patterns import compiled, replacement_of
from rules.feel.registry import builtin

PATTERN_SECONDS = 0.2


def _timed(action: Any, *arguments: Any) -> Any:
    try:
        return action(*arguments, timeout=PATTERN_SECONDS)
    except TimeoutError as slow:
        raise NullResult("Mẫu chạy quá lâu", "The pattern takes too long") from slow


def sized(context: EvaluationContext, text: str) -> str:
    """The text, unless it is longer than a result may be."""
    if len(text) > context.result_size:
        raise NullResult("Chuỗi kết quả quá dài", "The resulting text is too long")
    return text


@builtin("substring", "string: string, start position: number, length?: number")
def substring(context: EvaluationContext, string: str, start: Decimal, length: Decimal | None) -> str:
    """Positions count from 1, negative ones from the end; what is asked for must lie inside the text.

    A fraction of a position is cut off, as `decimal` does with its scale.
    """
    first = int(start)
    begin = first - 1 if first > 0 else len(string) + first
    size = len(string) - begin if length is None else int(length)
    if first == 0 or abs(first) > len(string) or not 1 <= size <= len(string) - begin:
        raise NullResult("Vị trí nằm ngoài chuỗi", "The position is outside the text")
    return string[begin : begin + size]


@builtin("string length", "string: string")
def string_length(context: EvaluationContext, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(context: EvaluationContext, string: str) -> str:
    return sized(context, string.upper())


@builtin("lower case", "string: string")
def lower_case(context: EvaluationContext, string: str) -> str:
    return sized(context, string.lower())


@builtin("substring before", "string: string, match: string")
def substring_before(context: EvaluationContext, string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string")
def substring_after(context: EvaluationContext, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(context: EvaluationContext, string: str, match: str) -> bool:
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(context: EvaluationContext, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(context: EvaluationContext, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string")
def matches(context: EvaluationContext, text: str, pattern: str, flags: str | None) -> bool:
    return _timed(compiled(pattern, flags or "").search, text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string")
def replace(context: EvaluationContext, text: str, pattern: str, replacement: str, flags: str | None) -> str:
    """`$1` stands for the first group, `\\$` for the sign itself; a pattern that matches nothing has no result."""
    expression = _splitting(pattern, flags or "")
    with_what = replacement_of(replacement, flags or "", expression.groups)
    return sized(context, _timed(expression.sub, with_what, text))


def _splitting(pattern: str, flags: str) -> Any:
    """A pattern that cuts a text: it must not match the empty text."""
    expression = compiled(pattern, flags)
    if _timed(expression.fullmatch, "") is not None:
        raise NullResult("Mẫu khớp với chuỗi rỗng", "The pattern matches the empty text")
    return expression


@builtin("split", "string: string, delimiter: string")
def split(context: EvaluationContext, string: str, delimiter: str) -> list[Any]:
    """What stands between the matches; what groups of the pattern caught is no part of the result."""
    parts: list[Any] = _timed(_between, _splitting(delimiter, ""), string)
    return parts


def _between(delimiter: Any, string: str, *, timeout: float) -> list[Any]:
    found = [match.span() for match in delimiter.finditer(string, timeout=timeout)]
    ends = [0, *(end for _, end in found)]
    return [string[start:end] for start, end in zip(ends, [*(start for start, _ in found), len(string)], strict=True)]


@builtin("string join", "list: list, delimiter?: string")
def string_join(context: EvaluationContext, parts: list[Any], delimiter: str | None) -> str:
    """Nulls are left out."""
    texts = [part for part in parts if part is not None]
    if not all(isinstance(part, str) for part in texts):
        raise NullResult("Danh sách có phần tử không phải chuỗi", "The list has elements that are not text")
    return sized(context, (delimiter or "").join(texts))
