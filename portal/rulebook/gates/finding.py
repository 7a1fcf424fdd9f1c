"""One thing that a gate found in a draft, and how much it weighs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.feel import Text


class Gate(StrEnum):
    """The part of the examination that found it."""

    TABLES = "TABLES"
    BASIS = "BASIS"
    BRANCHES = "BRANCHES"


class Code(StrEnum):
    """What was found."""

    GAP = "GAP"
    OVERLAP = "OVERLAP"
    UNSEARCHED = "UNSEARCHED"
    HIDDEN_ROW = "HIDDEN_ROW"
    UNDECIDED = "UNDECIDED"
    NO_ARTICLE = "NO_ARTICLE"
    NOT_VERIFIED = "NOT_VERIFIED"
    OTHER_INSTRUMENT = "OTHER_INSTRUMENT"
    PARAMETER = "PARAMETER"
    CITATION = "CITATION"
    NO_BRANCH = "NO_BRANCH"
    NEVER_GIVEN = "NEVER_GIVEN"
    BRANCH_UNDECIDED = "BRANCH_UNDECIDED"


ACCEPTABLE = frozenset({Code.GAP, Code.UNSEARCHED})  # what an author may answer for with a reason


class Weight(StrEnum):
    """What a finding does. KNOWN: the version in force has it too. ACCEPTED: the author answers for it."""

    BLOCKS = "BLOCKS"
    ACCEPTED = "ACCEPTED"
    KNOWN = "KNOWN"
    WARNS = "WARNS"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a gap may stay, who said so and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    decision  name of the table; empty where it is about no table
    rows      ids of its rows
    text      what is wrong
    example   the cases concerned, in words of the domain; `instance` is one of them, value by value
    """

    gate: Gate
    code: Code
    weight: Weight
    decision: str
    rows: tuple[str, ...]
    text: Text
    example: Text | None = None
    accepted: Accepted | None = None
    instance: Text | None = None

    @property
    def row_id(self) -> str:
        """The row that is shown first; empty for a whole table."""
        return self.rows[0] if self.rows else ""

    @property
    def blocks(self) -> bool:
        return self.weight is Weight.BLOCKS

    @property
    def may_be_accepted(self) -> bool:
        """Whether the author may let it stand with a reason."""
        return self.code in ACCEPTABLE and self.weight in {Weight.BLOCKS, Weight.ACCEPTED}

    @property
    def key(self) -> str:
        """The same for the same gap, another one as soon as the gap is another: an acceptance ends with its gap."""
        return key_of(self.code, self.decision, self.example or self.text)


Acceptances = Mapping[str, Accepted]


def key_of(code: Code, decision: str, words: Text) -> str:
    """The name under which an acceptance is kept: 32 hexadecimal digits."""
    return hashlib.sha256(f"{code}\n{decision}\n{words.vi}".encode()).hexdigest()[:32]
