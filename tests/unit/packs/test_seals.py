"""A pack of the library that has gone out under a version never changes: what changes gets a new version.

An installation keeps the version that it has, so other contents under the same name would never arrive. A new pack or
version gets its line in seals.toml; a line that is there stays.
"""

import tomllib
from pathlib import Path

import pytest

from portal.rulebook.library import install_library
from portal.rulebook.models import PackVersion
from tests.unit.packs.test_table_of_packs import library_packs

SEALS = tomllib.loads((Path(__file__).parent / "seals.toml").read_text(encoding="utf-8"))


def test_every_version_is_as_it_went_out() -> None:
    assert {f"{pack.key} {pack.version}": pack.sha256 for pack in library_packs()} == SEALS


@pytest.mark.django_db
def test_other_contents_under_a_version_in_service_are_told_and_change_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_library()
    before = list(PackVersion.objects.values_list("key", "version", "sha256"))
    read = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: (
            read(path).replace(b"<text>30000000</text>", b"<text>31000000</text>")
            if path.name == "pack.dmn"
            and path.parent.name == "1-reference-tt75"
            and path.parents[1].name == "domestic-cap"
            else read(path)
        ),
    )
    assert install_library() == 0
    assert list(PackVersion.objects.values_list("key", "version", "sha256")) == before
    assert [record.args[0].key for record in caplog.records if record.levelname == "WARNING"] == ["domestic-cap"]
