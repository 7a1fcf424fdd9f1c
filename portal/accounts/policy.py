"""The one policy module: who may do what to which object.

The rights stand in `policy_matrix.toml`, a table that a lawyer can read: an action, and for each role the name of a
scope. An app says what a scope means for its own model by `register`; pages, files, exports, searches and counts all
ask `visible` and `allowed`, so no second list of rights can drift from the first.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model, Q, QuerySet

from portal.accounts.actor import Actor
from portal.platform.errors import NotAllowed, NotVisible

Scope = Callable[[Actor], Q]
MATRIX_FILE = Path(__file__).with_name("policy_matrix.toml")
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Guarded:
    """How one model is reached: its name in the matrix and what each scope word selects."""

    name: str
    scopes: Mapping[str, Scope]


_guarded: dict[type[Model], Guarded] = {}


def register(model: type[Model], name: str, scopes: Mapping[str, Scope]) -> None:
    """Put a model under the policy. Called from the owning app's `AppConfig.ready`.

    name    the object's word in the matrix: its actions are `name.view`, `name.claim`, ...
    scopes  scope word -> function from actor to the Q that selects what the word means; `all` needs none
    """
    _guarded[model] = Guarded(name, dict(scopes))


@cache
def matrix() -> Mapping[str, Mapping[str, str]]:
    """Action -> role -> scope words, read from the matrix file."""
    with MATRIX_FILE.open("rb") as source:
        return {
            f"{kind}.{verb}": cells for kind, verbs in tomllib.load(source).items() for verb, cells in verbs.items()
        }


def scope_words(actor: Actor, action: str) -> frozenset[str]:
    """The scopes that the actor's roles give for an action. Raises KeyError for an action that is not in the matrix."""
    cells = matrix()[action]
    return frozenset(word for role in actor.roles for word in cells.get(role, "").split())


def reachable(actor: Actor, model: type[Model], action: str) -> QuerySet[Any]:
    """Objects of `model` on which the actor may perform the action `name.verb`."""
    guarded = _guarded[model]
    words = scope_words(actor, action)
    rows = model._default_manager.all()
    if EVERYTHING in words:
        return rows
    if not words:
        return rows.none()
    chosen = Q()
    for word in words:
        chosen |= guarded.scopes[word](actor)
    return rows.filter(chosen)


def guarded_models() -> Mapping[type[Model], Guarded]:
    """Every model under the policy, with its scopes."""
    return dict(_guarded)


def visible(actor: Actor, model: type[Model]) -> QuerySet[Any]:
    """Objects of `model` that the actor may see at all."""
    return reachable(actor, model, f"{_guarded[model].name}.view")


def find(actor: Actor, model: type[Model], **lookup: Any) -> Any:
    """The one visible object that matches. Raises NotVisible alike for a missing and for a forbidden one."""
    try:
        return visible(actor, model).get(**lookup)
    except (model.DoesNotExist, ValueError) as missing:  # type: ignore[attr-defined]
        raise NotVisible(_guarded[model].name) from missing


def allowed(actor: Actor, action: str, obj: Model | None = None) -> bool:
    """Whether the actor may perform the action, on this object where one is given.

    The same function decides whether a page shows the button and whether the service obeys it.
    """
    if obj is None:
        return bool(scope_words(actor, action))
    return reachable(actor, type(obj), action).filter(pk=obj.pk).exists()


def require(actor: Actor, action: str, obj: Model | None = None) -> None:
    """Raise NotAllowed unless `allowed`."""
    if not allowed(actor, action, obj):
        raise NotAllowed(action)
