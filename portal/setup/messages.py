"""Compile the translations with Babel: no gettext tools needed on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.setup.places import ROOT


def compile_all(base: Path = ROOT / "portal" / "locale") -> int:
    """Write each `django.mo` that is missing or older than its `django.po`. Returns how many were written."""
    written = 0
    for source in sorted(base.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written += 1
    return written
