"""What a machine lacks is told in one sentence with its mend."""

import shutil
from pathlib import Path

import pytest

from portal.setup import checks
from portal.setup.trouble import Trouble


def test_an_old_python_is_refused_with_the_package_to_install() -> None:
    with pytest.raises(Trouble, match="3.11") as refused:
        checks.check_python((3, 9))

    assert "apt-get install python3.11" in refused.value.mend


def test_this_python_is_new_enough() -> None:
    checks.check_python()


def test_a_machine_without_a_compiler_is_told_to_install_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(Trouble, match="trình biên dịch C") as refused:
        checks.check_compiler()

    assert refused.value.mend.startswith("sudo apt-get install gcc")


def test_missing_headers_are_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"Python\.h"):
        checks.check_headers(tmp_path)


def test_headers_that_are_there_pass(tmp_path: Path) -> None:
    (tmp_path / "Python.h").touch()

    checks.check_headers(tmp_path)


def test_a_trouble_reads_as_two_sentences_and_a_mend() -> None:
    trouble = Trouble(vi="Thiếu gì đó.", en="Something is missing.", mend="install it")

    assert str(trouble).splitlines() == ["Thiếu gì đó.", "Something is missing.", "    install it"]
