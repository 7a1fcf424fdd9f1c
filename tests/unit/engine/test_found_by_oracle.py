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
