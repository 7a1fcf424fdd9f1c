"""What stops an evaluation. Each is reported with its rows; nothing is guessed.

EvaluationFailed
├── OverlappingRows   two rows of a UNIQUE table match, or rows of an ANY table disagree
├── ValueNotAllowed   an input or output is outside the values that the table declares
└── ChainBroken       a decision that had to be made was not made
"""


class EvaluationFailed(Exception):
    """Root. Carries the decision."""

    def __init__(self, decision: str, said: str) -> None:
        self.decision = decision
        super().__init__(f"{decision}: {said}")


class OverlappingRows(EvaluationFailed):
    """More rows match than the hit policy allows."""

    def __init__(self, decision: str, rows: tuple[str, ...]) -> None:
        self.rows = rows
        super().__init__(decision, f"rows {', '.join(rows)} match at once")


class ValueNotAllowed(EvaluationFailed):
    """A value outside the declared ones."""

    def __init__(self, decision: str, column: str, value: object) -> None:
        self.column = column
        self.value = value
        super().__init__(decision, f"{column} may not be {value!r}")


class ChainBroken(EvaluationFailed):
    """The inference did not make every decision that it had to."""
