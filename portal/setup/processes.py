"""Start, watch and stop the processes of a demo; sweep away those of a demo that was killed."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from portal.setup.places import ROOT, state_dir
from portal.setup.trouble import Trouble

STOP_SECONDS = 10


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the mark of a command that runs once at a time in this state folder. Raises Trouble when it already runs.

    The kernel drops the mark of a killed process.
    """
    path = _run_dir() / f"{name}.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Trouble(
                vi=f"Lệnh {name} đang chạy rồi (tiến trình {file.read().strip()}).",
                en=f"{name} is already running.",
                mend="stop it with Ctrl-C there, or give this one its own folder: HAIDANG_STATE=/another/folder",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class Children:
    """The processes this one started. Each leads its own group, so Ctrl-C reaches only us and we stop them in order."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._record = _run_dir() / "children.json"
        self._stop_leftovers()

    def start(self, name: str, module_and_arguments: Sequence[str]) -> None:
        """Start `python -m MODULE ...` with its output in the log folder."""
        log = log_of(name)
        with log.open("ab") as output:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *module_and_arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._write()

    def died(self) -> str | None:
        """The name of a child that ended by itself, or None."""
        return next((name for name, child in self._running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """End all children, last started first, politely and then not."""
        for child in reversed(self._running.values()):
            _end_group(child.pid)
        end = time.monotonic() + STOP_SECONDS
        for child in self._running.values():
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _end_group(child.pid, signal.SIGKILL)
                child.wait()
        self._running.clear()
        self._record.unlink(missing_ok=True)

    def _write(self) -> None:
        born = [[child.pid, psutil.Process(child.pid).create_time()] for child in self._running.values()]
        self._record.write_text(json.dumps(born))

    def _stop_leftovers(self) -> None:
        """End what a killed demo left running. The birth time tells it from a stranger with the same number."""
        if not self._record.exists():
            return
        left = [process for pid, born in json.loads(self._record.read_text()) if (process := _alive(pid, born))]
        for process in left:
            _end_group(process.pid)
        _, stubborn = psutil.wait_procs(left, timeout=STOP_SECONDS)
        for process in stubborn:
            _end_group(process.pid, signal.SIGKILL)
        self._record.unlink()


def log_of(name: str) -> Path:
    """The log file of a child."""
    path = state_dir() / "log" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _run_dir() -> Path:
    folder = state_dir() / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _alive(pid: int, born: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        return process if process.create_time() == born else None
    except psutil.NoSuchProcess:
        return None


def _end_group(pid: int, how: signal.Signals = signal.SIGTERM) -> None:
    try:
        os.killpg(pid, how)
    except ProcessLookupError:
        return
