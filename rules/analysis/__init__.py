"""Analysis of decision tables before they are published: gaps, overlaps, rows that are never seen, with examples."""

from rules.analysis.analyse import analyse, analyse_pack
from rules.analysis.closest import Change, Changeable, Closest, closest
from rules.analysis.model import Analysis, Case, Gap, GapKind, Overlap, Region, Subsumed, Undecided

__all__ = [
    "Analysis",
    "Case",
    "Change",
    "Changeable",
    "Closest",
    "Gap",
    "GapKind",
    "Overlap",
    "Region",
    "Subsumed",
    "Undecided",
    "analyse",
    "analyse_pack",
    "closest",
]
