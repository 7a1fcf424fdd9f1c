"""Syntax tree to closures. Each closure takes an environment and gives a value; none parses or looks up types again."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from rules.feel import arithmetic, comparison, syntax
from rules.feel.context import EvaluationContext
from rules.feel.environment import Environment, Names
from rules.feel.errors import NullResult
from rules.feel.foreign import foreign_function
from rules.feel.functions import BUILTINS
from rules.feel.functions.lists import sized as sized_list
from rules.feel.functions.numeric import whole
from rules.feel.functions.strings import sized as sized_text
from rules.feel.moments import day_at, ordinal
from rules.feel.properties import read_property
from rules.feel.texts import Text
from rules.feel.types import fitted, is_instance
from rules.feel.values import FeelFunction, FeelRange, kind_of

Run = Callable[[Environment], Any]
INPUT = "?"
MAX_CALL_DEPTH = 100

ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
ORDER: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "<": comparison.less,
    "<=": comparison.at_most,
    ">": lambda left, right: comparison.less(right, left),
    ">=": lambda left, right: comparison.at_most(right, left),
    "=": comparison.equal,
    "!=": lambda left, right: _not(comparison.equal(left, right)),
}


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def compile_node(node: syntax.Node, declared: frozenset[str] = frozenset()) -> Run:
    """The closure of a tree. `declared`: variables that may hide a built-in function of the same name."""
    return COMPILERS[type(node)](node, declared)


def guarded(run: Run, position: int) -> Run:
    """The closure with null results turned into null and a warning at `position`."""

    def safe(env: Environment) -> Any:
        try:
            return run(env)
        except NullResult as reason:
            env.context.warn(reason.text, position)
            return None

    return safe


def _literal(node: syntax.Literal, declared: frozenset[str]) -> Run:
    value = node.value
    return lambda env: value


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


def _unary(node: syntax.Unary, declared: frozenset[str]) -> Run:
    operand = compile_node(node.operand, declared)
    return guarded(lambda env: arithmetic.negate(operand(env)), node.position)


def _binary(node: syntax.Binary, declared: frozenset[str]) -> Run:
    left, right = compile_node(node.left, declared), compile_node(node.right, declared)
    operator = node.operator
    if operator == "and":
        return lambda env: False if (first := left(env)) is False else comparison.conjunction(first, right(env))
    if operator == "or":
        return lambda env: True if (first := left(env)) is True else comparison.disjunction(first, right(env))
    if operator in ORDER:
        compare = ORDER[operator]
        return lambda env: compare(left(env), right(env))
    calculate = ARITHMETIC[operator]

    def run(env: Environment) -> Any:
        result = calculate(left(env), right(env))
        return sized_text(env.context, result) if type(result) is str else result

    return guarded(run, node.position)


def _between(node: syntax.Between, declared: frozenset[str]) -> Run:
    value, low, high = (compile_node(part, declared) for part in (node.value, node.low, node.high))

    def run(env: Environment) -> bool | None:
        inner = value(env)
        return comparison.conjunction(comparison.at_most(low(env), inner), comparison.at_most(inner, high(env)))

    return run


def _in(node: syntax.In, declared: frozenset[str]) -> Run:
    value = compile_node(node.value, declared)
    tests = [compile_test(test, declared) for test in node.tests]
    return lambda env: any_test(tests, env.inner({INPUT: value(env)}))


def any_test(tests: Iterable[Run], env: Environment) -> bool | None:
    """Three-valued `or` over tests of the input `?`."""
    answer: bool | None = False
    for test in tests:
        answer = comparison.disjunction(answer, test(env))
        if answer:
            return True
    return answer


def compile_test(node: syntax.Node, declared: frozenset[str]) -> Run:
    """One positive unary test of the input `?`."""
    if not isinstance(node, syntax.Test):
        raise TypeError(f"not a unary test: {type(node).__name__}")
    operand = compile_node(node.operand, declared)
    if node.operator:
        compare = ORDER[node.operator]
        return lambda env: compare(env.look_up(INPUT)[1], operand(env))
    interval = isinstance(node.operand, syntax.RangeNode)
    if INPUT in free_names(node.operand):
        return lambda env: answer if isinstance(answer := operand(env), bool) else None

    def run(env: Environment) -> bool | None:
        value, test = env.look_up(INPUT)[1], operand(env)
        if test is None and interval:
            return None
        if isinstance(test, bool) and not isinstance(value, bool) and value is not None and _asks(node.operand):
            return test
        return comparison.is_in(value, test)

    return run


def _asks(node: syntax.Node) -> bool:
    """Whether the test is itself a question (a comparison, a call), so that its truth is the answer."""
    return isinstance(node, (syntax.Binary, syntax.Call, syntax.Between, syntax.In, syntax.Quantified))


def _range(node: syntax.RangeNode, declared: frozenset[str]) -> Run:
    low = compile_node(node.low, declared) if node.low else None
    high = compile_node(node.high, declared) if node.high else None
    low_closed, high_closed = node.low_closed, node.high_closed

    def run(env: Environment) -> FeelRange:
        first, last = low(env) if low else None, high(env) if high else None
        if (low and first is None) or (high and last is None):
            raise NullResult("Đầu khoảng là null", "An end of the range is null")
        if low and high and comparison.at_most(first, last) is None:
            raise NullResult("Hai đầu khoảng không so sánh được", "The ends of the range have no order")
        return FeelRange(first, last, low_closed, high_closed)

    return guarded(run, node.position)


def _if(node: syntax.If, declared: frozenset[str]) -> Run:
    condition, then, otherwise = (compile_node(part, declared) for part in (node.condition, node.then, node.otherwise))
    return lambda env: then(env) if condition(env) is True else otherwise(env)


def _iterations(node: syntax.For | syntax.Quantified, declared: frozenset[str]) -> list[tuple[str, Run, Run | None]]:
    return [
        (step.name, compile_node(step.source, declared), compile_node(step.last, declared) if step.last else None)
        for step in node.iterations
    ]


def _rounds(steps: list[tuple[str, Run, Run | None]], env: Environment) -> Iterable[Environment]:
    """The environments of all rounds, later variables turning fastest; every round costs a step."""
    if not steps:
        env.context.spend()
        yield env
        return
    (name, source, last), *others = steps
    for value in _elements(source(env), last(env) if last else None, ranged=last is not None):
        env.context.spend()
        yield from _rounds(others, env.inner({name: value}))


def _elements(source: Any, last: Any, *, ranged: bool) -> Iterable[Any]:
    if isinstance(source, FeelRange) and not ranged:
        return _steps(source.low, source.high, source.low_closed, source.high_closed)
    if ranged:
        return _steps(source, last)
    if source is None:
        raise NullResult("Không lặp được qua null", "Cannot iterate over null")
    return source if isinstance(source, list) else [source]


def _steps(first: Any, last: Any, low_closed: bool = True, high_closed: bool = True) -> Iterable[Any]:
    """The whole numbers or days from first to last, downwards too, without an end that does not belong to the range."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        start, end, value_at = whole(first), whole(last), cast(Callable[[int], Any], Decimal)
    elif kind_of(first) == kind_of(last) == "date":
        start, end, value_at = ordinal(first), ordinal(last), day_at
    else:
        raise NullResult("Khoảng lặp phải là số nguyên hoặc ngày", "A loop runs over whole numbers or dates")
    step = 1 if start <= end else -1
    begin, stop = start + (0 if low_closed else step), end + (step if high_closed else 0)
    return (value_at(number) for number in range(begin, stop, step))


