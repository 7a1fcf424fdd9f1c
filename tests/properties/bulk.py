"""The bulk path held against `decide`: the same outputs, findings and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from rules.evaluate import EvaluationFailed, decide
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
