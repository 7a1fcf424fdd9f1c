"""Models of other tools: types with constraints, boxed expressions, tables, services, imports (DMN 1.5, 6 to 10)."""

from datetime import date

import pytest

from tests.unit.rules.models import (
    decision,
    found,
    given,
    imported,
    item,
    knowledge,
    literal,
    service,
    table,
)

LETTER = item("T", "string", '"a", "b"')
MANY = item("L", "number", many=True)
SMALL = item("L", "number", "< 10", many=True)
SHORT = item("L", "number", many=True, constraint="count(?) < 2")
PERSON = (
    "<itemDefinition name='P'><itemComponent name='a'><typeRef>number</typeRef></itemComponent>"
    '<itemComponent name="b"><typeRef>string</typeRef><allowedValues><text>"x", "y"</text></allowedValues>'
    "</itemComponent></itemDefinition>"
)
TAKES_NUMBER = (
    "<itemDefinition name='F'><functionItem outputTypeRef='number'><parameters name='n' typeRef='number'/>"
    "</functionItem></itemDefinition>"
)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (LETTER + decision('"c"', "T"), "null"),
        (LETTER + decision('"a" instance of T'), "true"),
        (LETTER + decision('"c" instance of T'), "false"),
        (LETTER + decision('(function(x: T) x)("c")'), "null"),
        (decision('"c"', "number"), "null"),
        (decision("[1]", "number"), "1"),
        (decision("null", "number"), "null"),
        (MANY + decision("1", "L"), "[1]"),
        (SMALL + decision("[1, 20]", "L"), "null"),
        (SMALL + decision("[1, 2]", "L"), "[1, 2]"),
        (SHORT + decision("[1, 2]", "L"), "null"),
        (SHORT + decision("[1]", "L"), "[1]"),
        (decision('@"2020-01-01"', "date and time"), "2020-01-01T00:00:00Z"),
        (decision('@"2020-01-01"', "feel:dateTime"), "2020-01-01T00:00:00Z"),
        (PERSON + decision('{a: 1, b: "x"}', "P"), '{a: 1, b: "x"}'),
        (PERSON + decision('{a: 1, b: "x", c: 2}', "P"), '{a: 1, b: "x", c: 2}'),
        (PERSON + decision("{a: 1, b: null}", "P"), "{a: 1, b: null}"),
        (PERSON + decision('{a: 1, b: "z"}', "P"), "null"),
        (PERSON + decision("{a: 1}", "P"), "null"),
        (TAKES_NUMBER + decision("function(n: number) n + 1", "F", name="g") + decision("g(4)", "", "=g"), "5"),
        (TAKES_NUMBER + decision("function(n: string) n", "F", name="g") + decision("g", "", "=g"), "null"),
        (decision("1 +"), "null"),
        (decision("1", "Nobody"), "1"),
        (decision(""), "null"),
    ],
)
def test_a_value_is_of_its_declared_type_or_null(body, wanted):
    assert found(body) == wanted


@pytest.mark.parametrize(("value", "wanted"), [("a", '"a"'), ("c", "null"), (["b"], '"b"'), (1, "null")])
def test_an_input_is_of_its_declared_type_or_null(value, wanted):
    assert found(LETTER + given("x", "T") + decision("x", "", "x"), facts={"x": value}) == wanted


