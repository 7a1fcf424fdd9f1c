"""pyDMNrules, in a process of its own (its licence is the GPL): `python -m benchmarks.ruling.peer_pydmn ROWS`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pyDMNrules
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from benchmarks.ruling.workload import Asked, Case, report, rows

TITLES = ("Line", "Kind", "Cost", "Units", "Flag", "Filed", "Out")


def make(table: list[Asked]) -> Callable[[Case], object]:
    """One case through a workbook that is read once."""
    engine = pyDMNrules.DMN()
    status = engine.use(_workbook(table))
    if status.get("errors"):
        raise ValueError(status["errors"])

    def decide(case: Case) -> object:
        _, answer = engine.decide(dict(zip(TITLES[:-1], case, strict=True)))
        if not answer:  # no row matched
            return None
        last = answer[-1] if isinstance(answer, list) else answer
        return last["Result"].get("Out")

    return decide


def _workbook(table: list[Asked]) -> Workbook:
    book = Workbook()
    glossary = book.active
    glossary.title = "Glossary"
    glossary.append(["Glossary"])
    glossary.append(["Variable", "Business Concept", "Attribute"])
    for title in TITLES:  # a concept is named once, on the first of its variables
        glossary.append([title, "Case" if title == TITLES[0] else None, title.lower()])
    decision = book.create_sheet("Decision")
    decision.append(["Decision"])
    decision.append(["Decisions", "Execute Decision Tables"])
    decision.append(["Bench", "Bench"])
    sheet = book.create_sheet("Bench")
    sheet.append(["Bench"])
    sheet.append(["F", *TITLES])
    for row in table:
        cells = [f'"{row.line}"', f'"{row.kind}"', f"[{row.cost_from}..{row.cost_to})"]
        cells += [f"[{row.units_from}..{row.units_to})", "-" if row.flag is None else str(row.flag).lower()]
        cells += ["-" if row.filed_from is None else f">={row.filed_from}", str(row.out)]
        sheet.append([row.out + 1, *cells])
    # Headings stand above a double line, outputs behind one.
    for row in range(2, len(table) + 3):
        for column in range(1, len(TITLES) + 2):
            left, bottom = column == len(TITLES) + 1, row == 2
            sheet.cell(row, column).border = Border(_side(left), _side(False), _side(row == 3), _side(bottom))
    return book


def _side(double: bool) -> Side:
    return Side(style="double" if double else "thin")


if __name__ == "__main__":
    drawn = rows(int(sys.argv[1]))
    report("pyDMNrules", drawn, lambda: make(drawn))
