"""Evaluates the FEEL of a diagram against the variables of one instance; what has no usable value is a Failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.bpmn.codec import clean
from engine.bpmn.moments import moment
from engine.bpmn.repeat import Repeat, repetition
from engine.errors import BadValue
from rules.feel import BudgetExceeded, EvaluationContext, Expression, from_feel


class Failure(Exception):
    """An automatic node cannot go on. `code` is stable; `text` is for the operator."""

    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(f"{code}: {text}")


class Evaluator:
    """Expressions of one step. now: the moment of the step, aware."""

    def __init__(self, variables: Mapping[str, Any], now: datetime) -> None:
        self._variables = variables
        self._now = now

    def value(self, expression: Expression) -> Any:
        """A value that can be kept as a variable. Raises Failure."""
        try:
            return clean(from_feel(self._evaluate(expression)))
        except (BadValue, TypeError) as bad:
            raise Failure("BAD_VALUE", f"{expression.text}: {bad}") from bad

    def holds(self, expression: Expression) -> bool:
        """True only for true: null and everything else is no. Raises Failure when the expression is too costly."""
        return self._evaluate(expression) is True

    def actor(self, expression: Expression) -> str:
        """An actor's name. Raises Failure when there is none: an item nobody may do would be lost."""
        found = from_feel(self._evaluate(expression))
        if isinstance(found, bool) or not isinstance(found, (str, int)) or not str(found):
            raise Failure("NO_ASSIGNEE", f"{expression.text} gives no actor")
        return str(found)

    def moment(self, expression: Expression) -> datetime:
        """A moment in UTC: a duration counts from now, a date begins at midnight of the office. Raises Failure."""
        found = self._evaluate(expression)
        try:
            return moment(found, self._now)
        except TypeError:
            raise Failure("BAD_TIMER", f"{expression.text} gives no duration, date or moment") from None
        except (OverflowError, ValueError) as bad:
            raise Failure("BAD_TIMER", f"{expression.text}: {bad}") from bad

    def repeat(self, expression: Expression) -> Repeat | None:
        """The first time of a repetition given as text; None when there is none from now on. Raises Failure."""
        found = from_feel(self._evaluate(expression))
        try:
            return repetition(found if isinstance(found, str) else "", self._now)
        except (OverflowError, ValueError) as bad:
            raise Failure("BAD_TIMER", f"{expression.text}: {bad}") from bad

    def _evaluate(self, expression: Expression) -> Any:
        try:
            return expression.evaluate(self._variables, EvaluationContext(now=self._now))
        except BudgetExceeded as costly:
            raise Failure("TOO_COSTLY", f"{expression.text}: {costly}") from costly
