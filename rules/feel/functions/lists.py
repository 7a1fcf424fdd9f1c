"""List functions (section 10.3.4.4) and `sort`."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from rules.feel.arithmetic import number
from rules.feel.comparison import disjunction, equal, less
from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.functions.numeric import whole
from rules.feel.registry import builtin
from rules.feel.values import NUMBERS, FeelFunction


def numbers(values: list[Any]) -> list[Decimal]:
    """The list, if it holds numbers only and at least one."""
    if not values or not all(isinstance(value, Decimal) for value in values):
        raise NullResult("Cần danh sách số không rỗng", "A list of numbers is needed, not empty")
    return values


def sized(context: EvaluationContext, values: list[Any]) -> list[Any]:
    """The list, unless it is longer than a result may be; its length counts as work."""
    if len(values) > context.result_size:
        raise NullResult("Danh sách kết quả quá dài", "The resulting list is too long")
    context.spend(len(values) // 16)
    return values


def same(left: Any, right: Any) -> bool:
    """Equality in the sense of the list functions."""
    return equal(left, right) is True


def position(values: list[Any], at: Decimal, *, room: int = 0) -> int:
    """The index from 0 for a position from 1, or from the end when negative."""
    index = whole(at)
    size = len(values) + room
    if index == 0 or abs(index) > size:
        raise NullResult("Vị trí nằm ngoài danh sách", "The position is outside the list")
    return index - 1 if index > 0 else len(values) + index


@builtin("list contains", "list: list, element: any")
def list_contains(context: EvaluationContext, values: list[Any], element: Any) -> bool:
    context.spend(len(values))
    return any(same(value, element) for value in values)


@builtin("count", "list: list")
def count(context: EvaluationContext, values: list[Any]) -> Decimal:
    return Decimal(len(values))


def _extreme(values: list[Any], wanted: Callable[[Any, Any], bool | None]) -> Any:
    if not values:
        raise NullResult("Danh sách rỗng", "The list is empty")
    best = values[0]
    for value in values[1:]:
        better = wanted(value, best)
        if better is None:
            raise NullResult("Các phần tử không so sánh được", "The elements have no order")
        best = value if better else best
    return best


@builtin("min", "list...: list")
def minimum(context: EvaluationContext, values: list[Any]) -> Any:
    return _extreme(values, less)


@builtin("max", "list...: list")
def maximum(context: EvaluationContext, values: list[Any]) -> Any:
    return _extreme(values, lambda left, right: less(right, left))


@builtin("sum", "list...: list")
def total(context: EvaluationContext, values: list[Any]) -> Decimal:
    return _sum(numbers(values))


@builtin("mean", "list...: list")
def mean(context: EvaluationContext, values: list[Any]) -> Decimal:
    found = numbers(values)
    return NUMBERS.divide(_sum(found), Decimal(len(found)))


@builtin("median", "list...: list")
def median(context: EvaluationContext, values: list[Any]) -> Decimal:
    found = sorted(numbers(values))
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else NUMBERS.divide(_sum(found[middle - 1 : middle + 1]), Decimal(2))


@builtin("stddev", "list...: list")
def standard_deviation(context: EvaluationContext, values: list[Any]) -> Decimal:
    """Of a sample: divided by one less than the count."""
    found = numbers(values)
    if len(found) < 2:
        raise NullResult("Cần ít nhất hai số", "At least two numbers are needed")
    average = NUMBERS.divide(_sum(found), Decimal(len(found)))
    distances = [number(NUMBERS.subtract, value, average) for value in found]
    squares = [number(NUMBERS.multiply, distance, distance) for distance in distances]
    return number(NUMBERS.sqrt, NUMBERS.divide(_sum(squares), Decimal(len(found) - 1)))


@builtin("mode", "list...: list")
def mode(context: EvaluationContext, values: list[Any]) -> list[Decimal]:
    """The most frequent numbers in ascending order."""
    if not values:
        return []
    found = numbers(values)
    tally: dict[Decimal, int] = {}
    for value in found:
        tally[value] = tally.get(value, 0) + 1
    most = max(tally.values())
    return sorted(value for value, times in tally.items() if times == most)


@builtin("product", "list...: list")
def product(context: EvaluationContext, values: list[Any]) -> Decimal:
    result = Decimal(1)
    for value in numbers(values):
        result = number(NUMBERS.multiply, result, value)
    return result


def _sum(values: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for value in values:
        result = number(NUMBERS.add, result, value)
    return result


def _all(values: list[Any]) -> bool | None:
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


def _any(values: list[Any]) -> bool | None:
    answer: bool | None = False
    for value in values:
        answer = disjunction(answer, value)
    return answer


for _name, _fold in (("all", _all), ("and", _all), ("any", _any), ("or", _any)):
    builtin(_name, "list...: list")(lambda context, values, fold=_fold: fold(values))


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(context: EvaluationContext, values: list[Any], start: Decimal, length: Decimal | None) -> list[Any]:
    begin = position(values, start)
    if length is None:
        return values[begin:]
    size = whole(length)
    if size < 1 or begin + size > len(values):
        raise NullResult("Độ dài vượt quá danh sách", "The length is outside the list")
    return values[begin : begin + size]


@builtin("append", "list: list, item....: list")
def append(context: EvaluationContext, values: list[Any], items: list[Any]) -> list[Any]:
    return sized(context, [*values, *items])


@builtin("concatenate", "list....: list")
def concatenate(context: EvaluationContext, lists: list[Any]) -> list[Any]:
    return sized(context, [value for part in _lists(lists) for value in part])


def _lists(values: list[Any]) -> list[list[Any]]:
    if any(value is None for value in values):
        raise NullResult("Một danh sách là null", "One of the lists is null")
    return [value if isinstance(value, list) else [value] for value in values]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(context: EvaluationContext, values: list[Any], at: Decimal, item: Any) -> list[Any]:
    index = position(values, at)
    return sized(context, [*values[:index], item, *values[index:]])


@builtin("remove", "list: list, position: number")
def remove(context: EvaluationContext, values: list[Any], at: Decimal) -> list[Any]:
    index = position(values, at)
    return values[:index] + values[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(context: EvaluationContext, values: list[Any], at: Decimal, item: Any) -> list[Any]:
    index = position(values, at)
    return [*values[:index], item, *values[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(context: EvaluationContext, values: list[Any], match: FeelFunction, item: Any) -> list[Any]:
    if len(match.parameters) != 2:
        raise NullResult("Hàm so khớp cần hai tham số", "The match function needs two parameters")
    answers = [match.call(value, item) for value in values]
    if not all(isinstance(answer, bool) for answer in answers):
        raise NullResult("Hàm so khớp phải trả về đúng/sai", "The match function must answer true or false")
    return [item if answer else value for value, answer in zip(values, answers, strict=True)]


@builtin("reverse", "list: list")
def reverse(context: EvaluationContext, values: list[Any]) -> list[Any]:
    return values[::-1]


@builtin("index of", "list: list, match: any")
def index_of(context: EvaluationContext, values: list[Any], match: Any) -> list[Decimal]:
    context.spend(len(values))
    return [Decimal(index) for index, value in enumerate(values, start=1) if same(value, match)]


@builtin("distinct values", "list: list")
def distinct_values(context: EvaluationContext, values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        context.spend(len(found) + 1)
        if not any(same(value, seen) for seen in found):
            found.append(value)
    return found


@builtin("union", "list....: list")
def union(context: EvaluationContext, lists: list[Any]) -> list[Any]:
    joined: list[Any] = distinct_values(context, concatenate(context, lists))
    return joined


@builtin("flatten", "list: list")
def flatten(context: EvaluationContext, values: list[Any]) -> list[Any]:
    flat: list[Any] = []
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        context.spend()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        else:
            flat.append(value)
    return flat


@builtin("sort", "list: list, precedes?: function")
def sort(context: EvaluationContext, values: list[Any], precedes: FeelFunction | None) -> list[Any]:
    """Stable; without a function, by the natural order."""

    def order(left: Any, right: Any) -> int:
        context.spend()
        if _precedes(precedes, left, right):
            return -1
        return 1 if _precedes(precedes, right, left) else 0

    return sorted(values, key=cmp_to_key(order))


def _precedes(precedes: FeelFunction | None, left: Any, right: Any) -> bool:
    answer = less(left, right) if precedes is None else precedes.call(left, right)
    if not isinstance(answer, bool):
        raise NullResult("Thứ tự không xác định", "The order is undefined")
    return answer
