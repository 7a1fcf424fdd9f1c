"""What an analysis of a decision table says: gaps, overlaps, rows that are never seen, and what it cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules.feel import FeelRange, Text

DAY_COLUMN = "@day"  # the day of the decision, where rows have dates: a dimension of its own, no column has this id


@dataclass(frozen=True, slots=True)
class Region:
    """The values that one column takes in a box: ranges of a line, listed values, every text but some; and null."""

    ranges: tuple[FeelRange, ...] = ()
    values: tuple[Any, ...] = ()
    every_text_but: tuple[str, ...] | None = None
    null: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A counter-example.

    values  column id -> one FEEL value of each column, all together inside the box (null is None)
    box     column id -> every value; a column that is left out may have any value
    words   the box in words of the domain
    """

    values: Mapping[str, Any]
    box: Mapping[str, Region]
    words: Text


class GapKind(StrEnum):
    """What the table gives where no row matches."""

    NO_ANSWER = "NO_ANSWER"
    DEFAULT_APPLIES = "DEFAULT_APPLIES"
    EMPTY_LIST = "EMPTY_LIST"


@dataclass(frozen=True, slots=True)
class Gap:
    """A box that no row covers.

    missing  columns that have no value in the whole box: the gap opens only where a fact is missing
    certain  false where the box binds columns that are computed: such values may never come together
    """

    case: Case
    kind: GapKind
    missing: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows that match at once.

    agree      whether they give equal outputs; None where that depends on the facts
    forbidden  whether the hit policy forbids it (UNIQUE: always; ANY: outputs that differ)
    """

    row_a: str
    row_b: str
    case: Case
    agree: bool | None
    forbidden: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Subsumed:
    """A row that adds nothing.

    by      the rows that cover it wholly; empty when the row can match nothing at all
    hidden  whether the table therefore never gives the row's output; else it only repeats
    case    an example of what the row asks for; None when it can match nothing
    """

    row: str
    by: tuple[str, ...]
    hidden: bool
    case: Case | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """A place that cannot be analysed exactly. row_id is empty when it is the whole column."""

    decision: str
    row_id: str
    column_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Analysis:
    """The result for one table.

    day       rows valid on that day were analysed; None: the whole period, the day being a dimension
    stopped   in words, where the search stopped early (limit reached, too large); empty when all was seen
    overlap_count  all overlapping pairs, also those beyond the limit
    searched  whether every gap that is open although all facts are known is among the gaps
    """

    decision: str
    day: date | None
    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    subsumed: tuple[Subsumed, ...]
    undecided: tuple[Undecided, ...]
    stopped: tuple[Text, ...]
    overlap_count: int
    searched: bool

    @property
    def exact(self) -> bool:
        """Whether nothing is left unsaid: everything could be analysed, and no list was cut."""
        return not self.undecided and not self.stopped

    @property
    def open_gaps(self) -> tuple[Gap, ...]:
        """Gaps with all facts known where the table gives no answer: what a pack should not be published with."""
        return tuple(gap for gap in self.gaps if gap.kind is GapKind.NO_ANSWER and not gap.missing)

    @property
    def forbidden_overlaps(self) -> tuple[Overlap, ...]:
        """Overlaps that the hit policy forbids."""
        return tuple(overlap for overlap in self.overlaps if overlap.forbidden)
