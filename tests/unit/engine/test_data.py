"""Data objects, properties, what activities take in and give out: BPMN 2.0.2, 10.4."""

from __future__ import annotations

import pytest

from engine.bpmn.definition import inspect
from engine.bpmn.state import At
from engine.bpmn.verify import check
from tests.unit.engine.diagrams import CATALOGUE, arrows, diagram, person
from tests.unit.engine.runs import Play


def script(name: str, lines: str, parts: str = "") -> str:
    """A script task with data parts."""
    return f'<scriptTask id="{name}">{parts}<script>{lines}</script></scriptTask>'


def io(inputs: str = "", outputs: str = "", sets: str = "") -> str:
    """An ioSpecification; inputs and outputs are names."""
    ins = "".join(f'<dataInput id="{n}"/>' for n in inputs.split())
    outs = "".join(f'<dataOutput id="{n}"/>' for n in outputs.split())
    return f"<ioSpecification>{ins}{outs}{sets}</ioSpecification>"


def into(target: str, source: str = "", more: str = "") -> str:
    return arrow("Input", source, target, more)


def out(source: str, target: str, more: str = "") -> str:
    return arrow("Output", source, target, more)


def arrow(side: str, source: str, target: str, more: str) -> str:
    start = f"<sourceRef>{source}</sourceRef>" if source else ""
    return f"<data{side}Association>{start}<targetRef>{target}</targetRef>{more}</data{side}Association>"


def codes(xml: bytes) -> set[str]:
    return {f.code for f in inspect(xml).findings}


OBJECT = '<dataObject id="D1" name="note"/><dataObjectReference id="R1" dataObjectRef="D1"/>'
LINE = '<startEvent id="S"/>{}<endEvent id="E"/>'


def test_a_script_reads_inputs_and_sets_outputs_under_their_own_names() -> None:
    first = script("A", 'given := "x" + old', io("old", "given") + into("old", "R2") + out("given", "R1"))
    body = OBJECT + '<dataObject id="before"/><dataObjectReference id="R2" dataObjectRef="before"/>'
    play = Play(diagram(body + LINE.format(first), "S > A\nA > E"), before="y")

    assert play.state.ended
    assert play.state.variables == {"before": "y", "note": "xy"}


def test_a_script_may_set_what_an_output_is_for_at_once() -> None:
    first = script("A", 'note := "x"', io(outputs="given") + out("given", "R1"))

    assert Play(diagram(OBJECT + LINE.format(first), "S > A\nA > E")).state.variables == {"note": "x"}


def test_transformations_and_assignments_are_feel() -> None:
    change = "<transformation>n * 2</transformation>"
    entry = "<assignment><from>n + 1</from><to>note.more</to></assignment>"
    more = "<assignment><from>b</from><to>note.twice</to></assignment>"
    first = script(
        "A", "n := a + 1", io("a", "n") + into("a", "start", change.replace("n *", "start *")) + out("n", "R1", entry)
    )
    taken = into("b", "R1", "<assignment><from>note.more</from><to>b</to></assignment>")
    second = script("B", "m := 1", io("b", "m") + taken + out("m", "R1", more))
    body = OBJECT + '<dataObject id="start"/>' + LINE.format(first + second)
    play = Play(diagram(body, "S > A\nA > B\nB > E"), start=5)

    assert play.state.variables["note"] == {"more": 12, "twice": 12}


def test_an_activity_waits_until_its_inputs_are_there() -> None:
    needs = person("Late", "").replace("/>", ">" + io("given") + into("given", "R1") + "</userTask>")
    body = OBJECT + LINE.format(
        '<parallelGateway id="G"/>' + needs + person("First") + script("A", 'note := "x"') + '<parallelGateway id="J"/>'
    )
    play = Play(diagram(body, "S > G\nG > Late\nG > First\nFirst > A\nA > J\nLate > J\nJ > E"))
    assert play.waiting == ["First"]
    assert play.token("Late", At.DATA)

    play.complete("First")
    assert play.waiting == ["Late"]
    play.complete("Late")
    assert play.state.ended


