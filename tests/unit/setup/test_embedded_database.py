"""Our own PostgreSQL: shared by processes, gone with the last of them, back after a kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.setup.database import NAME, Embedded
from portal.setup.leases import Lease, in_use
from portal.setup.postgres import Server

HOLD = """
import sys
from pathlib import Path
from portal.setup.database import Embedded

embedded = Embedded(Path(sys.argv[1]))
embedded.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    """A server in a folder whose name has a space and a Vietnamese letter."""
    database = Embedded(tmp_path / "Tài liệu")
    yield database
    database.release()
    assert not database.server.answers()


def holder(embedded: Embedded) -> "subprocess.Popen[str]":
    folder = str(embedded.server.data.parent)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert any(line.strip() == "held" for line in process.stdout)
    return process


def test_the_database_speaks_utf8_and_knows_vietnamese_capitals(embedded: Embedded) -> None:
    address = embedded.acquire()

    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT current_database(), lower('ĐƯỜNG'), current_setting('TimeZone')").fetchone()

    assert row == (NAME, "đường", "UTC")


def test_the_server_stays_while_another_process_uses_it_even_if_that_one_was_killed(embedded: Embedded) -> None:
    embedded.acquire()
    other = holder(embedded)

    embedded.release()
    assert embedded.server.answers()
    other.send_signal(signal.SIGKILL)
    other.communicate()
    embedded.release()

    assert not embedded.server.answers()


def test_a_killed_server_starts_again_with_its_rows(embedded: Embedded) -> None:
    address = embedded.acquire()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(int((embedded.server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    address = embedded.acquire()

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    server = Server(tmp_path / ("rất-dài-" * 20) / "data")

    assert "haidang-" in server.address("haidang")


def test_a_dropped_lease_is_free_and_a_held_one_is_not(tmp_path: Path) -> None:
    lease = Lease(tmp_path)
    assert in_use(tmp_path)

    lease.drop()

    assert not in_use(tmp_path)
    assert list(tmp_path.iterdir()) == []
