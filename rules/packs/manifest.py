"""The manifest of a pack (`pack.toml`) and its stored examples (`tests.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.feel import Text
from rules.packs.errors import PackError, Problem
from rules.packs.model import Instrument, PackKind, PackTest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in `pack.toml`."""

    key: str
    version: str
    kind: PackKind
    sample: bool
    title: Text
    territory: str
    valid_from: date
    valid_to: date | None
    instruments: tuple[Instrument, ...]


def read_manifest(toml: bytes) -> Manifest:
    """Raises PackError when a key is missing or of the wrong kind."""
    raw = _load(toml, "pack.toml")
    try:
        return Manifest(
            key=_str(raw["key"]),
            version=_str(raw["version"]),
            kind=PackKind(raw["kind"]),
            sample=bool(raw.get("sample", False)),
            title=Text(_str(raw["title"]["vi"]), _str(raw["title"].get("en", ""))),
            territory=_str(raw["territory"]),
            valid_from=_date(raw["valid_from"]),
            valid_to=_date(raw["valid_to"]) if "valid_to" in raw else None,
            instruments=tuple(_instrument(entry) for entry in raw.get("instrument", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise _refused("pack.toml", wrong) from wrong


def read_tests(toml: bytes) -> tuple[PackTest, ...]:
    """The examples of `tests.toml`. Raises PackError."""
    raw = _load(toml, "tests.toml")
    try:
        return tuple(
            PackTest(
                _str(entry["name"]),
                _str(entry["decision"]),
                dict(entry["facts"]),
                dict(entry.get("outputs", {})),
                tuple(entry["findings"]) if "findings" in entry else None,
            )
            for entry in raw.get("test", [])
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise _refused("tests.toml", wrong) from wrong


def _load(toml: bytes, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(toml.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise _refused(name, wrong) from wrong


def _refused(name: str, wrong: Exception) -> PackError:
    return PackError([Problem(Text(f"{name} thiếu hoặc sai: {wrong}", f"{name} lacks or misstates: {wrong}"))])


def _instrument(entry: Mapping[str, Any]) -> Instrument:
    return Instrument(
        number=_str(entry["number"]),
        title=Text(_str(entry["title"]["vi"]), _str(entry["title"].get("en", ""))),
        issuer=str(entry.get("issuer", "")),
        sample=bool(entry.get("sample", False)),
        issued_on=_date(entry["issued_on"]) if "issued_on" in entry else None,
    )


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, got {value!r}")
    return value


def _date(value: Any) -> date:
    if type(value) is not date:
        raise TypeError(f"date expected, got {value!r}")
    return value
