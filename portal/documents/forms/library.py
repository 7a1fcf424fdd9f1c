"""The forms of the product: files in workflows/forms, and every version that a published process is pinned to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from engine.bpmn.catalogue import FormShape
from portal.documents.forms.definition import KEY, Field, FormDefinition, read_form
from portal.documents.models import FormVersion
from portal.platform.clock import now
from portal.platform.errors import NotVisible
from rules.feel import Text


def form_keys() -> list[str]:
    """Keys of the forms there are, sorted."""
    return sorted(path.stem for path in _folder().glob("F-*.toml"))


def load_form(key: str, sha: str | None = None) -> FormDefinition:
    """A form as it is now, or the version that something is pinned to.

    sha      sha256 of the version; None for the present one
    Raises   NotVisible when there is no such form or version
    """
    if sha is None:
        return _present(key)
    if key in form_keys() and (present := _present(key)).sha256 == sha:
        return present
    kept = FormVersion.objects.filter(key=key, sha256=sha).first()
    if kept is None:
        raise NotVisible("form")
    return read_form(kept.source.encode())


def all_forms() -> dict[str, FormDefinition]:
    """Every form as it is now, by key."""
    return {key: _present(key) for key in form_keys()}


def choice_words(name: str) -> dict[str, Text]:
    """What the forms call the values of a field, also within tables: value -> words. Empty when no form asks for it."""
    found: dict[str, Text] = {}
    for form in all_forms().values():
        for entry in form.fields.values():
            for field in (entry, *entry.columns):
                if field.name == name:
                    found |= {option.value: option.label for option in field.options}
    return found


def keep_versions(keys: Iterable[str]) -> dict[str, str]:
    """Store the present version of these forms for ever and give their sha256 by key: what a process is pinned to.

    Part of the caller's transaction. Raises NotVisible for a form that does not exist.
    """
    pins: dict[str, str] = {}
    for key in sorted(set(keys)):
        form = _present(key)
        FormVersion.objects.get_or_create(
            sha256=form.sha256, defaults={"key": key, "source": _source(key).decode(), "created_at": now()}
        )
        pins[key] = form.sha256
    return pins


def form_shape(form: FormDefinition) -> FormShape:
    """What conditions of a diagram may ask of a form's answers: its fields and the values they can take."""
    return FormShape(form.title, {name: _values(entry) for name, entry in form.fields.items()})


def _values(entry: Field) -> frozenset[str]:
    return frozenset(option.value for option in entry.options) if entry.kind == "enum" else frozenset()


def _present(key: str) -> FormDefinition:
    if not KEY.fullmatch(key):
        raise NotVisible("form")
    return read_form(_source(key))


def _source(key: str) -> bytes:
    path = _folder() / f"{key}.toml"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise NotVisible("form") from None


@lru_cache(maxsize=128)
def _read(path: Path, changed_ns: int) -> bytes:
    return path.read_bytes()


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "workflows" / "forms"
