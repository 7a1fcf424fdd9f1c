"""What is wrong with a workbook, by sheet and cell, with the mend."""

from dataclasses import dataclass

from rules.feel import Text


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing to mend. `cell` is an Excel address such as `C7` or `B2:C2`; empty for the whole sheet or file."""

    sheet: str
    cell: str
    text: Text


class WorkbookRefused(Exception):
    """The workbook cannot become rules. Carries every problem that was found; nothing of it was kept."""

    def __init__(self, problems: list[CellProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.sheet}!{p.cell}: {p.text.en}" for p in problems))


def refuse(vi: str, en: str, *, sheet: str = "", cell: str = "") -> WorkbookRefused:
    """A refusal for one reason."""
    return WorkbookRefused([CellProblem(sheet, cell, Text(vi, en))])
