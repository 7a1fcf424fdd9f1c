"""What is read from a BPMN file, and what is refused with which words."""

from __future__ import annotations

import pytest

from engine.bpmn.definition import inspect_all, read_definition
from engine.bpmn.findings import BpmnRefused
from engine.bpmn.verify import check
from tests.unit.engine.diagrams import CATALOGUE, CHECK_TASK, diagram

FULL = diagram(
    """
    <startEvent id="Start"/>
    <userTask id="Check" name="Kiểm tra" hd:nameEn="Check" hd:form="F-CHECK" hd:role="OFFICER" hd:dueWorkingDays="3"
              hd:assignee="= applicant">
      <extensionElements><hd:notify code="N-RECEIVED" to="APPLICANT"/></extensionElements>
    </userTask>
    <boundaryEvent id="Late" attachedToRef="Check" cancelActivity="false">
      <timerEventDefinition hd:workingDays="10"/>
    </boundaryEvent>
    <exclusiveGateway id="Gw" default="F_Gw_End"/>
    <subProcess id="Sub">
      <startEvent id="SubStart"/>
      <serviceTask id="Reserve" hd:operation="budget.reserve" hd:resultVariable="reservation">
        <extensionElements><hd:input name="amount_vnd" expression="= 5"/></extensionElements>
      </serviceTask>
      <intermediateCatchEvent id="Money"><messageEventDefinition messageRef="M1"/></intermediateCatchEvent>
      <endEvent id="SubEnd"/>
      <sequenceFlow id="s1" sourceRef="SubStart" targetRef="Reserve"/>
      <sequenceFlow id="s2" sourceRef="Reserve" targetRef="Money"/>
      <sequenceFlow id="s3" sourceRef="Money" targetRef="SubEnd"/>
    </subProcess>
    <scriptTask id="Count"><script>total := 1 + 1
    next := total</script></scriptTask>
    <endEvent id="End"/>
    <endEvent id="Stop"><terminateEventDefinition/></endEvent>
    """,
    """
    Start > Check
    Check > Gw
    Gw > Sub : = F_CHECK.outcome = "YES"
    Gw > End
    Sub > Count
    Count > End
    Late > Stop
    """,
    before='<message id="M1" name="budget-available"/>',
)


def test_a_diagram_becomes_typed_nodes_and_flows() -> None:
    definition = read_definition(FULL)

    check = definition.nodes["Check"]
    assert (definition.key, definition.title.vi, definition.title.en) == ("P", "Thử", "Trial")
    assert (check.form, check.form_variable, check.role, check.due_working_days) == ("F-CHECK", "F_CHECK", "OFFICER", 3)
    assert (check.name.vi, check.name.en, check.assignee) == ("Kiểm tra", "Check", "applicant")
    assert check.notifications[0].code == "N-RECEIVED"
    assert [f.condition for f in definition.out("Gw")] == ['F_CHECK.outcome = "YES"', None]
    assert [f.is_default for f in definition.out("Gw")] == [False, True]


def test_events_carry_their_timer_or_message() -> None:
    definition = read_definition(FULL)

    late = definition.nodes["Late"]
    assert (late.attached_to, late.interrupting, late.event) == ("Check", False, "timer")
    assert late.timer is not None
    assert late.timer.working_days == 10
    assert definition.nodes["Money"].message == "budget-available"
    assert definition.nodes["Stop"].event == "terminate"
    assert definition.messages == {"budget-available"}


def test_a_sub_process_holds_its_own_nodes() -> None:
    definition = read_definition(FULL)

    assert definition.children["Sub"] == ("SubStart", "Reserve", "Money", "SubEnd")
    assert definition.nodes["Reserve"].parent == "Sub"
    assert definition.starts["Sub"] == ("SubStart",)
    assert definition.start_id == "Start"
    assert definition.boundary == {"Check": ("Late",)}


