"""Running conformance cases in the format of the DMN Technology Compatibility Kit: models, and tests beside them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from lxml import etree

from rules.evaluate import EvaluationFailed, decide
from rules.feel import BudgetExceeded
from rules.feel.comparison import equal
from rules.feel.lexer import normal_name
from rules.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from rules.packs import PackError, load_pack

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
CLOSE = Decimal("1e-8")
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MANIFEST = b"""
key = "case"
version = "1"
kind = "DEMO"
territory = "-"
valid_from = 2000-01-01
title = { vi = "-" }
"""


class Verdict(Enum):
    """REFUSED: the model says something that is not supported, and reading it said so."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """One expected result and what came of it."""

    case: str
    decision: str
    verdict: Verdict
    wanted: Any
    found: Any


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Every result that the tests of a folder expect of its models. The other models of the folder may be imported."""
    for tests in sorted(folder.glob("*.xml")):
        root = etree.parse(tests).getroot()
        model = folder / str(root.findtext("{*}modelName"))
        if not model.exists():
            continue
        others = [path for path in sorted(folder.glob("*.dmn")) if path != model]
        pack, refusal = _pack(model, others)
        for case in root.findall("{*}testCase"):
            facts = {node.get("name"): _value(node) for node in case.findall("{*}inputNode")}
            for node in case.findall("{*}resultNode"):
                yield _outcome(f"{folder.name}/{case.get('id')}", node, case, pack, refusal, facts)


def _pack(model: Path, others: Iterable[Path]) -> tuple[Any, str]:
    try:
        return load_pack(model.read_bytes(), MANIFEST, models=[path.read_bytes() for path in others], strict=False), ""
    except PackError as wrong:
        return None, str(wrong)


def _outcome(
    name: str, node: etree._Element, case: etree._Element, pack: Any, refusal: str, facts: Mapping[str, Any]
) -> Outcome:
    decision, wanted = normal_name(str(node.get("name"))), _value(node.find("{*}expected"))
    if pack is None:
        return Outcome(name, decision, Verdict.REFUSED, wanted, refusal)
    try:
        found = _found(decision, case, pack, facts)
    except (EvaluationFailed, BudgetExceeded):
        found = None
    return Outcome(name, decision, Verdict.RIGHT if same(found, wanted) else Verdict.WRONG, wanted, found)


def _found(decision: str, case: etree._Element, pack: Any, facts: Mapping[str, Any]) -> Any:
    """The value of the decision, or of the service or knowledge model that the case calls."""
    goal = decision if case.get("type", "decision") == "decision" else normal_name(str(case.get("invocableName")))
    made = decide(pack, goal, facts, now=NOW)
    value = made.trace[-1].output
    several = goal in pack.services and len(pack.services[goal].outputs) > 1 and decision != goal
    return value.get(decision) if several and isinstance(value, dict) else value


def same(found: Any, wanted: Any) -> bool:
    """Numbers to 8 decimals, lists and contexts deeply, everything else by value."""
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) < CLOSE
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in wanted)
    return equal(found, wanted) is True


def _value(node: etree._Element | None) -> Any:
    if node is None:
        return None
    many = node.find("{*}list")
    if many is not None:
        return [_value(item) for item in many.findall("{*}item")]
    parts = node.findall("{*}component")
    if parts:
        return {part.get("name"): _value(part) for part in parts}
    value = node.find("{*}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    kind = str(value.get(f"{XSI}type") or "xsd:string").split(":")[-1]
    return READERS[kind](value.text or "")


READERS = {
    "string": str,
    "boolean": lambda text: text == "true",
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
}