def test_an_optional_input_is_not_waited_for_and_one_complete_set_is_enough() -> None:
    optional = "<inputSet><dataInputRefs>a</dataInputRefs><optionalInputRefs>a</optionalInputRefs></inputSet>"
    either = (
        "<inputSet><dataInputRefs>a</dataInputRefs></inputSet><inputSet><dataInputRefs>b</dataInputRefs></inputSet>"
    )
    assert Play(
        diagram(OBJECT + LINE.format(script("A", "x := a", io("a", sets=optional) + into("a", "R1"))), "S > A\nA > E")
    ).state.ended
    body = OBJECT + '<dataObject id="there"/>'
    two = script("A", "x := b", io("a b", sets=either) + into("a", "R1") + into("b", "there"))
    assert Play(diagram(body + LINE.format(two), "S > A\nA > E"), there=3).state.variables["x"] == 3


def test_an_output_without_a_value_is_an_incident_that_can_be_tried_again() -> None:
    first = script("A", "given := raw", io(outputs="given") + out("given", "R1"))
    play = Play(diagram(OBJECT + LINE.format(first), "S > A\nA > E"), raw=None)

    assert play.failure == "NO_OUTPUT"
    assert play.retry("A").failed


def test_the_data_of_a_sub_process_exists_while_it_runs() -> None:
    inside = (
        '<dataObject id="inner"/><startEvent id="IS"/>'
        + script("I", "inner := if inner = null then 1 else 2")
        + person("P")
        + script("K", "seen := inner")
        + '<endEvent id="IE"/>'
    )
    inner = arrows("IS > I\nI > P\nP > K\nK > IE").replace("bpmn:", "")
    sub = f'<subProcess id="Sub">{inside}{inner}</subProcess>'
    play = Play(
        diagram(
            LINE.format(sub + '<exclusiveGateway id="X" default="F_X_E"/>'), "S > Sub\nSub > X\nX > Sub : again\nX > E"
        ),
        again=True,
    )
    assert "inner" not in play.state.variables

    play.complete("P")
    assert play.state.variables["seen"] == 1
    play.set(again=False)
    play.complete("P")
    assert play.state.variables["seen"] == 1
    assert "inner" not in play.state.variables


def test_each_instance_of_a_repeating_sub_process_has_its_own_data() -> None:
    inside = (
        '<dataObject id="inner"/>'
        + script("I", "inner := loopCounter")
        + person("P")
        + script("K", "seen := append(seen, inner)")
    )
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    flows = '<sequenceFlow id="a" sourceRef="I" targetRef="P"/><sequenceFlow id="b" sourceRef="P" targetRef="K"/>'
    play = Play(
        diagram(LINE.format(f'<subProcess id="Sub">{inside}{flows}{loop}</subProcess>'), "S > Sub\nSub > E"), seen=[]
    )
    play.complete("P")
    play.complete("P")

    assert play.state.variables["seen"] == [1, 2]


def test_properties_are_variables_of_the_process_or_of_one_task() -> None:
    first = script("A", "mine := 1\nours := mine + 1", '<property id="mine"/>')
    play = Play(diagram('<property id="p" name="ours"/>' + LINE.format(first), "S > A\nA > E"))

    assert play.state.variables == {"ours": 2}


def test_the_arrows_of_drawing_tools_run() -> None:
    drawn = '<property id="Property_1" name="__targetRef_placeholder"/>' + into("Property_1", "R1")
    wrote = script("B", "Note := 1", out("", "R2").replace("<sourceRef></sourceRef>", ""))
    body = '<dataObject id="D1"/>'
    body += "".join(f'<dataObjectReference id="{r}" name="Note" dataObjectRef="D1"/>' for r in ("R1", "R2"))
    xml = diagram(body + LINE.format(script("A", "x := 1", drawn) + wrote), "S > A\nA > B\nB > E")

    assert not [f for f in check(xml, CATALOGUE) if f.severity.value == "ERROR"]
    assert Play(xml).state.variables == {"x": 1, "Note": 1}


