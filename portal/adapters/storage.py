"""Where files lie: a folder outside the web root, under random names. Names and contents never meet in an address."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

NAME_BYTES = 20
SPREAD = 2  # leading letters of the name that make the sub-folder, so that no folder holds all files


def save(chunks: Iterable[bytes]) -> str:
    """Keep a file and return its new random name. Complete or not at all: written aside, synced, then renamed."""
    name = secrets.token_hex(NAME_BYTES)
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    with aside.open("xb") as target:
        for chunk in chunks:
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    aside.rename(path)
    return name


def read(name: str) -> bytes:
    """The contents of a file. Raises FileNotFoundError."""
    return _path(name).read_bytes()


def remove(name: str) -> None:
    """Take a file away; one that is not there is no error."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if len(name) != 2 * NAME_BYTES or not all(letter in "0123456789abcdef" for letter in name):
        raise ValueError(f"not a storage name: {name!r}")
    return Path(settings.UPLOAD_FOLDER) / name[:SPREAD] / name