def test_service_inputs_and_script_lines_are_feel_without_the_equals_sign() -> None:
    definition = read_definition(FULL)

    assert [(i.name, i.expression) for i in definition.nodes["Reserve"].inputs] == [("amount_vnd", "5")]
    assert [(a.name, a.expression) for a in definition.nodes["Count"].script] == [("total", "1 + 1"), ("next", "total")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PT1S", 'duration("PT1S")'),
        ("P1DT2H", 'duration("P1DT2H")'),
        ('= duration("P30D")', 'duration("P30D")'),
        ("waiting_time", "waiting_time"),
    ],
)
def test_a_timer_may_be_written_as_iso_text_or_as_feel(written: str, meant: str) -> None:
    definition = read_definition(
        diagram(
            f"""<startEvent id="S"/><intermediateCatchEvent id="T"><timerEventDefinition>
            <timeDuration>{written}</timeDuration></timerEventDefinition></intermediateCatchEvent><endEvent id="E"/>""",
            "S > T\nT > E",
        )
    )

    timer = definition.nodes["T"].timer
    assert timer is not None
    assert timer.duration == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_honoured(encoding: str) -> None:
    text = diagram('<startEvent id="S" name="Día"/><endEvent id="E"/>', "S > E").decode()
    data = text.replace("Thử", "Tháng").replace("UTF-8", encoding.upper()).encode(encoding)

    definition = read_definition(data)

    assert (definition.title.vi, definition.nodes["S"].name.vi) == ("Tháng", "Día")


def refusal(xml: bytes) -> BpmnRefused:
    with pytest.raises(BpmnRefused) as caught:
        read_definition(xml)
    return caught.value


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ("<callActivity id='X' name='Việc'/>", "call.missing"),
        ("<choreographyTask id='X' name='Việc'/>", "bpmn.choreographyTask"),
        ("<subProcess id='Y' triggeredByEvent='true'><startEvent id='X' name='Việc'/></subProcess>",
         "bpmn.startEvent"),
        ("<sendTask id='X' name='Việc' messageRef='M' hd:operation='o'/>", "send.twice"),
        ("<startEvent id='X' name='Việc' parallelMultiple='true'><timerEventDefinition/></startEvent>",
         "bpmn.multiple_events"),
        ("<eventBasedGateway id='X' name='Việc' eventGatewayType='Parallel'/>", "event_gateway.parallel"),
        ("<boundaryEvent id='X' name='Việc' attachedToRef='T' cancelActivity='false'><errorEventDefinition/>"
         "</boundaryEvent>", "error.interrupts"),
        ("<intermediateThrowEvent id='X' name='Việc'><linkEventDefinition name='l'/><signalEventDefinition/>"
         "</intermediateThrowEvent>", "link.alone"),
        ("<intermediateThrowEvent id='X' name='Việc'><errorEventDefinition/></intermediateThrowEvent>",
         "bpmn.errorEventDefinition"),
        ("<endEvent id='X' name='Việc'><linkEventDefinition/></endEvent>", "bpmn.linkEventDefinition"),
        ("<intermediateThrowEvent id='X' name='Việc'><cancelEventDefinition/></intermediateThrowEvent>",
         "bpmn.cancelEventDefinition"),
        ("<scriptTask id='X' name='Việc' scriptFormat='python'><script/></scriptTask>", "language.not_feel"),
    ],
)  # fmt: skip
def test_an_unsupported_element_is_named_with_its_line(element: str, code: str) -> None:
    xml = diagram(f'<startEvent id="S"/>\n<endEvent id="E"/>\n{element}\n', "S > E")

    found = [f for f in refusal(xml).findings if f.code == code]

    assert [(f.element_id, f.element_name, f.line) for f in found] == [("X", "Việc", 6)]
    assert "Việc" in found[0].text.vi or "python" in found[0].text.vi
    assert found[0].text.en


def test_every_problem_is_listed_and_not_only_the_first() -> None:
    xml = diagram(
        '<startEvent id="S"/><subChoreography id="A"/><choreographyTask id="B"/>'
        '<userTask id="C" hd:dueWorkingDays="soon"/>'
        f"{CHECK_TASK}{CHECK_TASK}",
        "S > Nowhere",
    )

    codes = {f.code for f in refusal(xml).findings}

    assert codes >= {"bpmn.subChoreography", "bpmn.choreographyTask", "number.invalid", "id.duplicate", "flow.dangling"}