def several(source: str, target: str, sequential: str = "false") -> str:
    """Data of a task with an instance for each entry of a list, as modelling tools write it."""
    return (
        io("list one", "result results", SETS)
        + into("list", source)
        + into("one", "item")
        + out("result", "left")
        + out("results", target)
        + f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopDataInputRef>list</loopDataInputRef>'
        + '<loopDataOutputRef>results</loopDataOutputRef><inputDataItem id="item"/><outputDataItem id="left"/>'
        + "</multiInstanceLoopCharacteristics>"
    )


SETS = "<inputSet><dataInputRefs>list</dataInputRefs></inputSet>"
SETS += "<outputSet><dataOutputRefs>results</dataOutputRefs></outputSet>"
LISTS = '<dataObject id="given"/><dataObject id="made"/>'


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_each_instance_gets_its_item_and_leaves_its_own(sequential: str) -> None:
    task = script("A", "result := one * 2", several("given", "made", sequential))
    play = Play(diagram(LISTS + LINE.format(task), "S > A\nA > E"), given=[3, 1, 2])

    assert play.state.ended
    assert play.state.variables == {"given": [3, 1, 2], "made": [6, 2, 4]}


def test_a_repeating_activity_waits_for_its_list_and_may_have_none_to_do() -> None:
    task = script("A", "result := one", several("given", "made"))
    fetch = '<parallelGateway id="G"/><parallelGateway id="J"/>' + person("P") + script("B", "given := []")
    play = Play(diagram(LISTS + LINE.format(task + fetch), "S > G\nG > A\nG > P\nP > B\nB > J\nA > J\nJ > E"))
    assert play.token("A", At.DATA)

    play.complete("P")
    assert play.state.ended
    assert play.state.variables == {"F_P": {}, "given": [], "made": []}


def test_a_called_process_gets_the_inputs_and_leaves_the_outputs() -> None:
    call = '<callActivity id="C" calledElement="other">{}</callActivity>'
    data = io("a", "b") + into("a", "given") + out("b", "made")
    play = Play(diagram(LISTS + LINE.format(call.format(data)), "S > C\nC > E"), given=1)
    assert play.host.calls == [("other", {"a": 1})]

    play.answered("C", b=2, c=3)
    assert play.state.variables == {"given": 1, "made": 2}


def test_each_called_process_gets_its_item() -> None:
    call = '<callActivity id="C" calledElement="other">{}</callActivity>'
    play = Play(diagram(LISTS + LINE.format(call.format(several("given", "made"))), "S > C\nC > E"), given=[1, 2])
    assert [given["one"] for _, given in play.host.calls] == [1, 2]

    play.answered("C", result="x")
    play.answered("C", result="y")
    assert play.state.variables["made"] == ["x", "y"]


MESSAGES = '<message id="M" name="new-case"/><signal id="Sig" name="law"/>'
SENT = '<dataInput id="sent"/>' + into("sent", "R1")
CAME = '<dataOutput id="came"/>' + out("came", "R1")


@pytest.mark.parametrize("kind", ["message", "signal"])
@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_an_event_sends_its_data_input(tag: str, kind: str) -> None:
    thrown = f'<{tag} id="T">{SENT}<{kind}EventDefinition {kind}Ref="{"M" if kind == "message" else "Sig"}"/></{tag}>'
    flows = "S > T" if tag == "endEvent" else "S > T\nT > E"
    body = OBJECT + (LINE if tag != "endEvent" else '<startEvent id="S"/>{}').format(thrown)
    play = Play(diagram(body, flows, before=MESSAGES), note=4)

    assert (play.host.sent or play.host.signals) == [("new-case" if kind == "message" else "law", {"sent": 4})]
    assert play.state.ended


def test_a_send_task_sends_its_input_and_waits_for_it() -> None:
    send = '<sendTask id="T" messageRef="M">' + io("sent") + into("sent", "R1") + "</sendTask>"
    play = Play(diagram(OBJECT + LINE.format(send), "S > T\nT > E", before=MESSAGES))
    assert play.host.sent == []

    play.set(note="x")
    assert play.host.sent == [("new-case", {"sent": "x"})]


def catching(name: str) -> str:
    return (
        f'<intermediateCatchEvent id="{name}">{CAME}<messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
    )


