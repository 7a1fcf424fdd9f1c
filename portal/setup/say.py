"""Progress on the terminal: one line a step, with its seconds. What tools print goes to a log file."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.setup.places import ROOT, state_dir


def line(text: str = "") -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(vi: str, en: str) -> Iterator[None]:
    """Show that a step runs, and how many seconds it took."""
    started = time.monotonic()
    print(f"  … {vi} / {en}", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    done = f"  ✓ {vi} / {en} ({time.monotonic() - started:.1f} s)"
    print(f"\r{done}" if sys.stdout.isatty() else f"\n{done}", flush=True)


def log_file() -> Path:
    """Where the output of installers and builders is kept, to be read when one of them fails."""
    path = state_dir() / "log" / "setup.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def run_logged(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run a tool, keep its output in the log, and return the output when it failed, "" when it succeeded."""
    with log_file().open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        done = subprocess.run(
            command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        log.write(done.stdout)
    if done.returncode == 0:
        return ""
    return done.stdout or f"exit code {done.returncode}"
