"""What random processes showed to be wrong once, each as the smallest process that showed it."""

from engine.bpmn.state import At
from tests.unit.engine.diagrams import condition, diagram, event, mark, person
from tests.unit.engine.runs import Play

NOTICE = '<extensionElements><hd:notify code="N-RECEIVED" to="OFFICER"/></extensionElements>'


def test_a_joining_inclusive_gateway_notifies_as_every_node_does():
    body = '<startEvent id="S"/><inclusiveGateway id="G"/>' + person("A") + person("B")
    body += f'<inclusiveGateway id="J">{NOTICE}</inclusiveGateway><endEvent id="E"/>'
    play = Play(diagram(body, "S > G\nG > A\nG > B\nA > J\nB > J\nJ > E"))
    play.complete("A")
    assert play.ran == []
    play.complete("B")

    assert play.ran == ["J"]


def test_a_condition_that_holds_when_its_level_begins_is_noticed_before_anything_runs():
    start = event("startEvent", "T", inner=condition("x = 2"))
    handler = f'<subProcess id="H" triggeredByEvent="true">{start}{mark("Handled")}<endEvent id="HE"/>'
    handler += '<sequenceFlow id="f1" sourceRef="T" targetRef="Handled"/>'
    handler += '<sequenceFlow id="f2" sourceRef="Handled" targetRef="HE"/></subProcess>'
    body = '<startEvent id="S"/>' + mark("A", inner="<script>x := 3</script>") + handler + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > E"), x=2)

    assert play.ran == ["Handled"]
    assert play.state.ended


def test_an_activity_chooses_its_exits_before_another_branch_changes_what_they_read():
    body = '<startEvent id="S"/><parallelGateway id="P"/>' + mark("A", 'default="F_A_No"', "<script>x := 0</script>")
    body += mark("B", inner="<script>x := 3</script>") + person("Yes") + person("No") + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > P\nP > A\nP > B\nA > Yes : x = 0\nA > No\nB > E\nYes > E\nNo > E"))

    assert [t.node for t in play.state.tokens.values() if t.at is At.ITEM] == ["Yes"]


def undone(name):
    handler = mark(f"un{name}", 'isForCompensation="true"')
    edge = event("boundaryEvent", f"c{name}", "compensate", f'attachedToRef="{name}"')
    return edge + handler + f'<association id="as{name}" sourceRef="c{name}" targetRef="un{name}"/>'


def test_what_was_done_and_may_be_undone_holds_no_inclusive_gateway_back():
    body = '<startEvent id="S"/>' + mark("A") + undone("A") + person("B") + mark("C")
    body += '<inclusiveGateway id="J"/><exclusiveGateway id="G" default="F_G_C"/><endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > J\nJ > B\nB > G\nG > J : F_B.again = true\nG > C\nC > E"))
    play.complete("B", again=True)
    play.complete("B", again=False)

    assert (play.ran, play.state.ended) == (["A", "C"], True)


def test_an_event_sub_process_that_interrupts_can_undo_what_was_done():
    thrower = '<intermediateThrowEvent id="X"><compensateEventDefinition/></intermediateThrowEvent>'
    handler = '<subProcess id="H" triggeredByEvent="true"><startEvent id="T"><signalEventDefinition signalRef="S1"/>'
    handler += f'</startEvent>{thrower}<sequenceFlow id="f1" sourceRef="T" targetRef="X"/></subProcess>'
    body = '<startEvent id="S"/>' + mark("A") + undone("A") + person("B") + handler + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > B\nB > E", before='<signal id="S1" name="stop"/>'))
    play.signal("stop")

    assert (play.ran, play.state.ended) == (["A", "unA"], True)


MANY = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>{}</multiInstanceLoopCharacteristics>"


def test_enough_instances_end_the_others_before_they_run():
    loop = MANY.format("<completionCondition>n = 1</completionCondition>")
    body = '<startEvent id="S"/>' + mark("A", inner=loop + "<script>n := n + 1</script>") + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > E"), n=0)

    assert (play.state.variables["n"], play.state.ended) == (1, True)


def test_a_repeating_activity_without_a_way_out_fails_and_does_not_begin_anew():
    wait = '<receiveTask id="A" messageRef="M1">' + MANY.format("") + "</receiveTask>"
    body = '<startEvent id="S"/>' + wait + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > E : x = 1", before='<message id="M1" name="come"/>'), x=0)
    play.message("come")

    assert [(t.node, t.at) for t in play.state.tokens.values()] == [("A", At.FAILED)]


def test_a_person_who_finishes_the_last_instance_is_not_interrupted_by_the_answer():
    once = MANY.format("").replace(">3<", ">1<")
    body = '<startEvent id="S"/>' + person("A").replace("/>", f">{once}</userTask>").replace('hd:form="F-A" ', "")
    body += event("boundaryEvent", "B", inner=condition("x = 1"), attributes='attachedToRef="A"') + mark("Late")
    body += mark("Good") + '<endEvent id="E"/>'
    play = Play(diagram(body, "S > A\nA > Good\nB > Late\nLate > E\nGood > E"), x=0)
    play.complete("A", x=1)

    assert play.ran == ["Good"]
