"""A rule pack: decisions in DMN, and what the law says about each row. Frozen; compiled once, shared by threads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules.feel import Expression, Text, UnaryTests


class PackKind(StrEnum):
    """What force a pack has (rule R-PACK-2). Only a decision of the city lets a dossier be decided and paid."""

    REFERENCE = "REFERENCE"
    CITY_DECISION = "CITY_DECISION"
    DEMO = "DEMO"


class Confidence(StrEnum):
    """Where a figure comes from. Only SEED and VERIFIED may be shown as law."""

    SEED = "SEED"
    VERIFIED = "VERIFIED"
    REMEMBERED = "REMEMBERED"
    ILLUSTRATIVE = "ILLUSTRATIVE"


class HitPolicy(StrEnum):
    """DMN 1.5 section 8.2.10."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Severity(StrEnum):
    """What a finding asks for. MANUAL: a fact is missing, a person must look."""

    INFO = "INFO"
    WARN = "WARN"
    SUPPLEMENT = "SUPPLEMENT"
    REJECT = "REJECT"
    SUSPEND = "SUSPEND"
    MANUAL = "MANUAL"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal act. number as printed, dates as given; `sample` marks an invented one."""

    number: str
    title: Text
    issuer: str = ""
    issued_on: date | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """An input of a table: a FEEL expression. `missing` says what a null input does to a row that asks for it."""

    id: str
    label: Text
    expression: Expression
    type: str
    optional: bool
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a table. `order` are the allowed values, best first, for PRIORITY and OUTPUT ORDER."""

    id: str
    name: str
    label: Text
    type: str
    order: tuple[Any, ...]
    allowed: UnaryTests | None
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a table, with its legal source. `id` survives edits; valid dates are inclusive."""

    id: str
    line: int
    cells: tuple[UnaryTests, ...]
    values: tuple[Expression, ...]
    rule_id: str
    article: Text
    confidence: Confidence
    severity: Severity | None
    message: Text | None
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    hit_policy: HitPolicy
    aggregation: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    manual_when_missing: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: a table or one expression, and the decisions that it needs."""

    name: str
    label: Text
    requires: tuple[str, ...]
    logic: Table | Expression
    line: int


@dataclass(frozen=True, slots=True)
class PackTest:
    """A stored example: facts, the decision asked, and what must come out (names of outputs and of findings)."""

    name: str
    decision: str
    facts: Mapping[str, Any]
    outputs: Mapping[str, Any]
    findings: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule pack. `sha256` is over the DMN and the manifest: the seal that a decision carries."""

    key: str
    version: str
    kind: PackKind
    sample: bool
    title: Text
    territory: str
    valid_from: date
    valid_to: date | None
    instruments: tuple[Instrument, ...]
    inputs: tuple[str, ...]
    decisions: Mapping[str, Decision]
    tests: tuple[PackTest, ...]
    sha256: str

    def in_force_on(self, day: date) -> bool:
        """Whether the day lies within the pack's dates (both ends belong to it)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def closure(self, decision: str) -> tuple[Decision, ...]:
        """The decision and all that it needs, each after what it needs itself. Raises KeyError for an unknown name."""
        found: dict[str, Decision] = {}

        def visit(name: str) -> None:
            for needed in self.decisions[name].requires:
                if needed not in found:
                    visit(needed)
            found.setdefault(name, self.decisions[name])

        visit(decision)
        return tuple(found.values())
