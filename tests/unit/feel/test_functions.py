"""Every function of DMN 1.5 section 10.3.4 on ordinary, empty, null and wrong arguments."""

import pytest

from rules.feel import FeelSyntaxError, Limits, compile_expression
from rules.feel.functions.conversion import text_of


def text(expression):
    return text_of(compile_expression(expression).evaluate({}), inside=True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("foobar", 3.8)', '"obar"'),
        ('substring("foobar", 3, 5)', "null"),
        ('substring("foobar", 0)', "null"),
        ('substring(["foobar"], 3)', '"obar"'),
        ('string length("\\U01F40Eab")', "3"),
        ('substring before("foobar", "xyz")', '""'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring after("foo", "")', '"foo"'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('split("abc", "")', "null"),
        ('string join(["a", null, "c"], "X")', '"aXc"'),
        ('string join(["a", 1], "X")', "null"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("abracadabra", "a.*?a", "*")', '"*c*bra"'),
        ('replace("abracadabra", ".*?", "$1")', "null"),
        ('replace("abc", "b", "$")', "null"),
        ('replace("abc", "b", "\\\\$")', '"a$c"'),
        ('replace("a.b", ".", "$1", "q")', '"a$1b"'),
        ('replace("ABC", "b", "x", "i")', '"AxC"'),
    ],
)
def test_texts(expression, expected):
    assert text(expression) == expected


@pytest.mark.parametrize(
    ("pattern", "flags", "given", "expected"),
    [
        ("[A-Z-[OI]]", "i", "o", False),
        ("[A-Z-[OI]]", "i", "q", True),
        (r"\\p{ Is Basic Latin }+", "x", "abc", True),
        ("a b[ ]c", "x", "ab c", True),
        (r"(a)(b)\\2\\1", "", "abba", True),
        (r"(a)[\\1]", "", "a", None),
        (r"\\1(a)", "", "aa", None),
        (r"\\bfoo", "", "foo", None),
        ("(?=a)", "", "a", None),
        ("a++", "", "a", None),
        ("a{2,1}", "", "a", None),
        ("{", "", "{", None),
        ("]", "", "]", None),
        ("[]", "", "a", None),
        ("[b-a]", "", "a", None),
        ("(a", "", "a", None),
        ("a)", "", "a", None),
        ("^a$", "", "a\\n", False),
        ("^b$", "m", "a\\nb", True),
        ("a.b", "", "a\\rb", False),
        ("a.b", "s", "a\\rb", True),
        (r"\\i\\c*", "", "_a-1", True),
        (r"^\\w$", "", "_", False),
        ("a", "k", "a", None),
        ("[[a]]", "", "a", None),
        ("[a&&b]", "", "&", True),
        ("[-a]", "", "-", True),
        ("a{2}", "", "aa", True),
    ],
)
def test_patterns_are_those_of_xpath(pattern, flags, given, expected):
    found = compile_expression(f'matches("{given}", "{pattern}", "{flags}")').evaluate({})

    assert found is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("append([1], [2, 3])", "[1, [2, 3]]"),
        ("append([1], null)", "[1, null]"),
        ("append(list: [1], item: 2)", "[1, 2]"),
        ("concatenate([[1], [2]])", "[[1], [2]]"),
        ("concatenate([1, 2], null)", "null"),
        ("union([1, null], [null, 3])", "[1, null, 3]"),
        ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
        ("insert before([], 1, 1)", "null"),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("sublist([1, 2, 3], -2, 1)", "[2]"),
        ("index of([1, null], null)", "[2]"),
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("list replace([2, 4, 7, 8], -3, 6)", "[2, 6, 7, 8]"),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ("list replace([1, 2], function(item, newItem) null, 3)", "null"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev([47])", "null"),
        ("stddev(1, 1e6000)", "null"),
        ("product([2, 3, 4])", "24"),
        ("all([null, true])", "null"),
        ("any([])", "false"),
        ("max(1, null)", "null"),
        ("sum([])", "null"),
        ("count(1)", "1"),
    ],
)
def test_lists(expression, expected):
    assert text(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
        ('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        ('context put(context: {x: 1}, keys: ["y"], value: 2)', "{x: 1, y: 2}"),
        ('context put({x: 1}, ["y", "a"], 2)', "null"),
        ("context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('number("1.000.000,00", ".", ",")', "1000000"),
        ('number("1.5", ".", ".")', "null"),
        ('string({a: [1, "x", null]})', '"{a: [1, "x", null]}"'),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("round half down(1.125, 2)", "1.12"),
        ("floor(-1.56, 1)", "-1.6"),
        ("even(5.5)", "null"),
        ("time(0, 99999999999999999999, 1)", "null"),
        ('time(1, 2, 3, duration("PT15H"))', "null"),
        ('range("[1..3)").end included', "false"),
        ('range("(..5]").end', "5"),
        ('range("[1..]")', "null"),
        ("overlaps before([1..5), [5..8])", "false"),
        ("for i in (1..4) return i", "[2, 3]"),
        ("[4..1)", "null"),
        ("123 instance of list", "null"),
        ('[1] = ["a"]', "false"),
        ('@"10:00:00" < @"11:00:00Z"', "true"),
        ('@"2020-01-02T00:00:00" - @"2020-01-01"', "null"),
        ('@"2020-01-02T00:00:00Z" - @"2020-01-01" = @"P1D"', "true"),
        ('is(@"10:00:00Z", @"10:00:00")', "false"),
        ("[1, null] instance of list<Any>", "true"),
        ("{a: 1, b: 2} instance of context<a: number>", "true"),
        ("[1..2] instance of range<string>", "false"),
        ("(function(a: string) a) instance of function<number>->string", "false"),
        ("(function(a) a) instance of function<Any>->Any", "true"),
        ("(function(a: string) a + a) instance of function<string>->string", "true"),
        ("(function(a: string) a + a) instance of function<string>->number", "false"),
        ("(function(a: number) a > 1) instance of function<number>->boolean", "true"),
        ("(function(a: number) [a, 1]) instance of function<number>->list<string>", "false"),
        ("(function() function(a: number) 1) instance of function<>->function<number>->number", "true"),
        ("1 instance of Foo", "null"),
        ("(function(x: list<number>) count(x))(1)", "1"),
        ("(function(x: number) x)([1])", "1"),
        ('(function(x: number) 1)("a")', "null"),
    ],
)
def test_contexts_numbers_ranges_and_types(expression, expected):
    assert text(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('function(a, b) external {java: {class: "java.lang.Math", method signature: "max(double,double)"}}', "2.5"),
        ('function(a, b) external {java: {class: "java.lang.Math", method signature: "max(int,int)"}}', "null"),
        ('function(a, b) external {java: {class: "java.lang.Runtime", method signature: "exec(int,int)"}}', "null"),
        ('function(a, b) external {java: {class: "os", method signature: "system"}}', "null"),
        ("function(a, b) external 1", "null"),
    ],
)
def test_external_functions_are_those_of_a_fixed_table(expression, expected):
    call = compile_expression(f"({expression})(1, 2.5)", limits=Limits(external=True))

    assert text_of(call.evaluate({})) == expected


def test_external_functions_are_refused_where_they_are_not_allowed():
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression('1 + (function(a) external {java: {class: "java.lang.Math"}})(1)')

    assert "external" in refused.value.text.vi
    assert refused.value.column == 18
