"""Putting a pack together from its three files."""

import hashlib

from rules.packs.manifest import read_manifest, read_tests
from rules.packs.model import Pack
from rules.packs.reader import read_decisions


def load_pack(dmn: bytes, manifest: bytes, tests: bytes | None = None) -> Pack:
    """The pack of `pack.dmn`, `pack.toml` and `tests.toml`, compiled.

    Raises PackError with every problem that one of the files has.
    """
    said = read_manifest(manifest)
    inputs, decisions = read_decisions(dmn)
    seal = hashlib.sha256(len(dmn).to_bytes(8, "big") + dmn + manifest).hexdigest()
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
        inputs=inputs,
        decisions=decisions,
        tests=read_tests(tests) if tests is not None else (),
        sha256=seal,
    )
