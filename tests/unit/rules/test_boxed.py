"""Boxed expressions, knowledge, services, types and imports: what the conformance cases do not show."""

from xml.etree.ElementTree import canonicalize

import pytest

from rules.evaluate import EvaluationFailed, decide
from rules.packs import PackError, load_pack
from rules.packs.edit import rules_of, with_rules
from tests.unit.rules.build import HEAD, MANIFEST, NOW, literal, pack, result, table, value

KNOW = '<knowledgeRequirement><requiredKnowledge href="#{}"/></knowledgeRequirement>'
NEED = '<informationRequirement><requiredDecision href="#{}"/></informationRequirement>'


def knowledge(name, text, parameters=("n",), required=""):
    formal = "".join(f"<formalParameter name='{one}'/>" for one in parameters)
    logic = f"<encapsulatedLogic>{formal}<literalExpression><text>{text}</text></literalExpression></encapsulatedLogic>"
    return f"<businessKnowledgeModel id='{name}' name='{name}'>{logic}{required}</businessKnowledgeModel>"


def service(name, output, *inputs):
    given = "".join(f"<{kind} href='#{one}'/>" for kind, one in inputs)
    return f"<decisionService id='{name}' name='{name}'><outputDecision href='#{output}'/>{given}</decisionService>"


def boxed(inner):
    return f"<decision id='t' name='t'>{inner}</decision>"


CROSS = "<decisionTable preferredOrientation='CrossTable'><output name='a'/></decisionTable>"
ENTRY = "<contextEntry><variable name='a'/><literalExpression><text>1 +</text></literalExpression></contextEntry>"
MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
TYPE = "<itemDefinition name='{}'><typeRef>{}</typeRef></itemDefinition>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (boxed("<for><in><literalExpression><text>1</text></literalExpression></in></for>"), "variable name"),
        (boxed("<conditional><if/></conditional>"), "part if"),
        (boxed("<relation><column name='a'/><row/></relation>"), "cells"),
        (boxed("<literalExpression><importedValues/></literalExpression>"), "Imported values"),
        (boxed("<functionDefinition kind='PMML'/>"), "PMML"),
        (boxed("<functionDefinition kind='Java'/>"), "Java"),
        (literal("a", "function(n) external {java: {}}"), "External functions"),
        (boxed("<literalExpression typeRef='Tien'><text>1</text></literalExpression>"), "no type Tien"),
        (TYPE.format("a", "feel:money"), "no type feel:money"),
        (boxed(f"<context>{ENTRY}</context>"), "column"),
        (boxed(CROSS), "crosstab"),
        ("<decisionService id='s' name='s'/>", "output decision"),
        (literal("a", "1", KNOW.format("nobody")), "no nobody"),
        (f"<import name='o' namespace='urn:other' importType='{MODEL}'/>", "urn:other"),
        (TYPE.format("a", "b") + TYPE.format("b", "a"), "made of itself"),
        (literal("a", "s()", KNOW.format("s")) + service("s", "a"), "Circular"),
        (
            literal("a", "k()", KNOW.format("k")) + knowledge("k", "s()", (), KNOW.format("s")) + service("s", "a"),
            "Circular",
        ),
        (table([("1", "2")], policy="COLLECT", aggregation="SUM", outputs=("a", "b")), "not several"),
    ],
)
def test_what_cannot_run_is_refused_by_name(body, words):
    with pytest.raises(PackError) as refusal:
        pack(body)

    assert words in str(refusal.value)
    assert all(problem.text.vi and problem.text.en for problem in refusal.value.problems)


def test_a_table_inside_a_context_is_traced_and_finds():
    row = {"ruleId": "R-1", "severity": "WARN", "messageVi": "Xem lại"}
    inner = table([("> 1", '"cao"', row)]).split("</informationRequirement>")[1]
    body = boxed(
        "<informationRequirement><requiredInput href='#in_x'/></informationRequirement><context><contextEntry>"
        f"<variable name='hạng'/>{inner.removesuffix('</decision>')}</contextEntry></context>"
    )

    found = result(body, x=5)

    assert found.outputs == {"hạng": "cao"}
    assert [finding.rule_id for finding in found.findings] == ["R-1"]
    assert [row.matched for row in found.trace[-1].rows] == [True]


