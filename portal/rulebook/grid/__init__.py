"""The tables and examples of a draft as a grid of words, for editing in the browser, and back.

What is typed is kept even while it is wrong: a draft holds the grid as typed until every cell can be read.
"""

from portal.rulebook.grid.draw import grid_of
from portal.rulebook.grid.shape import EXAMPLES, GridProblem, GridTable, GridWrong, Source
from portal.rulebook.grid.take import Reading, read_grid

__all__ = [
    "EXAMPLES",
    "GridProblem",
    "GridTable",
    "GridWrong",
    "Reading",
    "Source",
    "grid_of",
    "read_grid",
]
