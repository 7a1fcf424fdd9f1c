"""Functions as values, and calls of them."""

from collections.abc import Callable, Mapping
from typing import Any

from rules.feel import syntax
from rules.feel.context import EvaluationContext
from rules.feel.dispatch import Run, compile_node, compiles, guarded
from rules.feel.environment import Environment
from rules.feel.errors import NullResult
from rules.feel.foreign import foreign_function
from rules.feel.functions import BUILTINS
from rules.feel.inferred import function_types
from rules.feel.texts import Text
from rules.feel.types import fitted
from rules.feel.values import FeelFunction

MAX_CALL_DEPTH = 100


@compiles(syntax.Name)
def _name(node: syntax.Name, declared: frozenset[str]) -> Run:
    name, position = node.name, node.position

    def run(env: Environment) -> Any:
        found, value = env.look_up(name)
        if found:
            return value
        if name in BUILTINS:
            return _as_function(name, env.context)
        env.context.warn(Text(f"Không có biến {name}", f"There is no variable {name}"), position)
        return None

    return run


def _as_function(name: str, context: EvaluationContext) -> FeelFunction:
    function = BUILTINS[name]
    names = tuple(parameter.name for parameter in function.signatures[0].parameters)
    return FeelFunction(names, lambda *values: function.invoke(context, values, {}), name)


@compiles(syntax.FunctionNode)
def _function(node: syntax.FunctionNode, declared: frozenset[str]) -> Run:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(kind for _, kind in node.parameters)
    if node.external:
        return _external(names, compile_node(node.body, declared))
    body, known = compile_node(node.body, declared | set(names)), function_types(node)

    def run(env: Environment) -> FeelFunction:
        def call(*values: Any) -> Any:
            if len(values) != len(names):
                raise NullResult("Sai số lượng tham số", "Wrong number of arguments")
            fitting = [_argument(value, kind) for value, kind in zip(values, types, strict=True)]
            return _deeper(env, lambda: body(env.inner(dict(zip(names, fitting, strict=True)))))

        return FeelFunction(names, call, types=known)

    return run


def _external(names: tuple[str, ...], description: Run) -> Run:
    """A function of our table of external ones; what is not there is null at the call."""

    def run(env: Environment) -> FeelFunction:
        return FeelFunction(names, lambda *values: foreign_function(description(env))(*values))

    return run


def _argument(value: Any, kind: syntax.TypeRef | None) -> Any:
    """The value for a typed parameter: a call with an argument of another type has no result."""
    converted = fitted(value, kind)
    if converted is None and value is not None:
        raise NullResult("Tham số không thuộc kiểu đã khai", "The argument is not of the declared type")
    return converted


def _deeper(env: Environment, action: Callable[[], Any]) -> Any:
    context = env.context
    context.spend()
    context.depth += 1
    if context.depth > MAX_CALL_DEPTH:
        context.depth = 0
        raise NullResult("Gọi hàm lồng quá sâu", "Calls are nested too deeply")
    try:
        return action()
    except RecursionError as deep:
        raise NullResult("Gọi hàm lồng quá sâu", "Calls are nested too deeply") from deep
    finally:
        context.depth = max(0, context.depth - 1)


@compiles(syntax.Call)
def _call(node: syntax.Call, declared: frozenset[str]) -> Run:
    positional = [compile_node(part, declared) for part in node.positional]
    named = [(name, compile_node(part, declared)) for name, part in node.named]
    function = node.function
    if isinstance(function, syntax.Name) and function.name in BUILTINS and function.name not in declared:
        invoke = BUILTINS[function.name].invoke
        return guarded(
            lambda env: invoke(
                env.context, [part(env) for part in positional], {name: part(env) for name, part in named}
            ),
            node.position,
        )
    callee = compile_node(function, declared)
    builtin = BUILTINS.get(function.name) if isinstance(function, syntax.Name) else None

    def run(env: Environment) -> Any:
        if builtin is not None and not env.look_up(builtin.name)[0]:
            # Declared somewhere in the model, but not here: the function of the standard is meant.
            return builtin.invoke(env.context, [part(env) for part in positional], {n: p(env) for n, p in named})
        target = callee(env)
        if not isinstance(target, FeelFunction):
            raise NullResult("Không phải hàm", "Not a function")
        values = [part(env) for part in positional]
        return target.call(*(_ordered(target, {name: part(env) for name, part in named}) if named else values))

    return guarded(run, node.position)


def _ordered(function: FeelFunction, named: Mapping[str, Any]) -> list[Any]:
    if named.keys() - set(function.parameters):
        raise NullResult("Tên tham số không có", "There is no such parameter")
    return [named.get(name) for name in function.parameters]
