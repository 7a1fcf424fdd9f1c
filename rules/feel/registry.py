"""The catalogue of built-in functions: signatures, conversion of arguments, choice by name or position.

A signature is written as in the standard: `string: string, start position: number, length?: number`.
`?` after a name: may be left out. `any` accepts everything, null too; other types turn a null argument into a null
result. `name...` takes either one list or the values themselves, `name....` the values themselves alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.feel.context import EvaluationContext
from rules.feel.errors import NullResult
from rules.feel.moments import CLOCKS, DAYS, MOMENTS, SPANS
from rules.feel.values import FeelFunction, FeelRange, YearsMonths, kind_of

Implementation = Callable[..., Any]
MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One formal parameter."""

    name: str
    type: str
    optional: bool
    variadic: bool
    one_list: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    call: Implementation


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the standard with all its signatures."""

    name: str
    signatures: tuple[Signature, ...]

    def invoke(self, context: EvaluationContext, positional: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Call the first signature that takes these arguments. Raises NullResult when none does.

        Where two signatures differ in the order of their names alone, as `point, range` and `range, point` do, the one
        whose order was written is meant.
        """
        context.spend()
        signatures = self.signatures
        if len(named) > 1:
            written = list(named)
            signatures = tuple(sorted(signatures, key=lambda one: [p.name for p in one.parameters] != written))
        for signature in signatures:
            arguments = bind(signature, positional, named)
            if arguments is not None:
                return signature.call(context, *arguments)
        given = ", ".join([kind_of(value) for value in positional] + [f"{name}:" for name in named])
        raise NullResult(f"Tham số của {self.name} không hợp lệ: {given}", f"Wrong arguments of {self.name}: {given}")


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, *signatures: str) -> Callable[[Implementation], Implementation]:
    """Register a function under its name in the standard. The function gets the context, then the arguments."""

    def register(call: Implementation) -> Implementation:
        earlier = BUILTINS[name].signatures if name in BUILTINS else ()
        BUILTINS[name] = Builtin(name, (*earlier, *(Signature(_parameters(text), call) for text in signatures)))
        return call

    return register


def _parameters(text: str) -> tuple[Parameter, ...]:
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, kind = part.partition(":")
        found.append(Parameter(name.strip(" ?."), kind.strip(), "?" in name, "..." in name, "...." not in name))
    return tuple(found)


def bind(signature: Signature, positional: Sequence[Any], named: Mapping[str, Any]) -> list[Any] | None:
    """The argument values in order, converted to the parameter types; None when the signature does not take them."""
    parameters = signature.parameters
    if parameters and parameters[-1].variadic and not named:
        fixed = len(parameters) - 1
        if len(positional) < fixed or (len(positional) == fixed and fixed == 0):
            return None
        rest = list(positional[fixed:])
        alone = len(rest) == 1 and isinstance(rest[0], list) and parameters[-1].one_list
        gathered = rest[0] if alone else rest
        positional = [*positional[:fixed], gathered]
    values = _by_name(parameters, named) if named else list(positional)
    if values is None or len(values) > len(parameters):
        return None
    while len(values) < len(parameters):
        values.append(MISSING)
    converted = [convert(value, parameter) for value, parameter in zip(values, parameters, strict=True)]
    if any(value is MISSING for value in converted):
        return None
    return converted


def _by_name(parameters: tuple[Parameter, ...], named: Mapping[str, Any]) -> list[Any] | None:
    if named.keys() - {parameter.name for parameter in parameters}:
        return None
    return [named.get(parameter.name, MISSING) for parameter in parameters]


TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": Decimal,
    "boolean": bool,
    "list": list,
    "context": dict,
    "range": FeelRange,
    "function": FeelFunction,
    "time": CLOCKS,
    "datetime": MOMENTS,
    "day": DAYS,
    "duration": (*SPANS, YearsMonths),
    "yearsmonths": YearsMonths,
}


def convert(value: Any, parameter: Parameter) -> Any:
    """The value as the parameter's type wants it (a singleton list gives its element), or MISSING when it does not fit.

    An optional parameter that was left out, or given null, is None.
    """
    if value is MISSING:
        return None if parameter.optional else MISSING
    if parameter.type == "any":
        return value
    if value is None and parameter.optional:
        return None
    wanted = TYPES[parameter.type]
    if isinstance(value, wanted):
        return value
    if parameter.type == "list":
        return MISSING if value is None else [value]
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], wanted):
        return value[0]
    return MISSING
