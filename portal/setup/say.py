"""Progress on the terminal: one line a step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def line(text: str) -> None:
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
