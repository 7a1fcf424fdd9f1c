"""Receipts of decisions: what the rules were told and what they said, so that it can be shown again years later."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from engine.bpmn.codec import clean, dumps, loads
from portal.casework.models import DecisionReceipt
from portal.casework.ports import PackPin
from rules.evaluate.version import ENGINE_VERSION

LATEST = """
SELECT DISTINCT ON (r.dossier_code) r.dossier_code, d.state, d.support_line_id, r.facts
FROM casework_decisionreceipt r JOIN dossiers_dossier d ON d.code = r.dossier_code
ORDER BY r.dossier_code, r.decided_at DESC
"""
AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A dossier as the rules last saw it."""

    dossier_code: str
    state: str
    support_line: str
    facts: Mapping[str, Any]


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


def known_cases() -> Iterator[KnownCase]:
    """Every dossier that the rules have judged, with the facts of the last time, by code. Reads a bounded part at once.

    Must be called inside no other reading of the same connection's server-side cursor.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(LATEST)
        while rows := cursor.fetchmany(AT_A_TIME):
            for code, state, line, facts in rows:
                yield KnownCase(code, state, line, loads(facts))
