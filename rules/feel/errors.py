"""What can go wrong with an expression.

FeelSyntaxError   the text is not FEEL, or breaks a limit: told at publish time, with its place
BudgetExceeded    the evaluation took more steps than it was given: the only error that an evaluation raises
NullResult        inside a function: the standard's answer is null; becomes a warning, never leaves the engine
"""

from dataclasses import dataclass

from rules.feel.texts import Text


class FeelSyntaxError(Exception):
    """Carries both wordings and the place: line and column count from 1."""

    def __init__(self, text: Text, source: str, position: int) -> None:
        before = source[:position]
        self.text = text
        self.source = source
        self.position = position
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        super().__init__(f"{text.en} (line {self.line}, column {self.column})")


class BudgetExceeded(Exception):
    """The expression is not finished after `steps` steps."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        super().__init__(f"expression stopped after {steps} steps")


class NullResult(Exception):
    """The result is null, for the reason in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        self.text = Text(vi, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why something became null. `position` counts characters from the start of the expression."""

    text: Text
    position: int