def _for(node: syntax.For, declared: frozenset[str]) -> Run:
    steps, body = _iterations(node, declared), compile_node(node.body, declared)

    def run(env: Environment) -> list[Any]:
        results: list[Any] = []
        for inner in _rounds(steps, env.inner({"partial": results})):
            results.append(body(inner))
            if len(results) > env.context.result_size:
                sized_list(env.context, results)
        return list(results)

    return guarded(run, node.position)


def _quantified(node: syntax.Quantified, declared: frozenset[str]) -> Run:
    steps, body, every = _iterations(node, declared), compile_node(node.body, declared), node.every

    def run(env: Environment) -> bool | None:
        join = comparison.conjunction if every else comparison.disjunction
        answer: bool | None = every
        for inner in _rounds(steps, env):
            answer = join(answer, body(inner))
            if answer is (not every):
                break
        return answer

    return guarded(run, node.position)


def _instance_of(node: syntax.InstanceOf, declared: frozenset[str]) -> Run:
    value, wanted = compile_node(node.value, declared), node.type
    return lambda env: is_instance(value(env), wanted)


def _function(node: syntax.FunctionNode, declared: frozenset[str]) -> Run:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(kind for _, kind in node.parameters)
    if node.external:
        return _external(names, compile_node(node.body, declared))
    body = compile_node(node.body, declared | set(names))

    def run(env: Environment) -> FeelFunction:
        def call(*values: Any) -> Any:
            if len(values) != len(names):
                raise NullResult("Sai số lượng tham số", "Wrong number of arguments")
            fitting = [_argument(value, kind) for value, kind in zip(values, types, strict=True)]
            return _deeper(env, lambda: body(env.inner(dict(zip(names, fitting, strict=True)))))

        return FeelFunction(names, call, types=(*types, None))

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


