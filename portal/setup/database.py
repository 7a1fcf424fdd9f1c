"""The database: the agency's own by DATABASE_URL, else a PostgreSQL of ours in the state folder.

Ours is shared by web, worker and tests: each user holds a lease, and the last one to leave stops it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.setup import say
from portal.setup.leases import Lease, exclusive, in_use
from portal.setup.places import state_dir
from portal.setup.postgres import Server, ServerFailed
from portal.setup.trouble import Trouble

NAME = "haidang"


@contextmanager
def opened() -> Iterator[str]:
    """Have a database for the length of the block, and its address in DATABASE_URL. Yields the address.

    Raises Trouble when our server does not start.
    """
    named = os.environ.get("DATABASE_URL")
    if named:
        yield named
        return
    embedded = Embedded(state_dir() / "postgres")
    os.environ["DATABASE_URL"] = address = embedded.acquire()
    try:
        yield address
    finally:
        del os.environ["DATABASE_URL"]
        embedded.release()


class Embedded:
    """Our own server and the leases of the processes that use it."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder / "data")
        self._leases = folder / "leases"
        self._lock = folder / "lock"
        self._lease: Lease | None = None

    def acquire(self) -> str:
        """Start the server unless it runs, note this process as a user, return the address of our database.

        Raises Trouble when the server does not start.
        """
        with exclusive(self._lock):
            try:
                self._start()
            except (ServerFailed, OSError) as error:
                raise Trouble(
                    vi="Máy chủ PostgreSQL kèm theo không khởi động được.",
                    en=f"The embedded PostgreSQL did not start: {error}",
                    mend=f"read {self.server.log}; or use your own server: DATABASE_URL=postgresql://user@host/name",
                ) from error
            self._lease = self._lease or Lease(self._leases)
        return self.server.address(NAME)

    def release(self) -> None:
        """Stop using the server; stop it when nobody else does."""
        with exclusive(self._lock):
            if self._lease:
                self._lease.drop()
                self._lease = None
            if not in_use(self._leases):
                self.server.stop()

    def is_used(self) -> bool:
        """Whether a living process holds a lease."""
        return in_use(self._leases)

    def _start(self) -> None:
        if not self.server.is_made:
            with say.step("Tạo cơ sở dữ liệu", "Making the database"):
                self.server.make()
        self.server.start()
        self.server.create_database(NAME)
