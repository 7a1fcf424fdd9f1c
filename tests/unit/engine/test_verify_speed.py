"""The verifier answers while the author draws: in a second, also for large processes and many parallel branches."""

import re
from time import process_time

import pytest

from engine.bpmn.catalogue import Catalogue, FormShape
from engine.bpmn.verify import check
from rules.feel import Text
from tests.unit.engine.diagrams import diagram, event, person

LIMIT_S = 1.0
TEXT = Text(vi="Thử", en="Trial")
DRAWN_SHORT = ("split.no_condition", "split.no_default")  # these drawings leave the conditions out


class Drawing:
    """A diagram that grows at its end."""

    def __init__(self) -> None:
        self.body = ['<startEvent id="S"/>']
        self.flows: list[str] = []
        self.last = "S"

    def add(self, element: str, name: str, *before: str) -> str:
        self.body.append(element)
        self.flows += [f"{source} > {name}" for source in before or (self.last,)]
        self.last = name
        return name

    def block(self, kind: str, name: str, branches: int, tasks: int, *, late: bool = False) -> None:
        """Branches of tasks between two gateways; `late`: each task may be interrupted and sent back by its timer."""
        split = self.add(f'<{kind} id="{name}"/>', name)
        ends = []
        for branch in range(branches):
            self.last = split
            for number in range(tasks):
                task = f"{name}_{branch}_{number}"
                self.add(person(task), task)
                if late:
                    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
                    self.body.append(
                        event("boundaryEvent", f"T{task}", attributes=f'attachedToRef="{task}"', inner=timer)
                    )
                    self.body.append(f'<exclusiveGateway id="X{task}"/>')
                    self.flows += [f"{task} > X{task}", f"T{task} > X{task}"]
                    self.last = f"X{task}"
            ends.append(self.last)
        self.add(f'<{kind} id="{name}_J"/>', f"{name}_J", *ends)

    def findings(self) -> tuple[list[str], float]:
        self.add('<endEvent id="E"/>', "E")
        forms = {f"F-{n}": FormShape(TEXT) for n in re.findall(r'<userTask id="(\w+)"', "".join(self.body))}
        catalogue = Catalogue(forms=forms, roles={"OFFICER": TEXT})
        xml = diagram("".join(self.body), "\n".join(self.flows))
        began = process_time()
        findings = check(xml, catalogue)
        seconds = process_time() - began
        return [f.code for f in findings if f.code not in DRAWN_SHORT], seconds


@pytest.mark.parametrize("kind", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
@pytest.mark.parametrize("late", [False, True])
def test_a_hundred_tasks_in_blocks_are_decided(kind: str, late: bool) -> None:
    drawing = Drawing()
    for number in range(13):
        drawing.block(kind, f"B{number}", 4, 2, late=late)
    codes, seconds = drawing.findings()

    assert codes == []
    assert seconds < LIMIT_S


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
def test_eight_branches_at_once_are_decided(kind: str) -> None:
    drawing = Drawing()
    for number in range(4):
        drawing.block(kind, f"B{number}", 8, 3, late=True)
    codes, seconds = drawing.findings()

    assert codes == []
    assert seconds < LIMIT_S


def test_eight_branches_with_an_error_among_a_hundred_tasks_are_found() -> None:
    drawing = Drawing()
    for number in range(10):
        drawing.block("parallelGateway", f"B{number}", 8, 2)
    drawing.add('<exclusiveGateway id="G"/>', "G")
    for name in ("A", "B"):
        drawing.last = "G"
        drawing.add(person(name), name)
    drawing.add('<parallelGateway id="J"/>', "J", "A", "B")
    codes, seconds = drawing.findings()

    assert codes == ["join.starves"]
    assert seconds < LIMIT_S
