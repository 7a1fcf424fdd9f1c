"""Refusals of the budget.

Refused
├── NotEnoughMoney    the line, or the dossier's share of it, does not hold the amount
└── NoBudgetLine      no money was ever allotted to the support line for the year
"""

from portal.platform.errors import Refused


class NotEnoughMoney(Refused):
    """The account that the money should come from does not hold it."""

    code = "NOT_ENOUGH_MONEY"

    def __init__(self, *, line_id: int, asked_vnd: int) -> None:
        super().__init__(line_id=line_id, asked_vnd=asked_vnd)


class NoBudgetLine(Refused):
    """There is no line to take money from."""

    code = "NO_BUDGET_LINE"

    def __init__(self, *, support_line: str, year: int) -> None:
        super().__init__(support_line=support_line, year=year)