@pytest.mark.parametrize(
    ("function", "call", "wanted"),
    [
        (knowledge("f", {"n": "number"}, "n"), 'f("a")', "null"),
        (knowledge("f", {"n": "number"}, "n"), "f(null)", "null"),
        (knowledge("f", {"n": "number"}, "n"), "f([1])", "1"),
        (MANY + knowledge("f", {"n": "L"}, "n"), "f(1)", "[1]"),
        (knowledge("f", {"n": "number"}, literal('"a"', "number")), "f(1)", "null"),
        (TAKES_NUMBER + knowledge("f", {"n": "number"}, '"a"', "F"), "f(1)", "null"),
        (knowledge("f", {"n": "", "m": ""}, "1"), "f(1)", "null"),
        (knowledge("f", {"n": "", "m": ""}, "n - m"), "f(m: 2, n: 5)", "3"),
        (knowledge("f", {"n": "", "m": ""}, "n - m"), "f(m: 2)", "null"),
        (knowledge("f", {"n": ""}, "n"), "f(q: 2)", "null"),
        (knowledge("f", {"n": "number"}, "if n <= 1 then 1 else n * f(n - 1)"), "f(5)", "120"),
        (knowledge("f", {"x": "number"}, table([("< 5", '"a"'), (">= 5", '"b"')])), "f(6)", '"b"'),
        (knowledge("f", {"g": "", "l": ""}, "for x in l return g(x)"), "f(count, [[], [1]])", "[0, 1]"),
        ("<businessKnowledgeModel id='f' name='f'/>", "f()", "null"),
    ],
)
def test_knowledge_is_a_function_with_types(function, call, wanted):
    assert found(function + decision(call, "", "f()")) == wanted


def invocation(function, **bindings):
    said = "".join(f"<binding><parameter name='{name}'/>{literal(one)}</binding>" for name, one in bindings.items())
    return f"<invocation>{literal(function)}{said}</invocation>"


def boxed(tag, variable="", **parts):
    named = f" iteratorVariable='{variable}'" if variable else ""
    inner = "".join(f"<{name.strip('_')}>{literal(one)}</{name.strip('_')}>" for name, one in parts.items())
    return f"<{tag}{named}>{inner}</{tag}>"


def entry(name, logic, kind=""):
    of = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{of}/>' if name else ""
    return f"<contextEntry>{variable}{logic if logic.startswith('<') else literal(logic)}</contextEntry>"


TWICE = f"<functionDefinition><formalParameter name='n' typeRef='number'/>{literal('n * 2')}</functionDefinition>"
FIVES = "<in><literalExpression><text>[5, 50]</text></literalExpression></in>"


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        (f"<context>{entry('a', '1')}{entry('b', 'a + 1')}</context>", "{a: 1, b: 2}"),
        (f"<context>{entry('a', '1')}{entry('', 'a + 2')}</context>", "3"),
        (f"<context>{entry('a', 'false', 'number')}</context>", "{a: null}"),
        (f"<context>{entry('f', TWICE)}{entry('', 'f(3)')}</context>", "6"),
        (f"<relation><column name='a' typeRef='number'/><row>{literal('true')}</row></relation>", "[{a: null}]"),
        (
            f"<relation><column name='a'/><row>{literal('1')}</row><row>{literal('2')}</row></relation>",
            "[{a: 1}, {a: 2}]",
        ),
        (f"<list>{literal('1')}{literal('true')}</list>", "[1, true]"),
        (boxed("conditional", if_="true", then="1", else_="2"), "1"),
        (boxed("conditional", if_="null", then="1", else_="2"), "2"),
        (boxed("conditional", if_="true", then="1"), "1"),
        (boxed("conditional", if_="false", then="1"), "null"),
        (boxed("filter", in_="[1, 2, 3]", match="item > 1"), "[2, 3]"),
        (boxed("filter", in_="[1, 2, 3]", match="2"), "2"),
        (boxed("filter", in_="5", match="item > 1"), "[5]"),
        (boxed("filter", in_="null", match="true"), "[]"),
        (boxed("filter", in_="[{a: 1}, {a: 2}]", match="a > 1"), "[{a: 2}]"),
        (boxed("for", "i", in_="[1, 2]", return_="i * 2"), "[2, 4]"),
        (boxed("for", "i", in_="[1..3]", return_="i"), "[1, 2, 3]"),
        (boxed("for", "i", in_="[1, 2, 3]", return_="if i = 1 then 1 else i * partial[-1]"), "[1, 2, 6]"),
        (boxed("for", "i", in_="null", return_="i"), "null"),
        (boxed("for", "i", in_="3", return_="i"), "[3]"),
        (boxed("some", "i", in_="[1, 2]", satisfies="i > 1"), "true"),
        (boxed("every", "i", in_="[1, 2]", satisfies="i > 1"), "false"),
        (boxed("every", "i", in_="[1, null]", satisfies="i > 0"), "null"),
        (
            f"<for iteratorVariable='x'>{FIVES}<return>{table([('< 10', '1'), ('> 10', '2')])}</return></for>",
            "[1, 2]",
        ),
        (invocation("count", list="[1, 2, 3]"), "3"),
        (invocation("count"), "null"),
        (invocation("function(n) n + 1", n="2"), "3"),
        (invocation("function(n) n", q="2"), "null"),
        ("<functionDefinition kind='PMML'/>", "function()"),
        ("<literalExpression><importedValues/></literalExpression>", "null"),
    ],
)
def test_a_boxed_expression_is_the_expression_in_feel(box, wanted):
    assert found(decision(box)) == wanted


