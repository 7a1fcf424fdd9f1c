"""What a diagram may refer to. The portal fills it; the verifier only looks things up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.feel import Text


@dataclass(frozen=True, slots=True)
class FormShape:
    """A form as conditions see it.

    fields   answer name -> the values it can take; an empty set means free text, number or date
    """

    title: Text
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OperationShape:
    """A service operation as the editor and the verifier see it.

    kind     "record" (inside the step) or "effect" (after commit)
    inputs   argument name -> type name; a type that ends with "?" may be left out
    outputs  result name -> type name, or the values it can take joined by "|"
    """

    title: Text
    kind: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a diagram can name.

    packs            rule pack key -> names of its decisions
    time_limits      limits of the office in working days, by name
    processes        keys of published processes, for call activities
    needs_default    whether a split must name a default flow: an office wants no dossier to stop for want of a way; the
                     standard calls that an exception at run time
    start_variables  variables present when an instance starts
    """

    forms: Mapping[str, FormShape] = field(default_factory=dict)
    roles: Mapping[str, Text] = field(default_factory=dict)
    operations: Mapping[str, OperationShape] = field(default_factory=dict)
    packs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    notifications: frozenset[str] = frozenset()
    time_limits: Mapping[str, Text] = field(default_factory=dict)
    processes: frozenset[str] = frozenset()
    needs_default: bool = False
    start_variables: frozenset[str] = frozenset({"dossier", "applicant"})
