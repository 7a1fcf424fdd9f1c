"""The bulk path held against `decide`: the same outputs, findings and refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any
from unittest.mock import patch

from rules.evaluate import EvaluationFailed, decide, rows
from rules.evaluate.compiled import Answer, compile_pack
from rules.packs.model import Pack
from tests.properties.tables import COLUMNS, pack_of, table, value

NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)


def in_turn(needs: Mapping[str, Any], make: Any) -> list[str]:
    """The decisions one after the other, without the inference library."""
    for name in needs:
        make(name)
    return list(needs)


def by_trace(pack: Pack, decision: str, facts: Mapping[str, Any]) -> Answer:
    """What `decide` says, as an answer of the bulk path."""
    try:
        found = decide(pack, decision, facts, now=NOW, chain=in_turn)
    except EvaluationFailed as failed:
        return Answer({}, (), failed)
    return Answer(found.outputs, found.findings, None)


def plain(answer: Answer) -> Any:
    """An answer in a form that can be compared; functions have no equality of their own."""
    return repr(answer.outputs), answer.findings, repr(answer.failed)


def traces_that_differ(seed: int, inputs: int) -> list[Any]:
    """(facts, row by row, by the index) for the random inputs of a random table on which the two traces differ."""
    draw = Random(seed)
    pack = pack_of(table(draw, dates=seed % 3 == 0, odd=seed % 2 == 0))
    asked = [{name: value(draw, name) for name in COLUMNS if draw.random() < 0.9} for _ in range(inputs)]
    found: dict[int, list[str]] = {}
    for threshold in (1_000, 1):
        with patch.object(rows, "INDEXED_FROM", threshold), patch.object(rows, "ASKED_BEFORE", 0):
            found[threshold] = [_told(pack, facts) for facts in asked]
    return [case for case in zip(asked, found[1_000], found[1], strict=True) if case[1] != case[2]]


def _told(pack: Pack, facts: Mapping[str, Any]) -> str:
    """All that `decide` tells, as a receipt seals it."""
    try:
        return json.dumps(decide(pack, "t", facts, now=NOW, chain=in_turn).to_json(), sort_keys=True)
    except EvaluationFailed as failed:
        return repr(failed)


def differences(seed: int, inputs: int) -> list[Any]:
    """(facts, by trace, in bulk) for each of some random inputs of a random table on which the two differ."""
    draw = Random(seed)
    pack = pack_of(table(draw, dates=seed % 3 == 0, odd=seed % 2 == 0))
    compiled = compile_pack(pack, "t")
    found = []
    for _ in range(inputs):
        facts = {name: value(draw, name) for name in COLUMNS if draw.random() < 0.9}
        expected, given = by_trace(pack, "t", facts), compiled.answer(facts, now=NOW)
        if plain(expected) != plain(given):
            found.append((facts, plain(expected), plain(given)))
    return found
