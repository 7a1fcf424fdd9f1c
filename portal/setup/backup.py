"""Backup and restore: the database as one dump, the files beside it, and a list of what belongs together.

The database is dumped first. A file is written before its row, so every row of the dump finds its file in the copy.
"""

import hashlib
import json
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from portal.setup import prepare, say
from portal.setup.postgres import programs
from portal.setup.trouble import Trouble

DUMP, FILES, LIST = "database.dump", "files.tar", "backup.json"


def back_up(folder: Path) -> Path:
    """Write a backup into a new folder below `folder` and return it. Raises Trouble when a program fails.

    The product may run meanwhile. The folder gets its final name last of all: what is there under that name is whole.
    """
    final = folder / f"haidang-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside = final.with_suffix(".part")
    aside.mkdir(parents=True)
    with say.step("Sao lưu cơ sở dữ liệu", "Dumping the database"):
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={aside / DUMP}")
    with say.step("Sao lưu tệp", "Copying the files"), tarfile.open(aside / FILES, "w") as archive:
        if _files().is_dir():
            archive.add(_files(), arcname=".", filter=_whole_only)
    sums = {name: _sha256(aside / name) for name in (DUMP, FILES)}
    (aside / LIST).write_text(json.dumps(sums, indent=1), encoding="utf-8")
    return aside.rename(final)


def restore(folder: Path) -> None:
    """Fill the empty database of DATABASE_URL and the files folder from a backup.

    Raises Trouble when the backup is damaged, the database or the files folder is not empty, or a program fails;
    nothing is changed before these are checked.
    """
    _check(folder)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if (found and found[0]) or (_files().is_dir() and any(_files().iterdir())):
        raise Trouble(
            vi="Cơ sở dữ liệu hoặc thư mục tệp đã có dữ liệu; không ghi đè.",
            en="The database or the files folder is not empty; nothing is overwritten.",
            mend="name an empty database in DATABASE_URL and an empty folder in HAIDANG_FILES",
        )
    with say.step("Phục hồi cơ sở dữ liệu", "Restoring the database"):
        into = f"--dbname={_address()['PGDATABASE']}"
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", into, str(folder / DUMP))
    with say.step("Phục hồi tệp", "Restoring the files"), tarfile.open(folder / FILES) as archive:
        _files().mkdir(parents=True, exist_ok=True)
        archive.extractall(_files(), filter="data")


def _check(folder: Path) -> None:
    listed = folder / LIST
    sums = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else {}
    for name in (DUMP, FILES):
        if not (folder / name).is_file() or sums.get(name) != _sha256(folder / name):
            raise Trouble(
                vi=f"Bản sao lưu không nguyên vẹn: {name}.",
                en=f"The backup is not whole: {name}.",
                mend="take another backup folder",
            )


def _files() -> Path:
    prepare.ready_django()
    from django.conf import settings

    return Path(settings.UPLOAD_FOLDER)


def _whole_only(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leaves out what is still being written."""
    return None if entry.name.endswith(".part") else entry


def _run(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program. The address goes by the environment: no password in a process list or a log."""
    told = say.run_logged([str(programs() / program), *arguments], env={**os.environ, **_address()})
    if told:
        raise Trouble(
            vi=f"{program} không chạy được.", en=f"{program} failed: {told.strip()}", mend=f"read {say.log_file()}"
        )


def _address() -> dict[str, str]:
    parts = conninfo_to_dict(os.environ["DATABASE_URL"])
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {name: str(parts[key]) for key, name in names.items() if parts.get(key)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
