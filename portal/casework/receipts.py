"""Receipts of decisions: what the rules were told and what they said, so that it can be shown again years later."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from engine.bpmn.codec import clean, dumps, loads
from portal.casework.models import DecisionReceipt
from portal.casework.ports import PackPin
from rules.evaluate.version import ENGINE_VERSION

LATEST = """
SELECT DISTINCT ON (r.dossier_code, r.decision)
  r.dossier_code, r.decision, d.state, d.support_line_id, r.facts, r.decided_at
FROM casework_decisionreceipt r JOIN dossiers_dossier d ON d.code = r.dossier_code
WHERE r.pack = %s AND (r.dossier_code, r.decision) > (%s, %s)
ORDER BY r.dossier_code, r.decision, r.decided_at DESC LIMIT %s
"""
HOW_MANY = "SELECT count(DISTINCT (dossier_code, decision)) FROM casework_decisionreceipt WHERE pack = %s"
FROM_THE_START = ("", "")


@dataclass(frozen=True, slots=True)
class KnownCase:
    """One decision about one dossier, as it was last asked for. state: of the dossier, now."""

    dossier_code: str
    decision: str
    state: str
    support_line: str
    facts: Mapping[str, Any]
    decided_at: datetime

    @property
    def place(self) -> tuple[str, str]:
        """Where the case stands in the order of `known_cases`."""
        return self.dossier_code, self.decision


def write_receipt(
    *,
    key: str,
    dossier_code: str,
    pin: PackPin,
    decision: str,
    facts: Mapping[str, object],
    result: Mapping[str, object],
    at: datetime,
) -> DecisionReceipt:
    """Keep one decision, in the transaction of the step that asked for it.

    key     of the execution of the rule task
    result  outputs, findings and trace, as the rule book gives them
    """
    receipt = DecisionReceipt(
        key=key,
        dossier_code=dossier_code,
        pack=pin.key,
        pack_version=pin.version,
        pack_sha256=pin.sha256,
        decision=decision,
        facts=dumps(clean(facts)),
        outputs=dumps(clean(result["outputs"])),
        result_sha256=result_hash(result),
        engine=ENGINE_VERSION,
        decided_at=at,
    )
    receipt.seal = seal_of(receipt)
    receipt.save(force_insert=True)
    return receipt


def result_hash(result: Mapping[str, object]) -> str:
    """SHA-256 of a whole result, the same for equal results."""
    return hashlib.sha256(json.dumps(loads(dumps(clean(result))), sort_keys=True, default=str).encode()).hexdigest()


def seal_of(receipt: DecisionReceipt) -> str:
    """SHA-256 over everything that a receipt says."""
    said = [
        receipt.key,
        receipt.dossier_code,
        receipt.pack,
        receipt.pack_version,
        receipt.pack_sha256,
        receipt.decision,
        receipt.facts,
        receipt.outputs,
        receipt.result_sha256,
        receipt.engine,
        str(receipt.decided_at.timestamp()),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def facts_in(receipt: DecisionReceipt) -> dict[str, Any]:
    """The facts of a receipt, of the types that the rules take."""
    return dict(loads(receipt.facts))


def known_cases(pack: str, *, after: tuple[str, str] = FROM_THE_START, limit: int) -> list[KnownCase]:
    """Cases that a rule pack has decided, each with the facts of the last time, ordered by dossier and decision.

    pack   key of the rule pack, whatever version decided
    after  the `place` behind which to go on
    limit  how many at most
    """
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [pack, *after, limit])
        return [
            KnownCase(code, decision, state, line, loads(facts), at)
            for code, decision, state, line, facts, at in cursor.fetchall()
        ]


def count_cases(pack: str) -> int:
    """How many cases `known_cases` would give altogether."""
    with connection.cursor() as cursor:
        cursor.execute(HOW_MANY, [pack])
        (count,) = cursor.fetchone()
        return int(count)
