"""Syntax tree to closures. Each closure takes an environment and gives a value; none parses or looks up types again.

Importing this module fills the catalogue of `rules.feel.dispatch`; what stands here are the simple nodes.
"""

from typing import Any

from rules.feel import calls, loops, operators, syntax
from rules.feel.dispatch import INPUT, Run, compile_node, compiles, guarded
from rules.feel.environment import Environment, Names
from rules.feel.errors import NullResult
from rules.feel.properties import read_property
from rules.feel.types import fitted, is_defined, is_instance

__all__ = ["INPUT", "calls", "compile_node", "loops", "operators"]


@compiles(syntax.Literal)
def _literal(node: syntax.Literal, declared: frozenset[str]) -> Run:
    value = node.value
    return lambda env: value


@compiles(syntax.If)
def _if(node: syntax.If, declared: frozenset[str]) -> Run:
    condition, then, otherwise = (compile_node(part, declared) for part in (node.condition, node.then, node.otherwise))
    return lambda env: then(env) if condition(env) is True else otherwise(env)


@compiles(syntax.InstanceOf)
def _instance_of(node: syntax.InstanceOf, declared: frozenset[str]) -> Run:
    value, wanted = compile_node(node.value, declared), node.type
    if not is_defined(wanted):
        return lambda env: None
    return lambda env: is_instance(value(env), wanted)


@compiles(syntax.Path)
def _path(node: syntax.Path, declared: frozenset[str]) -> Run:
    value, name = compile_node(node.value, declared), node.name
    return lambda env: read_property(value(env), name)


@compiles(syntax.ListNode)
def _list(node: syntax.ListNode, declared: frozenset[str]) -> Run:
    entries = [compile_node(entry, declared) for entry in node.entries]
    return lambda env: [entry(env) for entry in entries]


@compiles(syntax.ContextNode)
def _context(node: syntax.ContextNode, declared: frozenset[str]) -> Run:
    names = frozenset(name for name, _ in node.entries)
    entries = [(name, compile_node(entry, declared | names)) for name, entry in node.entries]
    result = compile_node(node.result, declared | names) if node.result else None

    def run(env: Environment) -> Any:
        made: dict[str, Any] = {}
        inner = env.inner(made)
        for name, entry in entries:
            if name in made:
                raise NullResult(f"Khóa trùng: {name}", f"Doubled key: {name}")
            made[name] = entry(inner)
        return result(inner) if result else made

    return guarded(run, node.position)


@compiles(syntax.Typed)
def _typed(node: syntax.Typed, declared: frozenset[str]) -> Run:
    operand, kind = compile_node(node.operand, declared), node.type

    def run(env: Environment) -> Any:
        value = operand(env)
        converted = fitted(value, kind)
        if converted is None and value is not None:
            raise NullResult("Giá trị không thuộc kiểu đã khai", "The value is not of the declared type")
        return converted

    return guarded(run, node.position)


@compiles(syntax.Embedded)
def _embedded(node: syntax.Embedded, declared: frozenset[str]) -> Run:
    logic, names = node.logic, node.names

    def run(env: Environment) -> Any:
        if env.context.embedded is None:
            raise NullResult("Ở đây không chạy được bảng", "A table cannot be evaluated here")
        env.context.spend()
        return env.context.embedded(logic, Names(env, names))

    return guarded(run, node.position)
