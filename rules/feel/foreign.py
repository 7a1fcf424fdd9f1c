"""External functions (DMN 1.5 section 10.3.2.13.3): a fixed table of pure functions that models of other tools call.

Nothing is loaded and nothing outside is reached: a `java.lang` name is looked up here, and any other is null.
"""

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from rules.feel.errors import NullResult

OTHERS: Mapping[str, Callable[[Any], bool]] = {
    "char": lambda value: isinstance(value, str) and len(value) == 1,
    "java.lang.String": lambda value: isinstance(value, str),
    "java.lang.Object": lambda value: value is not None,
    "[Ljava.lang.Object;": lambda value: isinstance(value, list),
}
SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^)]*)\)\s*")
WHOLE = {"byte": 8, "short": 16, "int": 32, "long": 64}
BROKEN = frozenset({"float", "double"})
BOXED = {"Byte": "byte", "Short": "short", "Integer": "int", "Long": "long", "Float": "float", "Double": "double"}
OF_ONE: Mapping[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "ceil": lambda x: float(math.ceil(x)),
    "floor": lambda x: float(math.floor(x)),
    "rint": lambda x: float(round(x)),
    "signum": lambda x: math.copysign(1.0, x) if x else x,
    "toRadians": math.radians,
    "toDegrees": math.degrees,
}
OF_TWO: Mapping[str, Callable[[float, float], float]] = {"pow": math.pow, "atan2": math.atan2, "hypot": math.hypot}
OF_ANY: Mapping[str, tuple[int, Callable[..., Any]]] = {"max": (2, max), "min": (2, min), "abs": (1, abs)}


def foreign_function(description: Any) -> Callable[..., Any]:
    """The function that `{java: {class: ..., method signature: ...}}` names, called with FEEL values.

    Raises NullResult for a name that is not in the table.
    """
    inner = description.get("java", description) if isinstance(description, dict) else None
    owner, signature = (inner.get("class"), inner.get("method signature")) if isinstance(inner, dict) else (None, None)
    found = SIGNATURE.fullmatch(signature) if isinstance(signature, str) else None
    if found is None or not isinstance(owner, str):
        raise NullResult("Mô tả hàm ngoài không đúng", "The external function is not described")
    kinds = tuple(part.strip() for part in found[2].split(",") if part.strip())
    call = _method(owner, found[1], kinds)
    if call is None:
        raise NullResult(f"Không có hàm {owner}.{signature}", f"There is no function {owner}.{signature}")

    def run(*values: Any) -> Any:
        return _told(
            call, [_argument(value, kind) for value, kind in zip(_gathered(values, kinds), kinds, strict=True)]
        )

    return run


def _method(owner: str, name: str, kinds: tuple[str, ...]) -> Callable[..., Any] | None:
    if owner == "java.lang.Math":
        return _of_math(name, kinds)
    if owner == "java.lang.String":
        if (name, kinds) == ("format", ("java.lang.String", "[Ljava.lang.Object;")):
            return _format
        return str if name == "valueOf" and kinds in {("char",), ("java.lang.Object",)} else None
    primitive = BOXED.get(owner.removeprefix("java.lang."))
    parse = {"Integer": "parseInt"}.get(owner.removeprefix("java.lang."), f"parse{(primitive or '').title()}")
    if primitive and ((name == "valueOf" and kinds in {(primitive,), ("java.lang.String",)}) or name == parse):
        return lambda given: _argument(_parsed(given), primitive)
    return None


def _of_math(name: str, kinds: tuple[str, ...]) -> Callable[..., Any] | None:
    count, call = OF_ANY.get(name, (0, None))
    if call is not None and len(kinds) == count and len(set(kinds)) == 1 and kinds[0] in {*WHOLE, *BROKEN}:
        return call
    if kinds == ("double",):
        return OF_ONE.get(name)
    return OF_TWO.get(name) if kinds == ("double", "double") else None


def _gathered(values: tuple[Any, ...], kinds: tuple[str, ...]) -> tuple[Any, ...]:
    if kinds and kinds[-1].startswith("[L") and len(values) >= len(kinds) - 1:
        rest = values[len(kinds) - 1 :]
        values = (*values[: len(kinds) - 1], rest[0] if len(rest) == 1 and isinstance(rest[0], list) else list(rest))
    if len(values) != len(kinds):
        raise NullResult("Sai số lượng tham số", "Wrong number of arguments")
    return values


def _argument(value: Any, kind: str) -> Any:
    kind = BOXED.get(kind.removeprefix("java.lang."), kind)
    if kind in WHOLE and isinstance(value, Decimal) and value == value.to_integral_value():
        whole = int(value)
        if -(1 << WHOLE[kind] - 1) <= whole < 1 << WHOLE[kind] - 1:
            return value
    elif kind in BROKEN and isinstance(value, Decimal):
        return float(value)
    elif kind in OTHERS and OTHERS[kind](value):
        return value
    raise NullResult(f"Tham số không hợp kiểu {kind}", f"The argument is no {kind}")


def _parsed(given: Any) -> Any:
    text = given.strip() if isinstance(given, str) else None
    if text is None:
        return Decimal(repr(given)) if isinstance(given, float) else given
    if not re.fullmatch(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", text, re.ASCII):
        raise NullResult(f"Không phải số: {text}", f"Not a number: {text}")
    return Decimal(text)


def _format(pattern: str, values: list[Any]) -> str:
    """`%s` and `%d` in order; other directives are not offered."""
    waiting = list(values)

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[0] not in {"%s", "%d"} or not waiting:
            raise NullResult(f"Không có định dạng {found[0]}", f"There is no format {found[0]}")
        value = waiting.pop(0)
        return (
            str(value) if isinstance(value, str) else format(value, "f") if isinstance(value, Decimal) else str(value)
        )

    return re.sub(r"%.?", put, pattern)


def _told(call: Callable[..., Any], arguments: list[Any]) -> Any:
    try:
        result = call(*arguments)
    except (ValueError, OverflowError, ZeroDivisionError) as wrong:
        raise NullResult("Hàm ngoài không có kết quả", "The external function has no result") from wrong
    if not isinstance(result, float):
        return result
    if not math.isfinite(result):
        raise NullResult("Kết quả số không xác định", "The number has no finite result")
    return Decimal(repr(result))
