"""What a diagram may name: gathered from the forms, rule packs, operations, roles and papers of the portal."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypedDict

from django.utils import translation
from django.utils.functional import Promise

import rules.packs
from engine.bpmn.catalogue import Catalogue, FormShape
from engine.bpmn.definition import inspect_all
from engine.effects.registry import operations
from engine.models import ProcessVersion
from portal.accounts.roles import CASE_ROLES, Role
from portal.casework import notices
from portal.documents import catalogue as papers
from portal.documents.forms import all_forms, form_keys, form_shape, keep_versions
from portal.programme.selectors import working_limits
from rules.feel import Text
from rules.packs import load_pack

LIBRARY = Path(rules.packs.__file__).parent / "library"


class EditorOperation(TypedDict):
    """One operation as the editor's panel shows it."""

    title: str
    inputs: dict[str, str]


class EditorCatalogue(TypedDict):
    """The catalogue as the editor reads it; titles in the page's language."""

    forms: dict[str, str]
    roles: dict[str, str]
    operations: dict[str, EditorOperation]
    packs: dict[str, list[str]]
    notifications: dict[str, str]
    timeLimits: dict[str, str]


def current_catalogue() -> Catalogue:
    """Everything that exists now. Read anew for each check: a form or pack may have come meanwhile."""
    return Catalogue(
        forms=_forms(),
        roles={code: _both(Role(code).label) for code in sorted(CASE_ROLES | {Role.APPLICANT.value})},
        operations={name: entry.shape for name, entry in operations().items()},
        packs=_packs(),
        documents=papers.codes(),
        processes=frozenset(ProcessVersion.objects.values_list("key", flat=True).distinct()),
        notifications=notices.codes(),
        time_limits=working_limits(),
        needs_default=True,
    )


def references(xml: bytes) -> dict[str, dict[str, str]]:
    """What a version is pinned to for ever: the forms of its user tasks, by sha256, kept as they are now.

    Rule packs are not pinned here but by each dossier at its receipt (rule R-PACK-5). Raises NotVisible for a form that
    does not exist, BpmnRefused for a file that is no safe XML.
    """
    definitions = [found for i in inspect_all(xml).values() if (found := i.definition) is not None]
    used = {node.form for definition in definitions for node in definition.nodes.values() if node.form}
    return {"forms": keep_versions(used & set(form_keys()))}


def _forms() -> dict[str, FormShape]:
    return {key: form_shape(form) for key, form in all_forms().items()}


@cache
def _packs() -> dict[str, frozenset[str]]:
    """Decisions by pack key, over all versions that the product is delivered with."""
    found: dict[str, set[str]] = {}
    for manifest in LIBRARY.glob("*/*/pack.toml"):
        pack = load_pack(manifest.with_name("pack.dmn").read_bytes(), manifest.read_bytes())
        found.setdefault(pack.key, set()).update(pack.decisions)
    return {key: frozenset(decisions) for key, decisions in found.items()}


def for_editor(catalogue: Catalogue, language: str) -> EditorCatalogue:
    """The catalogue in the reader's language. language: vi or en."""
    return {
        "forms": {key: shape.title.in_language(language) for key, shape in sorted(catalogue.forms.items())},
        "roles": {code: title.in_language(language) for code, title in catalogue.roles.items()},
        "operations": {
            name: {"title": shape.title.in_language(language), "inputs": dict(shape.inputs)}
            for name, shape in sorted(catalogue.operations.items())
        },
        "packs": {key: sorted(decisions) for key, decisions in sorted(catalogue.packs.items())},
        "notifications": {code: code for code in sorted(catalogue.notifications)},
        "timeLimits": {code: title.in_language(language) for code, title in catalogue.time_limits.items()},
    }


def _both(label: str | Promise) -> Text:
    """A translatable label in both languages."""
    with translation.override("vi"):
        vi = str(label)
    with translation.override("en"):
        return Text(vi=vi, en=str(label))
