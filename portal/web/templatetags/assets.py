"""Links to the built front end: `{% entry "app" %}` for a page's scripts and styles, `{% asset "x.svg" %}` for a file.

The build (frontend/vite.config.js) writes hashed names and a manifest; nothing else knows those names.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BUILD_DIR = Path(__file__).resolve().parents[1] / "static" / "build"

register = template.Library()


class FrontEndNotBuilt(RuntimeError):
    """The manifest or an entry of it is missing: `python3 -m portal build` makes it."""


@lru_cache(maxsize=2)
def _read(path: str, changed_ns: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return manifest


def manifest() -> dict[str, Any]:
    """The build's manifest, read again whenever a new build replaced it.

    Raises FrontEndNotBuilt when no build is there.
    """
    path = BUILD_DIR / "manifest.json"
    try:
        return _read(str(path), path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise FrontEndNotBuilt(f"{path} is missing; run: python3 -m portal build") from error


def _chunk(source: str) -> dict[str, Any]:
    try:
        chunk: dict[str, Any] = manifest()[source]
    except KeyError as error:
        raise FrontEndNotBuilt(f"the front-end build has no {source!r}") from error
    return chunk


def _styles(source: str, seen: set[str]) -> list[str]:
    """Style sheets of a chunk and of the chunks it imports, imported ones first, each once."""
    if source in seen:
        return []
    seen.add(source)
    chunk = _chunk(source)
    earlier = [name for imported in chunk.get("imports", []) for name in _styles(imported, seen)]
    return earlier + [name for name in chunk.get("css", []) if name not in earlier]


@register.simple_tag
def entry(name: str) -> SafeString:
    """Style and script tags of one front-end entry, such as `app` or `studio`.

    Raises FrontEndNotBuilt when the build or that entry is missing.
    """
    source = f"src/{name}/main.js"
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"build/{css}"),) for css in _styles(source, set()))
    )
    script = format_html('<script type="module" src="{}"></script>', static(f"build/{_chunk(source)['file']}"))
    return format_html("{}\n{}", styles, script)


@register.simple_tag
def asset(source: str) -> str:
    """Address of one built file by its source name, relative to `frontend/`, such as `src/app/seal.svg`.

    Raises FrontEndNotBuilt when the build does not hold it.
    """
    return static(f"build/{_chunk(source)['file']}")
