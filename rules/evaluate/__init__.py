"""Evaluation of rule packs: pure functions from pack and facts to a decision with its reasons."""

from rules.evaluate.check import FailedExample, run_pack_tests
from rules.evaluate.decide import decide
from rules.evaluate.errors import ChainBroken, EvaluationFailed, OverlappingRows, ValueNotAllowed
from rules.evaluate.result import NO_LEGAL_BASIS, DecisionResult, Finding

__all__ = [
    "NO_LEGAL_BASIS",
    "ChainBroken",
    "DecisionResult",
    "EvaluationFailed",
    "FailedExample",
    "Finding",
    "OverlappingRows",
    "ValueNotAllowed",
    "decide",
    "run_pack_tests",
]
