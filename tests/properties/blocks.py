"""Random processes that are sound by construction: nested blocks with one way in and one way out."""

from __future__ import annotations

from random import Random

from tests.unit.engine.diagrams import HEAD

MESSAGES = ("alpha", "beta", "gamma")
SIGNALS = ("dawn", "noon")


class Blocks:
    """Draws one diagram. Depth, branches and length are small; what they nest is what matters."""

    def __init__(self, draw: Random, depth: int = 3) -> None:
        self._draw = draw
        self._depth = depth
        self._count = 0

    def diagram(self) -> bytes:
        """A BPMN file with one process."""
        elements, flows = self._level(self._depth)
        messages = "".join(f'<bpmn:message id="M_{name}" name="{name}"/>' for name in MESSAGES)
        messages += "".join(f'<bpmn:signal id="S_{name}" name="{name}"/>' for name in SIGNALS)
        return (
            f'{HEAD}{messages}<bpmn:process id="P" isExecutable="true" hd:key="P" hd:titleVi="Thử" hd:titleEn="Trial">'
            f"{elements}{flows}</bpmn:process></bpmn:definitions>"
        ).encode()

    def _level(self, depth: int) -> tuple[str, str]:
        """Elements and flows of a process or sub-process: start, blocks, end."""
        self._elements, kept = [], getattr(self, "_elements", [])
        self._flows, kept_flows = [], getattr(self, "_flows", [])
        start, end = self._add("startEvent"), self._add("endEvent")
        last = self._sequence(start, depth, self._draw.randint(1, 3))
        self._flow(last, end)
        level = "".join(self._elements), "".join(self._flows)
        self._elements, self._flows = kept, kept_flows
        return level

    def _sequence(self, before: str, depth: int, length: int) -> str:
        """Blocks one after the other behind `before`. Returns the last node."""
        for _ in range(length):
            kinds = [self._task, self._task, self._automatic, self._throw]
            if depth > 0:
                kinds += [self._exclusive, self._parallel, self._loop, self._sub_process, self._choice]
            before = self._draw.choice(kinds)(before, depth - 1)
        return before

    def _task(self, before: str, depth: int) -> str:
        node = self._add("userTask", f'hd:form="F-{self._count + 1}" hd:role="OFFICER"')
        self._flow(before, node)
        if depth >= 0 and self._draw.random() < 0.4:
            self._boundary(node, depth)
        return node

    def _automatic(self, before: str, depth: int) -> str:
        if self._draw.random() < 0.5:
            node = self._add("serviceTask", f'hd:operation="test.operation" hd:resultVariable="r{self._count + 1}"')
        else:
            node = self._add("scriptTask", inner=f"<bpmn:script>s{self._count + 1} := 1 / 3</bpmn:script>")
        self._flow(before, node)
        return node

    def _exclusive(self, before: str, depth: int) -> str:
        split, join = self._name(), self._add("exclusiveGateway")
        self._flow(before, split)
        default = ""
        for branch in range(self._draw.randint(2, 3)):
            first = self._add("scriptTask", inner=f"<bpmn:script>s{self._count + 1} := {branch}</bpmn:script>")
            flow = self._flow(split, first, "" if branch == 0 else f"x{self._draw.randint(1, 3)} = true")
            default = default or flow
            self._flow(self._sequence(first, depth, self._draw.randint(0, 2)), join)
        self._elements.append(f'<bpmn:exclusiveGateway id="{split}" default="{default}"/>')
        return join

    def _parallel(self, before: str, depth: int) -> str:
        split, join = self._add("parallelGateway"), self._add("parallelGateway")
        self._flow(before, split)
        for _ in range(self._draw.randint(2, 3)):
            self._flow(self._sequence(split, depth, self._draw.randint(1, 2)), join)
        return join

    def _loop(self, before: str, depth: int) -> str:
        """At least one person inside, or it could run on its own for ever."""
        entry, split = self._add("exclusiveGateway"), self._name()
        self._flow(before, entry)
        last = self._sequence(self._task(entry, -1), depth, self._draw.randint(0, 1))
        self._flow(last, split)
        default = self._flow(split, entry)
        after = self._add("scriptTask", inner=f"<bpmn:script>s{self._count + 1} := 0</bpmn:script>")
        self._flow(split, after, "x1 = true")
        self._elements.append(f'<bpmn:exclusiveGateway id="{split}" default="{default}"/>')
        return after

    def _sub_process(self, before: str, depth: int) -> str:
        node = self._name()
        elements, flows = self._level(depth)
        self._elements.append(f'<bpmn:subProcess id="{node}">{elements}{flows}</bpmn:subProcess>')
        self._flow(before, node)
        if self._draw.random() < 0.6:
            self._boundary(node, depth)
        return node

    def _throw(self, before: str, depth: int) -> str:
        node = self._add("intermediateThrowEvent", inner=self._signal())
        self._flow(before, node)
        return node

    def _signal(self) -> str:
        return f'<bpmn:signalEventDefinition signalRef="S_{self._draw.choice(SIGNALS)}"/>'

    def _choice(self, before: str, depth: int) -> str:
        gateway, join = self._add("eventBasedGateway"), self._add("exclusiveGateway")
        self._flow(before, gateway)
        message, timer = (
            self._event("intermediateCatchEvent", "", True),
            self._event("intermediateCatchEvent", "", False),
        )
        for event in (message, timer):
            self._flow(gateway, event)
            self._flow(self._sequence(event, depth, self._draw.randint(0, 1)), join)
        return join

    def _boundary(self, host: str, depth: int) -> None:
        interrupting = self._draw.random() < 0.6
        attributes = f'attachedToRef="{host}" cancelActivity="{"true" if interrupting else "false"}"'
        event = self._event("boundaryEvent", attributes, self._draw.random() < 0.5)
        end = self._add("endEvent")
        self._flow(self._sequence(event, min(depth, 0), 1), end)

    def _event(self, tag: str, attributes: str, message: bool) -> str:
        if not message and self._draw.random() < 0.5:
            return self._add(tag, attributes, self._signal())
        inner = (
            f'<bpmn:messageEventDefinition messageRef="M_{self._draw.choice(MESSAGES)}"/>'
            if message
            else "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        )
        return self._add(tag, attributes, inner)

    def _name(self) -> str:
        self._count += 1
        return f"N{self._count}"

    def _add(self, tag: str, attributes: str = "", inner: str = "") -> str:
        node = self._name()
        self._elements.append(f'<bpmn:{tag} id="{node}" {attributes}>{inner}</bpmn:{tag}>')
        return node

    def _flow(self, source: str, target: str, condition: str = "") -> str:
        flow = f"F_{source}_{target}"
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        self._flows.append(
            f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
        return flow
