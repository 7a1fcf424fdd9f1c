"""Who uses a shared thing: one locked file a process. The kernel drops the lock of a killed process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until no other process is inside this lock file, and hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Lease:
    """This process's mark in a folder, held until `drop` or death."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{os.getpid()}.lease"
        self._file = self.path.open("w")
        # Named after this process, so nobody else can hold it: waiting would be waiting for ourselves.
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def drop(self) -> None:
        """Give the lease up. May be called again."""
        self.path.unlink(missing_ok=True)
        self._file.close()


def in_use(folder: Path) -> bool:
    """Whether a living process holds a lease there. Files of dead processes are removed on the way."""
    held = False
    for path in folder.glob("*.lease"):
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = True
            else:
                path.unlink(missing_ok=True)
    return held