TWO = [("1", '"a"'), ("< 3", '"b"')]
PAIRS = [("1", '"low"', "1"), ("1", '"high"', "2"), ("1", '"high"', "1")]


@pytest.mark.parametrize(
    ("logic", "wanted"),
    [
        (table(TWO), "null"),
        (table(TWO, policy="ANY"), "null"),
        (table([("1", "1"), ("< 3", "1")], policy="ANY"), "1"),
        (table(TWO, policy="FIRST"), '"a"'),
        (table(TWO, policy="PRIORITY", values='"b", "a"'), '"b"'),
        (table(TWO, policy="PRIORITY"), "null"),
        (table(TWO, policy="OUTPUT ORDER", values='"b", "a"'), '["b", "a"]'),
        (table(TWO, policy="OUTPUT ORDER"), "null"),
        (table(TWO, policy="RULE ORDER"), '["a", "b"]'),
        (table(TWO, policy="COLLECT"), '["a", "b"]'),
        (table(TWO, policy="COLLECT", fold="MAX"), '"b"'),
        (table(TWO, policy="COLLECT", fold="SUM"), "null"),
        (table(TWO, policy="COLLECT", fold="COUNT"), "2"),
        (table([("1", "1"), ("1", "1")], policy="COLLECT", fold="COUNT"), "2"),
        (table([("1", "1"), ("1", "2")], policy="COLLECT", fold="SUM"), "3"),
        (table([("1", "1"), ("1", "2")], policy="COLLECT", fold="MIN"), "1"),
        (table([("1", "1"), ("1", "null")], policy="COLLECT", fold="MAX"), "null"),
        (table([("1", "1"), ("1", '"a"')], policy="COLLECT", fold="MIN"), "null"),
        (table([("9", "1")]), "null"),
        (table([("9", "1")], policy="COLLECT"), "null"),
        (table([("9", "1")], policy="RULE ORDER"), "null"),
        (table([("9", "1")], policy="COLLECT", fold="SUM"), "null"),
        (table([("9", "1")], default="x * 9"), "9"),
        (table([("9", "1", "2")], outputs=("a", "b"), default="0"), "{a: 0, b: null}"),
        (table(PAIRS, outputs=("a", "b"), policy="PRIORITY", values=('"high", "low"', "1, 2")), '{a: "high", b: 1}'),
        (table([("-", "3")], values="1, 2"), "null"),
        (table([("-", '"a"')], kind="number"), "null"),
        (table([("-", "[2]")], kind="number"), "2"),
        (table([("-", "1")], allowed='"a", "b"'), "null"),
        (table([("? > 0 and ? < 2", "1")]), "1"),
        (table([("not(2, 3)", "1")]), "1"),
        (table([("not([2..5])", "1")]), "1"),
        (table([("]0..2[", "1")]), "1"),
        (table([("]1..2[, [5..9[", "1")]), "null"),
        (table([('> "a"', "1")]), "null"),
        (table([("1 +", "1"), ("1", "2")]), "2"),
        (table([("", "1")]), "1"),
        (table([("-", "{a: x}")]), "{a: 1}"),
    ],
)
def test_a_table_answers_by_its_hit_policy(logic, wanted):
    assert found(given("x") + decision(logic, "", "x"), facts={"x": 1}) == wanted


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("null", None),
        ("false", False),
        ("list contains(?, 2)", [1, 2]),
        ("[1, 2]", [1, 2]),
        ('>= date("2020-01-01")', date(2020, 5, 5)),
        ("every i in ? satisfies i > 0", [1, 2]),
        ('starts with(?, "a")', "abc"),
        ("? in [1, 2, 3] and ? > 2", 3),
        ("? = null or ? > 2", None),
    ],
)
def test_a_cell_asks_of_its_input(cell, value):
    assert found(given("x") + decision(table([(cell, '"yes"')]), "", "x"), facts={"x": value}) == '"yes"'


