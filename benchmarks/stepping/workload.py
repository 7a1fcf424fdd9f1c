"""The one process that all peers run: ten conditions, officer, two reviewers at once, leader. Five durable steps."""

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
ORDER = ("Officer", "ReviewA", "ReviewB", "Leader")
ALL_PASS = " and ".join(name for name, _ in CHECKS)


class Peer(Protocol):
    """Somebody who runs the process durably: each call is one committed transaction."""

    name: str

    def start(self, number: int) -> Items:
        """Begin instance `number`. Returns its open items."""

    def complete(self, item: UUID, node: str, number: int) -> Items:
        """Complete one item. Returns the items that this opened."""


def diagram() -> bytes:
    """The process as BPMN."""
    script = "\n".join(f"{name} := {text}" for name, text in CHECKS)
    tasks = "".join(
        f'<b:userTask id="{node}" name="{node}" h:role="{role}" h:form="F-{node.upper()}" h:dueWorkingDays="3"/>'
        for node, role in (
            ("Officer", "OFFICER"),
            ("ReviewA", "REVIEWER"),
            ("ReviewB", "REVIEWER"),
            ("Leader", "DIRECTOR"),
        )
    )
    flows = (
        ("Begin", "Check", ""), ("Check", "Pass", ""), ("Pass", "Officer", ALL_PASS), ("Pass", "Refused", "-"),
        ("Officer", "Split", ""), ("Split", "ReviewA", ""), ("Split", "ReviewB", ""), ("ReviewA", "Join", ""),
        ("ReviewB", "Join", ""), ("Join", "Vote", ""),
        ("Vote", "Leader", 'F_REVIEWA.vote = "YES" and F_REVIEWB.vote = "YES"'), ("Vote", "Refused", "-"),
        ("Leader", "Commit", ""), ("Commit", "Done", ""),
    )  # fmt: skip
    lines = "".join(_flow(*flow) for flow in flows)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:h="urn:haidang:bpmn:1"
 xmlns:x="http://www.w3.org/2001/XMLSchema-instance" id="D" targetNamespace="urn:haidang:bench">
<b:process id="BENCH" name="Bench" isExecutable="true" h:key="BENCH" h:titleVi="Đo tốc độ" h:titleEn="Bench">
<b:startEvent id="Begin"/><b:scriptTask id="Check"><b:script>{script.replace("<", "&lt;")}</b:script></b:scriptTask>
<b:exclusiveGateway id="Pass" default="Pass_Refused"/><b:parallelGateway id="Split"/><b:parallelGateway id="Join"/>
<b:exclusiveGateway id="Vote" default="Vote_Refused"/>{tasks}
<b:scriptTask id="Commit"><b:script>committed_vnd := amount_vnd</b:script></b:scriptTask>
<b:endEvent id="Refused"/><b:endEvent id="Done"/>{lines}
</b:process></b:definitions>""".encode()


def _flow(source: str, target: str, condition: str) -> str:
    inner = f"<b:conditionExpression>{condition}</b:conditionExpression>" if condition not in ("", "-") else ""
    return f'<b:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</b:sequenceFlow>'
