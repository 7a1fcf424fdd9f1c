"""The one command lists its commands and refuses an unknown one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.setup import cli
from portal.setup.places import ROOT


def test_help_lists_every_command_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0

    listed = set(re.findall(r"^  (\w+) +\S", capsys.readouterr().out, re.MULTILINE))
    assert {"demo", "test", "check", "bench", "drill", "worker", "manage", "web", "prepare"} <= listed


def test_an_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dmeo"]) == 2

    assert "dmeo" in capsys.readouterr().out


@pytest.mark.parametrize("name", cli.command_names())
def test_every_command_says_what_it_needs_and_does(name: str) -> None:
    command = cli.load(name)

    assert command.NEEDS in {"service", "dev"}
    assert callable(command.run)
    assert len((command.__doc__ or "").splitlines()[0]) < 120


def test_help_needs_nothing_but_python() -> None:
    # -S: no site packages, as on a machine where nothing is installed yet; -I would leave the checkout out.
    done = subprocess.run(
        [sys.executable, "-S", "-m", "portal", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


def test_help_of_a_command_needs_nothing_but_python(tmp_path: Path) -> None:
    (tmp_path / "portal").mkdir()
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "portal" / name, tmp_path / "portal")
    shutil.copytree(ROOT / "portal" / "setup", tmp_path / "portal" / "setup")

    for name in cli.command_names():
        command = [sys.executable, "-S", "-m", "portal", name, "--help"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert f"python3 -m portal {name}" in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_locks_name_no_host_and_carry_hashes() -> None:
    for lock in sorted(Path(ROOT).glob("requirements*.lock")):
        text = lock.read_text()
        assert "://" not in text
        assert "--index-url" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
