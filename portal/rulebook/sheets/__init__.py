"""A rule pack as an Excel workbook that an official can read and edit, and back."""

from portal.rulebook.sheets.fill import workbook_of
from portal.rulebook.sheets.take import Taken, take_workbook
from portal.rulebook.sheets.trouble import CellProblem, WorkbookRefused

__all__ = ["CellProblem", "Taken", "WorkbookRefused", "take_workbook", "workbook_of"]
