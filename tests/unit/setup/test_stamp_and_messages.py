"""Nothing is built twice, and nothing stale is kept."""

import gettext
import os
from pathlib import Path

from portal.setup import stamp
from portal.setup.messages import compile_all
from portal.setup.node import parse_version

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Nộp hồ sơ"
msgstr "Submit"
"""


def test_a_changed_byte_changes_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_text("1")
    before = stamp.fingerprint([file])

    file.write_text("2")

    assert stamp.fingerprint([file]) != before


def test_a_stamp_is_current_only_for_its_own_content(tmp_path: Path) -> None:
    mark = tmp_path / "build" / ".stamp"
    assert not stamp.is_current(mark, "abc")

    stamp.record(mark, "abc")

    assert stamp.is_current(mark, "abc")
    assert not stamp.is_current(mark, "abd")


def test_translations_are_compiled_once_and_again_after_a_change(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")

    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_all(tmp_path) == 1

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Nộp hồ sơ") == "Submit"


def test_node_versions_are_compared_as_numbers() -> None:
    assert parse_version("v20.20.2\n") == (20, 20)
    assert parse_version("v9.0.0") < (20, 19)
    assert parse_version("not a version") == (0, 0)
