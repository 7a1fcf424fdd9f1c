"""Running a pack's own examples: a pack whose examples fail cannot be put into force (rule R-PACK-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.evaluate.decide import decide
from rules.evaluate.errors import EvaluationFailed
from rules.evaluate.result import plain
from rules.packs.model import Pack, PackTest


@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example that did not come out: what was wanted and what was found."""

    name: str
    wanted: Any
    found: Any


def run_pack_tests(pack: Pack) -> list[FailedExample]:
    """The examples that fail; an empty list is what publication asks for."""
    return [failed for test in pack.tests if (failed := _run(pack, test))]


def moment_of(pack: Pack, facts: Mapping[str, Any]) -> datetime:
    """When an example plays: in the morning of its reference date, else of the day on which the pack takes effect."""
    day = facts.get("reference_date", pack.valid_from)
    return datetime.combine(day, time(9), ZoneInfo("Asia/Ho_Chi_Minh"))


def _run(pack: Pack, test: PackTest) -> FailedExample | None:
    try:
        result = decide(pack, test.decision, test.facts, now=moment_of(pack, test.facts))
    except (EvaluationFailed, KeyError) as stopped:
        return FailedExample(test.name, dict(test.outputs), str(stopped))
    found = {name: plain(result.outputs.get(name, "(none)")) for name in test.outputs}
    wanted = plain(dict(test.outputs))
    if found != wanted:
        return FailedExample(test.name, wanted, found)
    rules = [finding.rule_id for finding in result.findings]
    if test.findings is not None and sorted(rules) != sorted(test.findings):
        return FailedExample(test.name, list(test.findings), rules)
    return None
