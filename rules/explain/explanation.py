"""The parts of an explanation. Everything in it is words; nothing has to be looked up to read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.explain.wording import joined, paired
from rules.feel import Text
from rules.packs.model import Confidence, PackKind, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One named value: the name that programs use, and what people read."""

    name: str
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a row asks: of what, what it wants, what was given.

    listed  the row names the very values that it wants
    given   whether the fact is known
    """

    label: Text
    wanted: Text
    value: Text
    listed: bool
    given: bool

    @property
    def words(self) -> Text:
        """`label: value`, and what the row wants."""
        said = paired(self.label, self.value)
        wanted = self.wanted
        return Text(f"{said.vi} (quy tắc hỏi: {wanted.vi})", f"{said.en} (the rule asks: {wanted.en or wanted.vi})")

    @property
    def fulfilled(self) -> Text:
        """The same in a row that applies: a value out of a list that the row names needs no list."""
        return paired(self.label, self.value) if self.listed else self.words


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """A row of a table that applies, or that would if a missing fact were known.

    message  what the row says of the case; empty where it only gives values
    outcome  the values that it gives; empty for a finding
    """

    row_id: str
    rule_id: str
    message: Text
    severity: Severity | None
    article: Text
    confidence: Confidence
    conditions: tuple[Condition, ...]
    outcome: tuple[Line, ...]

    @property
    def sentence(self) -> Text:
        """The row as sentences, without its article: what it gives or says, and why it applies."""
        results = joined([paired(line.label, line.value) for line in self.outcome])
        head, note = (results, self.message) if self.outcome else (self.message, Text(""))
        why = joined([condition.fulfilled for condition in self.conditions])
        vi, en = head.vi, head.en or head.vi
        if self.conditions:
            vi, en = f"{vi}, vì {why.vi}", f"{en}, because {why.en}"
        if note.vi:
            vi, en = f"{vi}. {note.vi}", f"{en}. {note.en or note.vi}"
        return Text(f"{vi}.", f"{en}.")


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A row that does not apply, and the first condition that turned it away."""

    row_id: str
    rule_id: str
    because: Condition


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of the chain.

    rows     how many rows were tried; 0 for a calculation
    waiting  rows of which nobody can tell, since a fact is missing
    outcome  what a calculation gave, or a table of which no row applies
    """

    decision: str
    label: Text
    rows: int
    applied: tuple[AppliedRow, ...]
    waiting: tuple[AppliedRow, ...]
    turned_away: tuple[TurnedAway, ...]
    outcome: tuple[Line, ...]
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a decision came out as it did: its steps in the order in which they were made, and the answer."""

    conclusion: tuple[Line, ...]
    steps: tuple[Step, ...]
    pack_key: str
    pack_version: str
    pack_title: Text
    pack_kind: PackKind
    sample: bool

    @property
    def missing(self) -> tuple[Text, ...]:
        """What the rules would have to be told before nobody has to look, each once."""
        found: dict[str, Text] = {}
        for step in self.steps:
            for row in step.waiting:
                found |= {one.label.vi: one.label for one in row.conditions if not one.given}
        return tuple(found.values())

    def sentences(self) -> Iterator[Text]:
        """The whole as plain sentences: the conclusion, the rows that apply with their articles, what lacks."""
        for line in self.conclusion:
            said = paired(line.label, line.value)
            yield Text(f"{said.vi}.", f"{said.en}.")
        for step in self.steps:
            for row in step.applied:
                said = row.sentence
                yield Text(f"{said.vi} ({row.article.vi})", f"{said.en} ({row.article.en or row.article.vi})")
        if self.missing:
            lacking = joined(self.missing)
            yield Text(f"Còn thiếu: {lacking.vi}.", f"Not known yet: {lacking.en}.")
