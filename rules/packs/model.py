"""A rule pack: decisions in DMN, and what the law says about each row. Frozen; compiled once, shared by threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rules.feel import Expression, Text, TypeRef, UnaryTests


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
    """An input of a table: a FEEL expression. `optional`: a row that asks for it while it is null just does not match.

    kind  the type that its value is converted to, in models of other tools; None in packs, whose facts are typed
    """

    id: str
    label: Text
    expression: Expression
    type: str
    optional: bool
    allowed: UnaryTests | None
    kind: TypeRef | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a table. `order` are the allowed values, best first, for PRIORITY and OUTPUT ORDER.

    kind  as of a `Column`
    """

    id: str
    name: str
    label: Text
    type: str
    order: tuple[Any, ...]
    allowed: UnaryTests | None
    default: Expression | None
    kind: TypeRef | None = None


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
    """A decision table. `kept` is where evaluators keep what they made of it once."""

    hit_policy: HitPolicy
    aggregation: str
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    manual_when_missing: bool
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Kind(StrEnum):
    """What an element of a decision requirements graph is."""

    INPUT = "inputData"
    DECISION = "decision"
    KNOWLEDGE = "businessKnowledgeModel"
    SERVICE = "decisionService"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that an element requires. Its logic reads it as `name`, behind the names of the imports in `path`.

    `key` is where the pack holds it: the name, behind the names of all imports that lead to its model.
    """

    kind: Kind
    key: str
    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData:
    """An input, and the type that it is converted to; None accepts everything."""

    key: str
    name: str
    path: tuple[str, ...]
    type: TypeRef | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: a table or one expression, what it needs, and the type of its value.

    `requires` are the keys of the decisions among the `needs`. Boxed expressions are one FEEL expression.
    """

    name: str
    label: Text
    requires: tuple[str, ...]
    logic: Table | Expression
    line: int
    needs: tuple[Need, ...] = ()
    type: TypeRef | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: an expression whose value is a function."""

    name: str
    parameters: tuple[str, ...]
    logic: Expression
    needs: tuple[Need, ...]
    types: tuple[TypeRef | None, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: a function of its inputs. One output gives its value, several a context by their names."""

    name: str
    parameters: tuple[Need, ...]
    outputs: tuple[Need, ...]
    type: TypeRef | None
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
    """One version of a rule pack. `sha256` is over the DMN and the manifest: the seal that a decision carries.

    `strict` as it is for every pack in force: what may not be guessed stops a decision. Else it is null.
    """

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
    data: Mapping[str, InputData] = field(default_factory=dict)
    knowledge: Mapping[str, Knowledge] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    strict: bool = True

    def in_force_on(self, day: date) -> bool:
        """Whether the day lies within the pack's dates (both ends belong to it)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def closure(self, decision: str, known: frozenset[str] = frozenset()) -> tuple[Decision, ...]:
        """The decision and all that it needs, each after what it needs itself. Raises KeyError for an unknown name.

        known  decisions whose values are given: neither they nor what only they need is among the result
        """
        found: dict[str, Decision] = {}

        def visit(name: str) -> None:
            for needed in self.decisions[name].requires:
                if needed not in found and needed not in known:
                    visit(needed)
            found.setdefault(name, self.decisions[name])

        if decision not in known:
            visit(decision)
        return tuple(found.values())
