"""Counting what a replay finds, part by part: how many gain and lose, by how much, where, and which outcomes move.

A tally is plain JSON: {"all": COUNTS, "running": COUNTS, "ended": COUNTS, "lines": {line: COUNTS},
"applicants": {type: COUNTS}, "moves": {output: {"before → after": cases}}}, COUNTS as in `EMPTY`; amounts in đồng.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.dossiers.states import PROCESSED
from portal.rulebook.replay.compare import Compared
from portal.rulebook.replay.models import Verdict

EMPTY: Mapping[str, int] = {
    "cases": 0,
    "same": 0,
    **{verdict.value: 0 for verdict in Verdict},
    "gain_vnd": 0,
    "lose_vnd": 0,
    "before_vnd": 0,
    "after_vnd": 0,
}
Tally = dict[str, Any]


def new_tally() -> Tally:
    """A tally of no case."""
    return {**{name: dict(EMPTY) for name in ("all", "running", "ended")}, "lines": {}, "applicants": {}, "moves": {}}


def add(tally: Tally, compared: Compared) -> None:
    """Count one case, in place."""
    for counts in _groups(tally, compared):
        counts["cases"] += 1
        counts["same" if compared.verdict is None else compared.verdict.value] += 1
        counts["before_vnd"] += compared.before_vnd
        counts["after_vnd"] += compared.after_vnd
        delta = compared.after_vnd - compared.before_vnd
        counts["gain_vnd" if delta > 0 else "lose_vnd"] += delta
    if compared.verdict is None:
        return
    for name, before, after in _moved(compared):
        moves = tally["moves"].setdefault(name, {})
        words = f"{before} → {after}"
        moves[words] = moves.get(words, 0) + 1


def _groups(tally: Tally, compared: Compared) -> Iterator[dict[str, int]]:
    yield tally["all"]
    yield tally["ended" if compared.case.state in PROCESSED else "running"]
    yield tally["lines"].setdefault(compared.case.support_line, dict(EMPTY))
    kind = compared.case.facts.get("applicant_type")
    if isinstance(kind, str):
        yield tally["applicants"].setdefault(kind, dict(EMPTY))


def _moved(compared: Compared) -> Iterator[tuple[str, str, str]]:
    """Outputs that name an outcome (texts and truth values) and now name another."""
    for name, after in compared.after.items():
        before = compared.before.get(name)
        if isinstance(after, (str, bool)) and isinstance(before, (str, bool)) and before != after:
            yield name, str(before), str(after)
