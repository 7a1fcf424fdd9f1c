"""What one evaluation may use: a clock, a zone, and a bounded amount of work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.feel.errors import BudgetExceeded, FeelWarning
from rules.feel.texts import Text

MAX_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a text, checked while it is parsed.

    external  whether it may describe functions of another language: only models of other tools, read leniently, may
    """

    characters: int = 20_000
    nesting: int = 60
    chain: int = 150
    external: bool = False


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class EvaluationContext:
    """now          the moment that `now()` and `today()` give; without one they are null
    zone         name of the zone that `now()` is shown in
    step_budget  loop rounds, calls and list elements that the evaluation may still spend
    result_size  longest text (characters) and list (elements) that may come about
    warnings     why something became null, filled by the evaluation
    embedded     runs logic that is no FEEL (a decision table inside a boxed expression) on the names in scope
    """

    now: datetime | None = None
    zone: str = "Asia/Ho_Chi_Minh"
    step_budget: int = 200_000
    result_size: int = 100_000
    warnings: list[FeelWarning] = field(default_factory=list)
    embedded: Callable[[Any, Mapping[str, Any]], Any] | None = None
    spent: int = 0
    depth: int = 0

    def spend(self, steps: int = 1) -> None:
        """Count work. Raises BudgetExceeded when the budget is used up."""
        self.spent += steps
        if self.spent > self.step_budget:
            raise BudgetExceeded(self.step_budget)

    def warn(self, text: Text, position: int) -> None:
        """Record why something is null; the first fifty are kept."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(FeelWarning(text, position))