GRAPH = given("x") + decision("x + 1", "", "x", name="a") + decision("a * 2", "", "=a", name="b")
NUMBER = given("x", "number") + decision("x", "", "x", name="a")


@pytest.mark.parametrize(
    ("body", "goal", "facts", "wanted"),
    [
        (GRAPH + service("s", ["b"], "x"), "s", {"x": 3}, "8"),
        (GRAPH + service("s", ["b"], "=a"), "s", {"a": 10}, "20"),
        (GRAPH + service("s", ["b", "a"], "x"), "s", {"x": 3}, "{b: 8, a: 4}"),
        (GRAPH + service("s", ["b"], "x") + decision("s(3)", "", "s()"), "d", {}, "8"),
        (GRAPH + service("s", ["b"], "x") + decision("s(x: 3)", "", "s()"), "d", {}, "8"),
        (GRAPH + service("s", ["b"], "x") + decision("s(y: 3)", "", "s()"), "d", {}, "null"),
        (GRAPH + service("s", ["b"], "x") + decision("s(1, 2)", "", "s()"), "d", {}, "null"),
        (GRAPH + service("s", ["b"], "x") + decision(invocation("s", x="3"), "", "s()"), "d", {}, "8"),
        (GRAPH + service("s", ["b"]) + decision("s()", "", "s()", "x"), "d", {"x": 3}, "null"),
        (NUMBER + service("s", ["a"], "x") + decision('s("q")', "", "s()"), "d", {}, "null"),
        (TAKES_NUMBER + GRAPH + service("s", ["b"], "x", kind="F") + decision("s(3)", "", "s()"), "d", {}, "8"),
    ],
)
def test_a_service_is_a_function_of_its_inputs(body, goal, facts, wanted):
    assert found(body, goal, facts) == wanted


OTHER = given("x") + decision("x + 1", "", "x", name="a") + knowledge("f", {"n": "number"}, "n + 1") + LETTER


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (imported("o") + decision("o.a * 2", "", "=urn:o#a"), "6"),
        (imported("o") + decision("o.x", "", "urn:o#x"), "2"),
        (imported("o") + decision("o.f(4)", "", "urn:o#f()"), "5"),
        (imported("o") + decision(invocation("o.f", n="4"), "", "urn:o#f()"), "5"),
        (imported("") + decision("f(4)", "", "urn:o#f()"), "5"),
        (imported("my mod") + decision("my mod.f(4)", "", "urn:o#f()"), "5"),
        (imported("o") + decision('"z"', "o.T"), "null"),
        (imported("o") + decision('"a" instance of o.T'), "true"),
        (imported("o", "urn:nobody") + decision("1"), "1"),
    ],
)
def test_an_imported_model_is_read_by_its_name(body, wanted):
    assert found(body, facts={"o": {"x": 2}}, other=OTHER) == wanted
