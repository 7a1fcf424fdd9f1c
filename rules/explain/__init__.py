"""Results of decisions in words that people understand, with the values and the articles they rest on."""

from rules.explain.explain import explain
from rules.explain.explanation import AppliedRow, Condition, Explanation, Line, Step, TurnedAway
from rules.explain.wording import Wording

__all__ = ["AppliedRow", "Condition", "Explanation", "Line", "Step", "TurnedAway", "Wording", "explain"]
