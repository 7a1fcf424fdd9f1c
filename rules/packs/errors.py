"""Why a pack cannot be used. Each problem names its place; all are listed, not the first alone."""

from dataclasses import dataclass

from rules.feel import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `line` counts from 1 in the DMN file; 0 where there is no line. `row_id` for table rows."""

    text: Text
    line: int = 0
    element: str = ""


class PackError(Exception):
    """The pack is refused. Carries every problem that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.element or 'pack'} (line {p.line}): {p.text.en}" for p in problems))
