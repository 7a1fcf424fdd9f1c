"""Writing the manifest and the examples of a pack back to TOML. What is read back is equal to what was written."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rules.feel import Text
from rules.packs.manifest import Manifest
from rules.packs.model import Instrument, PackTest


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes of `pack.toml`."""
    head: dict[str, Any] = {
        "key": manifest.key,
        "version": manifest.version,
        "kind": manifest.kind.value,
        "sample": manifest.sample,
        "territory": manifest.territory,
        "valid_from": manifest.valid_from,
        "valid_to": manifest.valid_to,
        "title": _both(manifest.title),
    }
    parts = [_pairs(head)]
    parts += ["[[instrument]]\n" + _pairs(_instrument(entry)) for entry in manifest.instruments]
    return "\n".join(parts).encode()


def write_tests(tests: Iterable[PackTest]) -> bytes:
    """The bytes of `tests.toml`."""
    return "\n".join(_test(test) for test in tests).encode()


def _test(test: PackTest) -> str:
    head: dict[str, Any] = {"name": test.name, "decision": test.decision}
    if test.findings is not None:
        head["findings"] = list(test.findings)
    tables = "".join(f"[test.{name}]\n{_pairs(getattr(test, name))}" for name in ("facts", "outputs"))
    return f"[[test]]\n{_pairs(head)}{tables}"


def _instrument(entry: Instrument) -> dict[str, Any]:
    return {
        "number": entry.number,
        "issuer": entry.issuer,
        "issued_on": entry.issued_on,
        "sample": entry.sample,
        "title": _both(entry.title),
    }


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _pairs(entries: Mapping[str, Any]) -> str:
    """TOML has no null: a value of None is left out."""
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in entries.items() if value is not None)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        # A JSON text is a TOML text, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {_value(entry)}' for name, entry in value.items())} }}"
    raise TypeError(f"a pack cannot hold {value!r}")