def test_endless_recursion_is_null_with_a_warning():
    found = result(knowledge("f", "f(n + 1)") + literal("t", "f(1)", KNOW.format("f")))

    assert found.outputs == {"t": None}
    assert found.trace[-1].warnings


def test_the_work_of_a_service_counts_as_that_of_its_caller():
    from rules.feel import BudgetExceeded

    slow = literal("slow", "count(for i in 1..1000 return i)")
    body = slow + service("s", "slow") + literal("t", "count(for i in 1..1000 return s())", KNOW.format("s"))

    with pytest.raises(BudgetExceeded):
        result(body)


def test_a_function_in_a_result_is_plain_in_the_trace():
    found = result(literal("t", "function(a, b) a + b"))

    assert found.to_json()["outputs"] == {"t": "function(a, b)"}


def test_a_service_is_a_decision_of_its_own():
    body = literal("p", "x * 2", '<informationRequirement><requiredInput href="#in_x"/></informationRequirement>')
    body += service("double", "p", ("inputData", "in_x"))

    assert decide(pack(body), "double", {"x": 4}, now=NOW).outputs == {"double": 8}
    with pytest.raises(KeyError):
        decide(pack(body), "nothing", {}, now=NOW)


def test_a_decision_sees_only_the_decisions_that_it_requires():
    body = literal("a", "1") + literal("b", "a + 1", NEED.format("a"))

    assert value(body + literal("t", "[a, b]", NEED.format("b"))) == [None, 2]


def test_a_text_that_is_not_feel_is_null_where_reading_is_lenient():
    source = f"{HEAD}{literal('t', '1 +')}{literal('u', '2')}</definitions>".encode()
    manifest = MANIFEST.format(kind="REFERENCE").encode()

    lenient = load_pack(source, manifest, strict=False)

    assert decide(lenient, "t", {}, now=NOW).outputs == {"t": None}
    assert decide(lenient, "u", {}, now=NOW).outputs == {"u": 2}
    with pytest.raises(PackError):
        load_pack(source, manifest)


def test_a_table_that_contradicts_itself_is_null_where_reading_is_lenient():
    body = table([("> 1", "1"), ("> 2", "2")], policy="UNIQUE") + literal("n", "t = null", NEED.format("t"))
    manifest = MANIFEST.format(kind="REFERENCE").encode()

    lenient = load_pack(f"{HEAD}{body}</definitions>".encode(), manifest, strict=False)

    assert decide(lenient, "n", {"x": 3}, now=NOW).outputs == {"n": True}
    with pytest.raises(EvaluationFailed):
        result(body, "n", x=3)


def test_imported_models_belong_to_the_seal():
    def sealed(text):
        other = f"{HEAD.replace('urn:test', 'urn:other')}{literal('t', text)}</definitions>".encode()
        own = HEAD + '<import name="o" namespace="urn:other" importType="-"/></definitions>'
        return load_pack(own.encode(), MANIFEST.format(kind="REFERENCE").encode(), models=[other]).sha256

    assert sealed("1") == sealed("1") != sealed("2")


def test_editing_a_table_keeps_every_other_construct():
    body = (
        "<!-- ghi chú --><itemDefinition name='tA'><typeRef>number</typeRef></itemDefinition>"
        + knowledge("f", "n + 1")
        + literal("d", "f(1)", KNOW.format("f"))
        + service("s", "d")
        + boxed("<list><literalExpression><text>1</text></literalExpression></list>").replace("'t'", "'l'")
        + table([("1", "2"), ("2", "3")])
    )
    source = f"{HEAD}{body}</definitions>".encode()
    rules = rules_of(source)["t"]

    edited = with_rules(source, {"t": rules[:1]})

    gone = body[body.index("<rule id='R2'") : body.index("</rule>", body.index("<rule id='R2'")) + 7]
    wanted = f"{HEAD}{body.replace(gone, '')}</definitions>"
    assert canonicalize(edited, with_comments=True) == canonicalize(wanted, with_comments=True)
    assert with_rules(source, {"t": rules}) == source