@pytest.mark.parametrize(
    ("payload", "note"), [({"came": 1, "x": 2}, 1), ({"other": 3}, 3), ({"a": 1, "b": 2}, {"a": 1, "b": 2})]
)
def test_what_comes_with_a_message_reaches_the_data_object(payload: dict[str, int], note: object) -> None:
    receive = '<receiveTask id="R" messageRef="M">' + io(outputs="came") + out("came", "R1") + "</receiveTask>"
    for waits, flows in (
        (receive, "S > R\nR > E"),
        (catching("R"), "S > R\nR > E"),
        (
            '<eventBasedGateway id="G"/>'
            + catching("R")
            + '<intermediateCatchEvent id="Q"><signalEventDefinition signalRef="Sig"/></intermediateCatchEvent>',
            "S > G\nG > R\nG > Q\nR > E\nQ > E",
        ),
        (
            person("P")
            + f'<boundaryEvent id="R" attachedToRef="P">{CAME}<messageEventDefinition messageRef="M"/></boundaryEvent>',
            "S > P\nP > E\nR > E",
        ),
    ):
        play = Play(diagram(OBJECT + LINE.format(waits), flows, before=MESSAGES))
        play.message("new-case", **payload)
        assert play.state.ended
        assert play.state.variables["note"] == note


@pytest.mark.parametrize(
    "start",
    [
        f'<startEvent id="S">{CAME}<messageEventDefinition messageRef="M"/></startEvent><endEvent id="E"/>',
        f'<startEvent id="S"/><endEvent id="E">{SENT}</endEvent>',
        f'<startEvent id="S"/><endEvent id="E">{SENT}<terminateEventDefinition/></endEvent>',
    ],
)
def test_data_of_other_events_is_refused(start: str) -> None:
    assert "data.message" in codes(diagram(OBJECT + start, "S > E", before=MESSAGES))


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (io("a") + into("a", "Nowhere"), "data.unknown"),
        (io("a") + into("a", "Store"), "data.unknown"),
        (io("a") + into("a", "R1").replace("<targetRef>a</targetRef>", "<targetRef>R1</targetRef>"), "data.unknown"),
        (io("a"), "data.input_without_source"),
        (io(outputs="b") + out("b", "R1"), "data.output_unset"),
        (out("", "R1"), "data.output_unset"),
        (io("a") + into("a", "R1", "<sourceRef>D2</sourceRef>"), "data.sources"),
        (io("a") + into("a", "R1", "<assignment><from>1</from><to>other</to></assignment>"), "data.assignment"),
        (io("a", sets="<inputSet><whileExecutingInputRefs>a</whileExecutingInputRefs></inputSet>"), "data.sets"),
        (io("a") + into("a", "R1") + "<standardLoopCharacteristics loopMaximum='2'/>", "data.loop"),
        (io("a") + into("a", "R1", '<transformation language="java">x</transformation>'), "language.not_feel"),
    ],
)
def test_what_data_cannot_do_is_refused_by_name(parts: str, code: str) -> None:
    body = OBJECT + '<dataObject id="D2"/><dataStoreReference id="Store"/>' + LINE.format(script("A", "x := 1", parts))

    assert code in codes(diagram(body, "S > A\nA > E"))


def test_the_verifier_knows_what_associations_and_sub_processes_set() -> None:
    inner = '<startEvent id="IS"/>' + script("I", "m := 1", io(outputs="m") + out("m", "R1")) + '<endEvent id="IE"/>'
    flows = arrows("IS > I\nI > IE").replace("bpmn:", "")
    sub = f'<subProcess id="Sub">{inner}{flows}</subProcess>'
    again = diagram(
        OBJECT + LINE.format(sub + '<exclusiveGateway id="X" default="F_X_E"/>'),
        "S > Sub\nSub > X\nX > Sub : note < 3\nX > E",
    )
    assert "loop.automatic" in {f.code for f in check(again, CATALOGUE)}

    both = script("A", "a := 1", io(outputs="a") + out("a", "R1")) + script("B", "note := 1")
    gates = '<parallelGateway id="G"/><parallelGateway id="J"/>'
    xml = diagram(OBJECT + LINE.format(both + gates), "S > G\nG > A\nG > B\nA > J\nB > J\nJ > E")
    assert "branches.same_variable" in {f.code for f in check(xml, CATALOGUE)}
