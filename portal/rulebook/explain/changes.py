"""What would have to change: the smallest change of things in the applicant's own hands after which the rules say yes.

What a fact means is fixed where facts are made (portal.casework.facts); so which of them an applicant can change is
fixed here beside their words, not by a pack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.rulebook.explain.words import PackWords
from rules.analysis import Change, Changeable, closest
from rules.evaluate import EvaluationFailed, decide
from rules.evaluate.axis import OTHER_TEXT
from rules.explain.wording import bare, said
from rules.feel import Text, from_feel
from rules.packs import Pack

# Fact -> the values that an applicant can bring about; None: whatever value the rules accept.
IN_THE_APPLICANTS_HANDS: Mapping[str, tuple[Any, ...] | None] = {
    "is_owner": (True,),
    "valid_decision_no": None,
    "title_no": None,
    "title_status": ("IN_FORCE",),
    "sti_proof": (True,),
    "overdue_obligation": (False,),
}
PERSONS = frozenset({"IND", "HH"})
LINKS_OF_PERSONS, LINKS_OF_OTHERS = ("RESIDENCE", "MAIN_ACTIVITY"), ("HEAD_OFFICE", "BRANCH", "MAIN_ACTIVITY")
WANTED: Mapping[str, Mapping[str, Any]] = {"eligibility": {"eligible": "YES"}}  # by decision
MOST, WAYS = 4, 3
TO_GIVE = Text("cần có", "to be given")


@dataclass(frozen=True, slots=True)
class Step:
    """One fact to change: what it is, how it stands, how it should stand."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class WayOut:
    """What would have to change. ways: of the same smallest number of steps; exact: fewer steps are ruled out."""

    ways: tuple[tuple[Step, ...], ...]
    exact: bool


def way_out(pack: Pack, decision: str, facts: Mapping[str, Any], *, now: datetime) -> WayOut | None:
    """The smallest changes after which the decision is what the applicant hopes for; verified by deciding again.

    None when nothing has to change, when nobody hopes for anything of the decision, or when the rules cannot be asked.
    """
    wanted = WANTED.get(decision)
    if wanted is None or decision not in pack.decisions or _reached(pack, decision, facts, wanted, now):
        return None
    words = PackWords(pack)
    changeable = [
        Changeable(name, words.fact(name), values) for name, values in _hands(facts).items() if name in pack.data
    ]
    found = closest(pack, decision, facts, wanted=wanted, changeable=changeable, now=now, most=MOST, limit=WAYS)
    sure = [way for way in found.ways if _reached(pack, decision, _after(facts, way), wanted, now)]
    return WayOut(tuple(tuple(_step(change, words) for change in way) for way in sure), found.exact)


def _hands(facts: Mapping[str, Any]) -> dict[str, tuple[Any, ...] | None]:
    """What this applicant can change, with the values."""
    links = LINKS_OF_PERSONS if facts.get("applicant_type") in PERSONS else LINKS_OF_OTHERS
    hands = {**IN_THE_APPLICANTS_HANDS, "local_link": links}
    if facts.get("evidence_date") is None and facts.get("submitted_date") is not None:
        hands["evidence_date"] = (facts["submitted_date"],)  # a paper that is still to come would be of that day
    return hands


def _reached(pack: Pack, decision: str, facts: Mapping[str, Any], wanted: Mapping[str, Any], now: datetime) -> bool:
    try:
        outputs = decide(pack, decision, facts, now=now).outputs
    except EvaluationFailed:
        return False
    return all(outputs.get(name) == value for name, value in wanted.items())


def _after(facts: Mapping[str, Any], way: tuple[Change, ...]) -> dict[str, Any]:
    return {**facts, **{change.name: from_feel(change.after) for change in way}}


def _step(change: Change, words: PackWords) -> Step:
    any_text = isinstance(change.after, str) and not change.after.strip(OTHER_TEXT)
    after = TO_GIVE if any_text or change.name == "evidence_date" else said(change.after, change.name, words)
    return Step(bare(words.fact(change.name)), said(change.before, change.name, words), after)
