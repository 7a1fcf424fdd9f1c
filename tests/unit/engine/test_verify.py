"""What the check before publication finds, and that a good diagram passes it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.bpmn.catalogue import Catalogue
from engine.bpmn.findings import Finding, Severity, has_errors
from engine.bpmn.verify import check
from tests.unit.engine.diagrams import CATALOGUE, CHECK_TASK, diagram

SHARED_MODELS = Path(os.environ.get("HD_SHARED", Path(__file__).parents[4] / "shared")) / "conformance" / "bpmn"


def found(body: str, flows: str = "", *, before: str = "", catalogue: Catalogue = CATALOGUE) -> list[Finding]:
    return check(diagram(body, flows, before=before), catalogue)


def codes(findings: list[Finding]) -> set[str]:
    return {f.code for f in findings}


def around(element: str) -> list[Finding]:
    """Findings of start, one element with id X, end."""
    return found(f'<startEvent id="S"/>{element}<endEvent id="E"/>', "S > X\nX > E")


GOOD = (
    f"""<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_E"/>
    <userTask id="Sign" hd:form="F-SIGN" hd:role="DIRECTOR" hd:notSameAs="Check"/>
    <businessRuleTask id="Rule" hd:pack="domestic-cap" hd:decision="grant" hd:resultVariable="grant"/>
    <serviceTask id="Reserve" hd:operation="budget.reserve" hd:resultVariable="reservation"><extensionElements>
      <hd:input name="amount_vnd" expression="grant.grant_vnd"/><hd:notify code="N-RECEIVED" to="OFFICER"/>
    </extensionElements></serviceTask><endEvent id="E"/>""",
    'S > Check\nCheck > G\nG > Rule : F_CHECK.outcome = "YES"\nG > E\nRule > Reserve\nReserve > Sign\nSign > E',
)


def test_a_good_diagram_has_nothing_to_report() -> None:
    assert found(*GOOD) == []


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ('<userTask id="X" hd:role="OFFICER"/>', "form.missing"),
        ('<userTask id="X" hd:role="OFFICER" hd:form="F-NONE"/>', "form.unknown"),
        ('<userTask id="X" hd:form="F-CHECK"/>', "role.missing"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="KING"/>', "role.unknown"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="OFFICER" hd:notSameAs="Gone"/>', "separation.unknown"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="OFFICER" hd:notSameAs="X"/>', "separation.unknown"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="OFFICER" hd:timeLimit="D-GONE"/>', "limit.unknown"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="OFFICER" hd:timeLimit="D-GONE" hd:dueWorkingDays="1"/>',
         "limit.twice"),
        ('<serviceTask id="X"/>', "operation.missing"),
        ('<serviceTask id="X" hd:operation="os.system"/>', "operation.unknown"),
        ('<serviceTask id="X" hd:operation="budget.reserve"/>', "input.missing"),
        ('<serviceTask id="X" hd:operation="letter.issue"><extensionElements><hd:input name="template" '
         "expression='\"SLIP_NONE\"'/></extensionElements></serviceTask>", "document.unknown"),
        ('<serviceTask id="X" hd:operation="letter.issue"><extensionElements><hd:input name="colour" '
         'expression="1"/></extensionElements></serviceTask>', "input.unknown"),
        ('<businessRuleTask id="X" hd:resultVariable="r"/>', "pack.missing"),
        ('<businessRuleTask id="X" hd:pack="nothing" hd:decision="d" hd:resultVariable="r"/>', "pack.unknown"),
        ('<businessRuleTask id="X" hd:pack="domestic-cap" hd:decision="d" hd:resultVariable="r"/>', "decision.unknown"),
        ('<businessRuleTask id="X" hd:pack="domestic-cap" hd:decision="grant"/>', "result.missing"),
        ('<scriptTask id="X"><extensionElements><hd:notify code="N-NONE" to="OFFICER"/></extensionElements>'
         '</scriptTask>', "notification.unknown"),
        ('<scriptTask id="X"><script>a := b</script></scriptTask>', "variable.unknown"),
        ('<scriptTask id="X"><script>a := 1 +</script></scriptTask>', "feel.syntax"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_named(element: str, code: str) -> None:
    findings = [f for f in around(element) if f.code == code]

    assert [f.element_id for f in findings] == ["X"]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].line == 4


@pytest.mark.parametrize("name", ["typename", "__class__", "__builtins__", "constructor", "a b", "1a"])
def test_names_that_mean_something_to_an_interpreter_are_refused(name: str) -> None:
    element = f'<businessRuleTask id="X" hd:pack="domestic-cap" hd:decision="grant" hd:resultVariable="{name}"/>'

    assert "name.reserved" in codes(around(element))


def branch(condition: str) -> list[Finding]:
    return found(
        f'<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_E"/><endEvent id="E"/>'
        '<endEvent id="N"/>',
        f"S > Check\nCheck > G\nG > N : {condition}\nG > E",
    )


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("__import__('os').system('id')", "feel.hostile_name"),
        ("().__class__.__bases__", "feel.hostile_name"),
        ("len(F_CHECK) > 3 and [x for x in y]", "feel.syntax"),
        ("F_CHECK.outcome == 'YES'", "feel.syntax"),
        ("lambda: 1", "feel.syntax"),
        ("nobody_sets_this = 1", "variable.unknown"),
        ('F_CHECK.result = "YES"', "field.unknown"),
        ('F_CHECK.outcome = "YEP"', "value.impossible"),
    ],
)
def test_a_condition_must_be_feel_over_known_variables(condition: str, code: str) -> None:
    findings = branch(condition)

    assert code in codes(findings)
    assert {f.element_id for f in findings if f.code == code} == {"F_G_N"}


@pytest.mark.parametrize(
    "condition", ['F_CHECK.outcome = "YES"', "= dossier.line = \"x.y = 'a'\"", "applicant != null"]
)
def test_a_good_condition_passes(condition: str) -> None:
    assert branch(condition) == []


def test_an_exclusive_split_needs_a_default_flow() -> None:
    findings = found(
        f'<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G"/><endEvent id="E"/><endEvent id="N"/>',
        'S > Check\nCheck > G\nG > N : F_CHECK.outcome = "YES"\nG > E',
    )

    assert codes(findings) == {"split.no_default", "split.no_condition"}


def test_where_the_publisher_asks_for_no_default_flow_its_want_is_a_warning() -> None:
    xml = diagram(
        f'<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G"/><endEvent id="E"/>',
        'S > Check\nCheck > G\nG > E : F_CHECK.outcome = "YES"',
    )

    for needed, severity in ((True, Severity.ERROR), (False, Severity.WARNING)):
        findings = check(xml, replace(CATALOGUE, needs_default=needed))
        assert [f.severity for f in findings if f.code == "split.no_default"] == [severity]


def test_a_condition_on_a_flow_that_leaves_an_event_is_refused() -> None:
    findings = found('<startEvent id="S"/><endEvent id="E"/>', "S > E : dossier = 1")

    assert "condition.ignored" in codes(findings)


def test_a_conditional_exit_of_a_task_needs_a_way_out_too() -> None:
    findings = found(
        f'<startEvent id="S"/>{CHECK_TASK}<endEvent id="E"/>', 'S > Check\nCheck > E : F_CHECK.outcome = "YES"'
    )

    assert codes(findings) == {"split.no_default"}


def test_unreachable_nodes_dead_ends_and_traps_are_named() -> None:
    findings = found(
        f"""<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_E"/><endEvent id="E"/>
        <scriptTask id="Lost"/><scriptTask id="Dead"/>
        <userTask id="Trap" hd:form="F-CHECK" hd:role="OFFICER"/>""",
        'S > Check\nCheck > G\nG > E\nG > Dead : F_CHECK.outcome = "NO"\nG > Trap : F_CHECK.outcome = "YES"\n'
        "Trap > Trap\nLost > E",
    )

    assert {(f.element_id, f.code) for f in findings} == {
        ("Lost", "unreachable"), ("Dead", "dead_end"), ("Trap", "no_way_out"),
    }  # fmt: skip


def loop(script: str, condition: str) -> list[Finding]:
    return found(
        f"""<startEvent id="S"/><scriptTask id="Init"><script>n := 0</script></scriptTask>
        <scriptTask id="A"><script>{script}</script></scriptTask><exclusiveGateway id="G" default="F_G_E"/>
        <endEvent id="E"/>""",
        f"S > Init\nInit > A\nA > G\nG > A : {condition}\nG > E",
    )


def test_an_automatic_loop_that_nothing_can_end_is_refused_with_its_path() -> None:
    (finding,) = loop("m := 1", "n = 0")

    assert (finding.code, finding.severity, set(finding.path)) == ("loop.endless", Severity.ERROR, {"A", "G"})


def test_an_automatic_loop_that_counts_is_a_warning() -> None:
    (finding,) = loop("n := n + 1", "n < 3")

    assert (finding.code, finding.severity) == ("loop.automatic", Severity.WARNING)


def test_a_correction_loop_through_a_person_is_fine() -> None:
    findings = found(
        f'<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_E"/><endEvent id="E"/>',
        'S > Check\nCheck > G\nG > Check : F_CHECK.outcome = "NO"\nG > E',
    )

    assert findings == []


def test_an_exclusive_split_into_an_and_join_is_refused_with_the_path() -> None:
    findings = found(
        f"""<startEvent id="S"/>{CHECK_TASK}<exclusiveGateway id="G" default="F_G_B"/><scriptTask id="A"/>
        <scriptTask id="B"/><parallelGateway id="J" name="Chờ đủ"/><endEvent id="E"/>""",
        'S > Check\nCheck > G\nG > A : F_CHECK.outcome = "YES"\nG > B\nA > J\nB > J\nJ > E',
    )

    (finding,) = findings
    assert (finding.code, finding.element_id) == ("join.starves", "J")
    assert finding.path[:3] == ("S", "Check", "G")
    assert "Chờ đủ" in finding.text.vi


def test_parallel_branches_that_join_are_sound() -> None:
    findings = found(
        f"""<startEvent id="S"/><parallelGateway id="P1"/>{CHECK_TASK}
        <userTask id="Sign" hd:form="F-SIGN" hd:role="DIRECTOR"/><parallelGateway id="P2"/><endEvent id="E"/>""",
        "S > P1\nP1 > Check\nP1 > Sign\nCheck > P2\nSign > P2\nP2 > E",
    )

    assert findings == []


def test_parallel_branches_that_meet_without_a_join_are_a_warning() -> None:
    findings = found(
        f"""<startEvent id="S"/><parallelGateway id="P1"/><scriptTask id="A"/><scriptTask id="B"/>{CHECK_TASK}
        <endEvent id="E"/>""",
        "S > P1\nP1 > A\nP1 > B\nA > Check\nB > Check\nCheck > E",
    )

    assert [(f.code, f.element_id, f.severity) for f in findings] == [("runs_twice", "Check", Severity.WARNING)]


def test_two_branches_that_write_one_variable_are_told() -> None:
    findings = found(
        """<startEvent id="S"/><parallelGateway id="P1"/><parallelGateway id="P2"/><endEvent id="E"/>
        <scriptTask id="A"><script>x := 1\ny := 1</script></scriptTask>
        <scriptTask id="B"><script>x := 2\nz := 1</script></scriptTask>
        <scriptTask id="C"><script>y := 2</script></scriptTask>""",
        "S > P1\nP1 > A\nP1 > B\nA > P2\nB > P2\nP2 > C\nC > E",
    )

    (finding,) = findings
    assert (finding.code, finding.path) == ("branches.same_variable", ("A", "B"))
    assert "“x”" in finding.text.vi


def test_an_interrupted_branch_starves_its_join() -> None:
    findings = found(
        f"""<startEvent id="S"/><parallelGateway id="P1"/>{CHECK_TASK}<scriptTask id="B"/>
        <boundaryEvent id="Late" attachedToRef="Check"><timerEventDefinition hd:workingDays="1"/></boundaryEvent>
        <parallelGateway id="P2"/><endEvent id="E"/><endEvent id="E2"/>""",
        "S > P1\nP1 > Check\nP1 > B\nCheck > P2\nB > P2\nP2 > E\nLate > E2",
    )

    assert codes(findings) == {"join.starves"}
    assert "Late" in findings[0].path


def test_many_parallel_branches_are_decided_quickly() -> None:
    names = [f"T{i}" for i in range(40)]
    findings = found(
        '<startEvent id="S"/><parallelGateway id="P1"/><parallelGateway id="P2"/><endEvent id="E"/>'
        + "".join(f'<scriptTask id="{n}"/>' for n in names),
        "S > P1\nP2 > E\n" + "\n".join(f"P1 > {n}\n{n} > P2" for n in names),
    )

    assert findings == []


def test_a_loop_that_starts_a_branch_each_round_never_ends() -> None:
    findings = found(
        f'<startEvent id="S"/>{CHECK_TASK}<parallelGateway id="P"/><endEvent id="E"/>',
        "S > Check\nCheck > P\nP > Check\nP > E",
    )

    (finding,) = findings
    assert finding.code == "soundness.livelock"
    assert finding.path[:3] == ("S", "Check", "P")


def test_a_flood_of_tokens_is_not_called_sound() -> None:
    findings = found(
        f"""<startEvent id="S"/>{CHECK_TASK}<parallelGateway id="P"/><parallelGateway id="J"/><endEvent id="E"/>
        <exclusiveGateway id="G" default="F_G_E"/>""",
        'S > Check\nCheck > P\nP > Check\nP > J\nP > G\nG > J : F_CHECK.outcome = "NO"\nG > E\nJ > E',
    )

    (finding,) = [f for f in findings if f.code == "soundness.floods"]
    assert (finding.severity, finding.path[:4]) == (Severity.WARNING, ("S", "Check", "P", "Check"))


def test_an_event_gateway_leads_to_catch_events_only() -> None:
    findings = found(
        '<startEvent id="S"/><eventBasedGateway id="G"/><scriptTask id="A"/><endEvent id="E"/>', "S > G\nG > A\nA > E"
    )

    assert "event_gateway.targets" in codes(findings)


def test_a_diagram_of_another_tool_is_accepted_or_refused_but_never_breaks_the_check() -> None:
    models = sorted(SHARED_MODELS.rglob("*.bpmn"))

    reports = [check(path.read_bytes(), CATALOGUE) for path in models]

    assert all(f.text.vi and f.text.en for findings in reports for f in findings)
    assert not models or any(not has_errors(findings) for findings in reports)


@pytest.mark.parametrize(
    ("element", "what"),
    [
        ('<scriptTask id="X" hd:resultVariable="x"><script>x := 1</script></scriptTask>', "hd:resultVariable"),
        ('<userTask id="X" hd:form="F-CHECK" hd:role="OFFICER" hd:operation="pay"/>', "hd:operation"),
        ('<parallelGateway id="X" hd:role="OFFICER"/>', "hd:role"),
        ('<userTask id="X" hd:form="F-CHECK" hd:rôle="OFFICER" hd:role="OFFICER"/>', "hd:rôle"),
        (
            '<scriptTask id="X"><extensionElements><hd:input name="a" expression="1"/></extensionElements>'
            "<script>x := 1</script></scriptTask>",
            "<hd:input>",
        ),
        (
            '<scriptTask id="X"><extensionElements><hd:notify code="N" to="OFFICER" when="x"/></extensionElements>'
            "<script>x := 1</script></scriptTask>",
            "<hd:notify when>",
        ),
    ],
)
def test_what_would_be_ignored_is_refused_by_name(element: str, what: str) -> None:
    (finding,) = [finding for finding in around(element) if finding.code == "hd.misplaced"]

    assert finding.element_id == "X"
    assert what in finding.text.vi
    assert what in finding.text.en
