"""The one process that all peers run: ten conditions, then rounds of officer, two reviewers at once, leader.

One round makes five durable steps. More rounds make a process with more activities, each with a form of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

Items = dict[str, UUID]  # open work items by node

FIELDS: Mapping[str, Any] = {
    "amount_vnd": 45_000_000,
    "applicant_type": "ENTERPRISE",
    "object_type": "TRADEMARK",
    "year": 2026,
    "units": 2,
    "local": True,
    "owner": True,
    "title_no": "4-2026-12345",
    "name": "Nước mắm Làng Cổ",
    "commune": "Hải Châu",
    "earlier_dossiers": 0,
    "other_funding_vnd": 0,
}
CHECKS = (
    ("c1", "amount_vnd > 0"),
    ("c2", "amount_vnd <= 60000000"),
    ("c3", 'applicant_type in ("ENTERPRISE", "COOPERATIVE")'),
    ("c4", 'object_type = "TRADEMARK"'),
    ("c5", "year >= 2024"),
    ("c6", "units between 1 and 5"),
    ("c7", "local"),
    ("c8", "owner"),
    ("c9", "earlier_dossiers < 2"),
    ("c10", "other_funding_vnd = 0"),
)
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "Officer": {"conclusion": "PROPOSE", "note": "đủ điều kiện"},
    "ReviewA": {"vote": "YES"},
    "ReviewB": {"vote": "YES"},
    "Leader": {"outcome": "APPROVE"},
}
PEOPLE = {"Officer": "OFFICER", "ReviewA": "REVIEWER", "ReviewB": "REVIEWER", "Leader": "DIRECTOR"}
ORDER = tuple(PEOPLE)
ACTIVITIES_A_ROUND = 5
ALL_PASS = " and ".join(name for name, _ in CHECKS)


class Peer(Protocol):
    """Somebody who runs the process durably: each call is one committed transaction."""

    name: str

    def start(self, number: int) -> Items:
        """Begin instance `number`. Returns its open items."""

    def complete(self, item: UUID, node: str, number: int, answers: Mapping[str, Any]) -> Items:
        """Complete one item. Returns the items that this opened."""


def order(rounds: int) -> list[tuple[str, str]]:
    """User tasks in the order in which they are completed, each with the one of the first round that it repeats."""
    return [(node + _suffix(number), node) for number in range(rounds) for node in ORDER]


def form(node: str) -> str:
    """Key of the form of a user task."""
    return f"F-{node.upper().replace('_', '-')}"


def diagram(rounds: int = 1) -> bytes:
    """The process as BPMN."""
    script = "\n".join(f"{name} := {text}" for name, text in CHECKS)
    nodes, flows = [], [("Begin", "Check", ""), ("Check", "Pass", ""), ("Pass", "Refused", "-")]
    before = ("Pass", ALL_PASS)
    for number in range(rounds):
        elements, arrows = _round(_suffix(number), before)
        nodes.append(elements)
        flows += arrows
        before = (f"Commit{_suffix(number)}", "")
    flows.append((before[0], "Done", ""))
    lines = "".join(_flow(*flow) for flow in flows)
    key = process_key(rounds)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:h="urn:haidang:bpmn:1"
 xmlns:x="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="urn:haidang:bench">
<b:process id="{key}" name="Bench" isExecutable="true" h:key="{key}" h:titleVi="Đo tốc độ" h:titleEn="Bench">
<b:startEvent id="Begin"/><b:scriptTask id="Check"><b:script>{script.replace("<", "&lt;")}</b:script></b:scriptTask>
<b:exclusiveGateway id="Pass" default="Pass_Refused"/>{"".join(nodes)}
<b:endEvent id="Refused"/><b:endEvent id="Done"/>{lines}
</b:process></b:definitions>""".encode()


def process_key(rounds: int) -> str:
    """Key of the process with so many rounds."""
    return "BENCH" if rounds == 1 else f"BENCH-{rounds}"


def _suffix(number: int) -> str:
    return f"_{number + 1}" if number else ""


def _round(suffix: str, before: tuple[str, str]) -> tuple[str, list[tuple[str, str, str]]]:
    """Elements and flows from one officer to the budget that is committed after him."""
    tasks = "".join(
        f'<b:userTask id="{node}{suffix}" name="{node}" h:role="{role}" h:form="{form(node + suffix)}" '
        'h:dueWorkingDays="3"/>'
        for node, role in PEOPLE.items()
    )
    votes = " and ".join(f'{form(node + suffix).replace("-", "_")}.vote = "YES"' for node in ("ReviewA", "ReviewB"))
    inner = (
        ("Officer", "Split", ""), ("Split", "ReviewA", ""), ("Split", "ReviewB", ""), ("ReviewA", "Join", ""),
        ("ReviewB", "Join", ""), ("Join", "Vote", ""), ("Vote", "Leader", votes), ("Leader", "Commit", ""),
    )  # fmt: skip
    flows = [(before[0], f"Officer{suffix}", before[1]), (f"Vote{suffix}", "Refused", "-")]
    flows += [(f"{source}{suffix}", f"{target}{suffix}", condition) for source, target, condition in inner]
    elements = (
        f'{tasks}<b:parallelGateway id="Split{suffix}"/><b:parallelGateway id="Join{suffix}"/>'
        f'<b:exclusiveGateway id="Vote{suffix}" default="Vote{suffix}_Refused"/>'
        f'<b:scriptTask id="Commit{suffix}"><b:script>committed_vnd := amount_vnd</b:script></b:scriptTask>'
    )
    return elements, flows


def _flow(source: str, target: str, condition: str) -> str:
    inner = f"<b:conditionExpression>{condition}</b:conditionExpression>" if condition not in ("", "-") else ""
    return f'<b:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</b:sequenceFlow>'
