"""Putting a pack together from its three files."""

import hashlib
from collections.abc import Iterable

from rules.packs.manifest import read_manifest, read_tests
from rules.packs.model import Pack
from rules.packs.reader import read_contents


def load_pack(
    dmn: bytes, manifest: bytes, tests: bytes | None = None, *, models: Iterable[bytes] = (), strict: bool = True
) -> Pack:
    """The pack of `pack.dmn`, `pack.toml` and `tests.toml`, compiled.

    models  further DMN files that the pack imports, found by their namespaces
    strict  for a pack that is put into force: an expression that is not FEEL refuses it, and a table whose rows
            overlap or whose values are not allowed stops the decision; else each of these is null, as the standard says
    Raises PackError with every problem that one of the files has.
    """
    said = read_manifest(manifest)
    imported = tuple(models)
    contents = read_contents(dmn, imported, strict=strict)
    sealed = len(dmn).to_bytes(8, "big") + dmn + manifest
    seal = hashlib.sha256(sealed + b"".join(len(one).to_bytes(8, "big") + one for one in imported)).hexdigest()
    return Pack(
        key=said.key,
        version=said.version,
        kind=said.kind,
        sample=said.sample,
        title=said.title,
        territory=said.territory,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        instruments=said.instruments,
        inputs=contents.inputs,
        decisions=contents.decisions,
        tests=read_tests(tests) if tests is not None else (),
        sha256=seal,
        data=contents.data,
        knowledge=contents.knowledge,
        services=contents.services,
        strict=strict,
    )
