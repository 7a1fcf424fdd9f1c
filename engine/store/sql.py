"""Named SQL, read once from the files beside."""

from __future__ import annotations

from pathlib import Path


def named(file_name: str) -> dict[str, str]:
    """Statements of a file by the name in their `-- name:` line."""
    text = (Path(__file__).parent / file_name).read_text(encoding="utf-8")
    statements: dict[str, str] = {}
    for part in text.split("-- name: ")[1:]:
        name, _, body = part.partition("\n")
        statements[name.strip()] = body.strip()
    return statements


READ = named("read.sql")
WRITE = named("write.sql")
EFFECTS = named("effects.sql")
