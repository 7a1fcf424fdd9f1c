"""The open half of the BPMN conformance suite, when it lies beside the project: nothing may run otherwise than asked.

HD_SHARED names another place for it. The figures are printed with `pytest -s`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.bpmn import judged

KIT = Path(os.environ.get("HD_SHARED", Path(__file__).parents[3] / "shared")) / "conformance" / "bpmn"
# Its marks give the task behind the sub-process the token of a task inside it, so that what it expects cannot come.
MISMARKED = frozenset({"activities/AdHocSubProcess_Parallel.bpmn"})
PASSED = 101  # of 104: one model with three cases can get stuck, and publication refuses what gets stuck
OWN = Path(__file__).parent / "cases" / "bpmn"


def own_models() -> list[dict[str, Any]]:
    """Models of our own, told in the same way."""
    found: list[dict[str, Any]] = json.loads((OWN / "cases.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model["file"])
def test_our_own_cases_run_as_the_standard_says(model: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    xml = (OWN / model["file"]).read_bytes()
    for case in model["cases"]:
        verdict, why = judged(model, case, xml, monkeypatch)
        assert verdict == "passed", why


def models() -> list[dict[str, Any]]:
    """All models of the suite; none where it is not there."""
    file = KIT / "cases.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return found if isinstance(found, list) else found["models"]


def test_no_case_of_the_suite_runs_otherwise_than_the_standard_says(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: Counter[str] = Counter()
    told: list[str] = []
    for model in models():
        if model["file"] in MISMARKED:
            continue
        xml = (KIT / model["file"]).read_bytes()
        for case in model["cases"]:
            verdict, why = judged(model, case, xml, monkeypatch)
            figures[verdict] += 1
            if verdict != "passed":
                told.append(f"{verdict}: {model['file']} {case['n']}: {why}")
    print("\n".join([*told, str(dict(figures))]))  # noqa: T201 - the figures of the suite

    assert not [line for line in told if line.startswith("wrong")]
    assert figures["passed"] >= PASSED or not figures