@pytest.mark.parametrize(
    ("body", "flows", "code"),
    [
        ('<endEvent id="E"/>', "", "start.none"),
        ('<startEvent id="S"/><subProcess id="Sub"><startEvent id="I"/><startEvent id="J"/></subProcess>'
         '<endEvent id="E"/>', "S > Sub\nSub > E", "start.not_one"),
        ('<startEvent id="S"/><task id="T" startQuantity="0"/><endEvent id="E"/>', "S > T\nT > E", "quantity.invalid"),
        ('<startEvent id="S"/><intermediateThrowEvent id="L"><linkEventDefinition name="x"/></intermediateThrowEvent>',
         "S > L", "link.not_one"),
        ('<startEvent id="S"/><endEvent id="E"><eventDefinitionRef>Gone</eventDefinitionRef></endEvent>', "S > E",
         "event.unknown"),
        ('<startEvent id="S"/><boundaryEvent id="B"><timerEventDefinition hd:workingDays="1"/></boundaryEvent>'
         '<endEvent id="E"/>', "S > E\nB > E", "boundary.unattached"),
        ('<startEvent id="S"/><intermediateCatchEvent id="T"><timerEventDefinition/></intermediateCatchEvent>'
         '<endEvent id="E"/>', "S > T\nT > E", "timer.empty"),
        ('<startEvent id="S"/><intermediateCatchEvent id="T"><messageEventDefinition messageRef="none"/>'
         '</intermediateCatchEvent><endEvent id="E"/>', "S > T\nT > E", "message.unknown"),
        ('<startEvent id="S"/><scriptTask id="T"><script>import os</script></scriptTask><endEvent id="E"/>',
         "S > T\nT > E", "script.not_assignment"),
        ('<startEvent id="S"/><subProcess id="Sub"><startEvent id="I"/><endEvent id="J"/></subProcess>'
         '<endEvent id="E"/>',
         "S > I\nI > J\nSub > E", "flow.crosses_border"),
        ('<startEvent id="S"/><task id="T"><standardLoopCharacteristics/></task>', "S > T", "loop.endless"),
        ('<startEvent id="S"/><task id="T"><standardLoopCharacteristics loopMaximum="-1"/></task>', "S > T",
         "loop.maximum"),
        ('<startEvent id="S"/><task id="T"><multiInstanceLoopCharacteristics/></task>', "S > T", "loop.instances"),
        ('<startEvent id="S"/><task id="T" isForCompensation="true"/>', "", "compensation.flows"),
        ('<startEvent id="S"/><task id="T"/><boundaryEvent id="B" attachedToRef="T"><compensateEventDefinition/>'
         "</boundaryEvent>", "S > T", "compensation.handler"),
        ('<startEvent id="S"/><endEvent id="E"><cancelEventDefinition/></endEvent>', "S > E", "cancel.transaction"),
        ('<startEvent id="S"/><endEvent id="E"><compensateEventDefinition activityRef="X"/></endEvent>', "S > E",
         "compensation.target"),
        ('<startEvent id="S"/><exclusiveGateway id="G" default="F_S_G"/><endEvent id="E"/>', "S > G\nG > E",
         "flow.default_elsewhere"),
    ],
)  # fmt: skip
def test_a_broken_structure_is_refused(body: str, flows: str, code: str) -> None:
    assert code in {f.code for f in refusal(diagram(body, flows)).findings}


def test_a_file_that_is_no_bpmn_is_refused() -> None:
    assert refusal(b"<html/>").findings[0].code == "bpmn.not_bpmn"
    assert refusal(b"\x89PNG\r\n").findings[0].code == "xml.not_well_formed"
    assert refusal(b"").findings[0].code == "xml.not_well_formed"


def beside(more: bytes) -> bytes:
    file = diagram('<startEvent id="S"/><endEvent id="E"/>', "S > E")
    return file.replace(b"</bpmn:definitions>", more + b"</bpmn:definitions>")


def test_every_executable_process_of_a_file_is_read() -> None:
    two = beside(b'<bpmn:process id="Q" isExecutable="true"><bpmn:task id="T"/></bpmn:process><bpmn:process id="R"/>')

    assert list(inspect_all(two)) == ["P", "Q"], "R is the outline of a partner"
    assert list(read_definition(two, "Q").nodes) == ["T"]
    assert read_definition(two).process_id == "P"


@pytest.mark.parametrize(
    ("process", "code"),
    [
        (b'<bpmn:process id="Q" isExecutable="true"/>', "start.none"),
        (b'<bpmn:process id="P" isExecutable="true"><bpmn:task id="T"/></bpmn:process>', "process.same_key"),
    ],
)
def test_what_is_wrong_in_any_process_is_told(process: bytes, code: str) -> None:
    assert code in {f.code for f in check(beside(process), CATALOGUE)}


def test_a_file_without_an_executable_process_is_refused() -> None:
    file = diagram('<startEvent id="S"/><endEvent id="E"/>', "S > E").replace(b'"true"', b'"false"')

    assert "process.none" in {f.code for f in refusal(file).findings}