def _path(node: syntax.Path, declared: frozenset[str]) -> Run:
    value, name = compile_node(node.value, declared), node.name
    return lambda env: read_property(value(env), name)


def _filter(node: syntax.Filter, declared: frozenset[str]) -> Run:
    source, condition = compile_node(node.value, declared), compile_node(node.condition, declared)
    constant = node.condition.value if isinstance(node.condition, syntax.Literal) else None

    def run(env: Environment) -> Any:
        value = source(env)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if isinstance(constant, Decimal):
            return _element(values, constant)
        kept: list[Any] = []
        for element in values:
            env.context.spend()
            own = element if isinstance(element, dict) else {}
            answer = condition(env.inner({"item": element, **own}))
            if isinstance(answer, Decimal):
                return _element(values, answer)
            if answer is True:
                kept.append(element)
        return kept

    return guarded(run, node.position)


def _element(values: list[Any], at: Decimal) -> Any:
    index = whole(at)
    if index == 0 or abs(index) > len(values):
        return None
    return values[index - 1 if index > 0 else index]


def _list(node: syntax.ListNode, declared: frozenset[str]) -> Run:
    entries = [compile_node(entry, declared) for entry in node.entries]
    return lambda env: [entry(env) for entry in entries]


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


def _typed(node: syntax.Typed, declared: frozenset[str]) -> Run:
    operand, kind = compile_node(node.operand, declared), node.type

    def run(env: Environment) -> Any:
        value = operand(env)
        converted = fitted(value, kind)
        if converted is None and value is not None:
            raise NullResult("Giá trị không thuộc kiểu đã khai", "The value is not of the declared type")
        return converted

    return guarded(run, node.position)


def _embedded(node: syntax.Embedded, declared: frozenset[str]) -> Run:
    logic, names = node.logic, node.names

    def run(env: Environment) -> Any:
        if env.context.embedded is None:
            raise NullResult("Ở đây không chạy được bảng", "A table cannot be evaluated here")
        env.context.spend()
        return env.context.embedded(logic, Names(env, names))

    return guarded(run, node.position)


COMPILERS: Mapping[type[syntax.Node], Callable[[Any, frozenset[str]], Run]] = {
    syntax.Literal: _literal,
    syntax.Name: _name,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.RangeNode: _range,
    syntax.If: _if,
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.InstanceOf: _instance_of,
    syntax.FunctionNode: _function,
    syntax.Call: _call,
    syntax.Path: _path,
    syntax.Filter: _filter,
    syntax.ListNode: _list,
    syntax.ContextNode: _context,
    syntax.Typed: _typed,
    syntax.Embedded: _embedded,
    syntax.Test: compile_test,
}


def free_names(node: syntax.Node, bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """The variables that a tree reads from outside; names of built-in functions are not among them."""
    if isinstance(node, syntax.Name):
        return frozenset() if node.name in bound or node.name in BUILTINS else frozenset({node.name})
    if isinstance(node, syntax.FunctionNode):
        return free_names(node.body, bound | {name for name, _ in node.parameters})
    if isinstance(node, (syntax.For, syntax.Quantified)):
        return _free_of_loop(node, bound)
    if isinstance(node, syntax.ContextNode):
        found: frozenset[str] = frozenset()
        for name, entry in node.entries:
            found |= free_names(entry, bound)
            bound |= {name}
        return found | (free_names(node.result, bound) if node.result else frozenset())
    if isinstance(node, syntax.Embedded):
        return node.names - bound
    if isinstance(node, syntax.Filter):
        return free_names(node.value, bound) | free_names(node.condition, bound | {"item"})
    if isinstance(node, syntax.In):
        tests = [free_names(test, bound | {INPUT}) for test in node.tests]
        return free_names(node.value, bound).union(*tests)
    return frozenset().union(*(free_names(child, bound) for child in _children(node)))


def _free_of_loop(node: syntax.For | syntax.Quantified, bound: frozenset[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for step in node.iterations:
        found |= free_names(step.source, bound) | (free_names(step.last, bound) if step.last else frozenset())
        bound |= {step.name}
    return found | free_names(node.body, bound | {"partial"})


def _children(node: syntax.Node) -> list[syntax.Node]:
    found: list[syntax.Node] = []
    for name in node.__slots__:
        value = getattr(node, name)
        if isinstance(value, syntax.Node):
            found.append(value)
        elif isinstance(value, tuple):
            found += [part for part in value if isinstance(part, syntax.Node)]
            found += [part[1] for part in value if isinstance(part, tuple) and isinstance(part[1], syntax.Node)]
    return found
