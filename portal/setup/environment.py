"""The project's own environment: made once, filled from a lock file, remembered by a stamp."""

import os
import re
import sys
from pathlib import Path

from portal.setup import say, stamp
from portal.setup.checks import check_machine
from portal.setup.places import ROOT, VENV, venv_python
from portal.setup.trouble import Trouble

LOCKS = {"service": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
OUT_OF_REACH = re.compile(
    r"connection|timed? ?out|temporary failure|name resolution|network|proxy|ssl|no matching distribution|ENOTFOUND"
    r"|EAI_AGAIN|ECONN|ETIMEDOUT",
    re.IGNORECASE,
)


def inside() -> bool:
    """Whether this interpreter is the environment's own."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(kind: str) -> None:
    """Make the environment hold the packages of `kind` ("service" or "dev"). Quick when it already does.

    The dev lock holds everything of the service lock in the same versions, so it satisfies both.
    Raises Trouble in plain words when the machine lacks something or the registry cannot be reached.
    """
    if is_ready(kind):
        return
    check_machine()
    if not _works(venv_python()):
        with say.step("Tạo môi trường Python", "Making the Python environment"):
            _make()
    with say.step("Cài các gói Python", "Installing Python packages"):
        _install(LOCKS[kind])
    for satisfied in ("service", "dev") if kind == "dev" else ("service",):
        stamp.record(_stamp_file(satisfied), _wanted(satisfied))


def is_ready(kind: str) -> bool:
    """Whether the environment holds exactly the packages of that lock file."""
    return _works(venv_python()) and stamp.is_current(_stamp_file(kind), _wanted(kind))


def is_made() -> bool:
    """Whether an environment is there at all."""
    return _works(venv_python())


def enter(arguments: list[str]) -> None:
    """Go on inside the environment with the same arguments. Does not return."""
    python = str(venv_python())
    os.chdir(ROOT)
    os.execv(python, [python, "-m", "portal", *arguments])  # noqa: S606  # our own interpreter, no shell


def _works(python: Path) -> bool:
    return python.exists() and (VENV / "pyvenv.cfg").is_file()


def _stamp_file(kind: str) -> Path:
    return VENV / f".haidang-{kind}"


def _wanted(kind: str) -> str:
    return stamp.fingerprint([LOCKS[kind], VENV / "pyvenv.cfg"])


def _make() -> None:
    output = say.run_logged([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if output:
        raise Trouble(
            vi=f"Không tạo được môi trường Python tại {VENV}.",
            en=f"The environment {VENV} could not be made: {_last_line(output)}",
            mend="sudo apt-get install python3-venv",
        )


def _install(lock: Path) -> None:
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    output = say.run_logged([*command, "--no-input", "--require-hashes", "-r", str(lock)])
    if not output:
        return
    if OUT_OF_REACH.search(output):
        raise Trouble(
            vi="Không tải được gói Python từ kho gói.",
            en=f"Python packages could not be fetched from the package registry: {_last_line(output)}",
            mend=f"check the network and pip's settings (pip config list), then run again; details: {say.log_file()}",
        )
    raise Trouble(
        vi="Cài gói Python không thành công.",
        en=f"Installing Python packages failed: {_last_line(output)}",
        mend=f"read {say.log_file()}",
    )


def _last_line(output: str) -> str:
    lines = [text.strip() for text in output.splitlines() if text.strip()]
    errors = [text for text in lines if text.lower().startswith("error")]
    return (errors or lines or [""])[-1][:300]
