"""Stamps: what was built from which content, so that nothing is built twice."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *, extra: str = "") -> str:
    """A SHA-256 over the names and bytes of `files`, in sorted order, and over `extra`."""
    digest = hashlib.sha256(extra.encode())
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(stamp: Path, expected: str) -> bool:
    """Whether `stamp` records exactly this content."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == expected


def record(stamp: Path, content: str) -> None:
    """Write the stamp, last of all: a build that was interrupted leaves none."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(content, encoding="utf-8")
