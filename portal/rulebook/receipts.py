"""Checking receipts of decisions: is each as it was written, and does the pinned version still say the same?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.casework.models import DecisionReceipt
from portal.casework.receipts import facts_in, result_hash, seal_of
from portal.platform.errors import Unavailable
from portal.rulebook.compiled import pack_of
from portal.rulebook.models import PackVersion
from rules.evaluate import EvaluationFailed, decide


class Verdict(StrEnum):
    """What became of a receipt."""

    HOLDS = "HOLDS"
    ALTERED = "ALTERED"  # the receipt is not what was written
    PACK_MISSING = "PACK_MISSING"  # the version it names is not there, or not with these bytes
    DIFFERS = "DIFFERS"  # the same facts under the same version now give another result


@dataclass(frozen=True, slots=True)
class Checked:
    """One receipt and what was found."""

    receipt: DecisionReceipt
    verdict: Verdict


def check_receipts(dossier_code: str = "") -> Iterator[Checked]:
    """Re-evaluate the receipts of a dossier, or of all, oldest first. Writes nothing."""
    rows = DecisionReceipt.objects.order_by("decided_at", "key")
    if dossier_code:
        rows = rows.filter(dossier_code=dossier_code)
    for receipt in rows.iterator(chunk_size=500):
        yield Checked(receipt, verdict_of(receipt))


def verdict_of(receipt: DecisionReceipt) -> Verdict:
    """Whether a receipt is as it was written, and its version still says the same."""
    if seal_of(receipt) != receipt.seal:
        return Verdict.ALTERED
    version = PackVersion.objects.filter(
        key=receipt.pack, version=receipt.pack_version, sha256=receipt.pack_sha256
    ).only("pk")
    row = version.first()
    if row is None:
        return Verdict.PACK_MISSING
    try:
        pack = pack_of(row.pk)
        result = decide(pack, receipt.decision, facts_in(receipt), now=receipt.decided_at)
    except Unavailable:
        return Verdict.PACK_MISSING
    except (EvaluationFailed, KeyError):
        return Verdict.DIFFERS
    return Verdict.HOLDS if result_hash(result.to_json()) == receipt.result_sha256 else Verdict.DIFFERS
