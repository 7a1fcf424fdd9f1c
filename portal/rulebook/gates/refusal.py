"""The first gate that a draft does not pass, as a refusal."""

from collections import Counter

from portal.platform.errors import Refused
from portal.rulebook.gates.finding import Gate
from portal.rulebook.judge import Judgement

CODES = {Gate.TABLES: "TABLES_OPEN", Gate.BASIS: "ROWS_WITHOUT_BASIS", Gate.BRANCHES: "BRANCHES_MISSING"}


def require_publishable(judgement: Judgement) -> None:
    """Everything that publication asks of the content.

    Raises Refused NOTHING_CHANGED, EXAMPLES_FAIL, TABLES_OPEN, ROWS_WITHOUT_BASIS, BRANCHES_MISSING
    """
    if not judgement.changes:
        raise Refused("NOTHING_CHANGED")
    if judgement.failed:
        raise Refused("EXAMPLES_FAIL", count=len(judgement.failed))
    counts = Counter(found.gate for found in judgement.obstacles)
    for gate, code in CODES.items():
        if counts[gate]:
            raise Refused(code, count=counts[gate])
