"""How much of the public conformance cases is right. What is not supported is refused by name; nothing may be wrong."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

from django.conf import settings

from tests.conformance.dmn import Outcome, Verdict, outcomes

OWN = Path(__file__).with_name("cases")
# The open half of the public kit, where it lies beside the checkout.
PUBLIC = Path(settings.BASE_DIR).parent / "shared" / "conformance" / "dmn"
RIGHT_AT_LEAST = {"compliance-level-2": 126, "compliance-level-3": 1082}
VALUES_AT_LEAST = {"compliance-level-2": 1, "compliance-level-3": 1}


def all_outcomes(folder: Path) -> list[Outcome]:
    return [outcome for case in sorted(folder.iterdir()) for outcome in outcomes(case)]


def share_with_a_value(found: list[Outcome]) -> Fraction:
    """The right ones among the results that are not null: an evaluator that knows nothing has none of them right."""
    valued = [outcome for outcome in found if outcome.wanted is not None]
    return Fraction(sum(outcome.verdict is Verdict.RIGHT for outcome in valued), len(valued))


def test_our_own_cases_are_right():
    found = all_outcomes(OWN)

    assert len(found) == 80
    assert [(o.case, o.wanted, o.found) for o in found if o.verdict is not Verdict.RIGHT] == []


def test_the_public_cases_never_come_out_wrong():
    for level, least in RIGHT_AT_LEAST.items() if PUBLIC.exists() else ():
        found = all_outcomes(PUBLIC / level)
        wrong = [o for o in found if o.verdict is Verdict.WRONG]

        assert [(o.case, o.decision, o.wanted, o.found) for o in wrong] == []
        assert Counter(o.verdict for o in found)[Verdict.RIGHT] >= least, level
        assert share_with_a_value(found) >= VALUES_AT_LEAST[level]
