"""Our own cases, and the open half of the suite when it is there, through the public runtime: both ways agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from engine.bpmn.findings import BpmnRefused
from tests.conformance.bpmn import told
from tests.conformance.runtime import played
from tests.conformance.test_bpmn_kit import KIT, OWN, models, own_models

SAME = 110  # the others are refused before publication, as in the cases or because they can get stuck
OWN_SAME = 10


def cases() -> Iterator[tuple[dict[str, Any], dict[str, Any], bytes]]:
    for folder, found in ((OWN, own_models()), (KIT, models())):
        for model in found:
            for case in model["cases"]:
                yield model, case, (folder / model["file"]).read_bytes()


@pytest.mark.usefixtures("engine_alone")
@pytest.mark.django_db
def test_the_public_runtime_and_the_pure_machine_run_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: Counter[str] = Counter()
    different: list[str] = []
    refused: list[str] = []
    for model, case, xml in cases():
        try:
            stored = played(model, case, xml, monkeypatch)
        except BpmnRefused as refusal:
            figures["refused"] += 1
            refused.append(f"{model['file']}: {sorted({f.code for f in refusal.findings if f.severity == 'ERROR'})}")
            continue
        world = told(model, case, xml, monkeypatch)
        here = Counter([*world.errors, *(node for node, _ in world.ran)])
        there = Counter(entry if isinstance(entry, str) else entry[0] for entry in stored)
        figures["same" if here == there else "different"] += 1
        if here != there:
            different.append(f"{model['file']} {case['n']}: {dict(here - there)} / {dict(there - here)}")
    print("\n".join([*refused, *different, str(dict(figures))]))  # noqa: T201 - the figures of the suite

    assert not different
    assert figures["same"] >= (SAME if models() else OWN_SAME)
