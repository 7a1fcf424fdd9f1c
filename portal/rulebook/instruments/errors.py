"""Refusals of the register.

Refused
└── EntryWrong   what was typed cannot stand in the register; `problems` says where and why
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from portal.platform.errors import Refused


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. part: "" for the instrument itself, `articles` or `relations` with the index of the row."""

    field: str
    code: str
    part: str = ""
    index: int = 0
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class EntryWrong(Refused):
    """The entry cannot be kept."""

    code = "INSTRUMENT_WRONG"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems
