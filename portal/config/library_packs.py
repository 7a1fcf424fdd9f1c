"""The rule packs that the product is delivered with, as the rule book of casework.

A sample pack is in force only where sample data is loaded: an invented decision must never decide a real dossier.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.casework.ports import PackPin
from portal.platform.errors import Refused, Unavailable
from rules.evaluate import decide
from rules.packs import Pack, PackKind, load_pack

LIBRARY = Path(settings.BASE_DIR) / "rules" / "packs" / "library"


class LibraryPacks:
    """Answers casework's port from the files of `rules/packs/library`."""

    def in_force(self, key: str, on: date) -> PackPin:
        """The pack of the day: a city decision before a reference, then the later one (rule R-PACK-3).

        Raises Refused NO_PACK_IN_FORCE, or PACKS_CONTRADICT when two of equal rank begin on the same day.
        """
        usable = [pack for pack in library() if pack.key == key and pack.in_force_on(on) and _may_serve(pack)]
        if not usable:
            raise Refused("NO_PACK_IN_FORCE", pack=key, on=f"{on:%d/%m/%Y}")
        ranked = sorted(usable, key=_rank, reverse=True)
        if len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]):
            raise Refused("PACKS_CONTRADICT", pack=key)
        return PackPin(key=key, version=ranked[0].version, sha256=ranked[0].sha256)

    def decide(self, pin: PackPin, decision: str, facts: Mapping[str, object], now: datetime) -> Mapping[str, object]:
        """The decision of exactly the pinned pack. Raises Unavailable PACK_CHANGED when its seal no longer holds."""
        pack = next((pack for pack in library() if (pack.key, pack.version) == (pin.key, pin.version)), None)
        if pack is None or pack.sha256 != pin.sha256:
            raise Unavailable("PACK_CHANGED", pack=pin.key)
        return decide(pack, decision, facts, now=now).to_json()


@cache
def library() -> tuple[Pack, ...]:
    """Every pack of the library, checked and compiled once."""
    folders = sorted(manifest.parent for manifest in LIBRARY.glob("*/*/pack.toml"))
    return tuple(_read(folder) for folder in folders)


def _read(folder: Path) -> Pack:
    tests = folder / "tests.toml"
    return load_pack(
        (folder / "pack.dmn").read_bytes(),
        (folder / "pack.toml").read_bytes(),
        tests.read_bytes() if tests.exists() else None,
    )


def _may_serve(pack: Pack) -> bool:
    return settings.SAMPLE_DATA or not pack.sample


def _rank(pack: Pack) -> tuple[bool, date]:
    return pack.kind == PackKind.CITY_DECISION, pack.valid_from
