"""Rule packs: read, checked and compiled. Evaluation is in `rules.evaluate`."""

from rules.packs.errors import PackError, Problem
from rules.packs.load import load_pack
from rules.packs.model import Confidence, Decision, HitPolicy, Pack, PackKind, PackTest, Severity, Table

__all__ = [
    "Confidence",
    "Decision",
    "HitPolicy",
    "Pack",
    "PackError",
    "PackKind",
    "PackTest",
    "Problem",
    "Severity",
    "Table",
    "load_pack",
]
