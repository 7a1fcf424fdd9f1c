"""A backup is whole or has no name; it is restored into an empty place only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.setup import backup
from portal.setup.postgres import Server
from portal.setup.trouble import Trouble


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "data")
    running.make()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def place(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """A function that makes a database and a files folder of that name the current ones."""

    def use(name: str) -> Path:
        server.create_database(name)
        monkeypatch.setenv("DATABASE_URL", server.address(name))
        settings.UPLOAD_FOLDER = tmp_path / name
        return tmp_path / name

    monkeypatch.setenv("HAIDANG_STATE", str(tmp_path / "state"))
    return use


def written(server: Server, place: Any, name: str, folder: Path) -> Path:
    """A backup of one row and one file."""
    files = place(name)
    (files / "ab").mkdir(parents=True)
    (files / "ab" / "cdef").write_bytes(b"a paper")
    (files / "ab" / "half.part").write_bytes(b"still being written")
    with psycopg.connect(server.address(name)) as connection:
        connection.execute("CREATE TABLE dossier (code text); INSERT INTO dossier VALUES ('P01-Đ')")
    return backup.back_up(folder)


def test_rows_and_files_come_back(server: Server, place: Any, tmp_path: Path) -> None:
    made = written(server, place, "first", tmp_path / "backups")

    files = place("second")
    backup.restore(made)

    with psycopg.connect(server.address("second")) as connection:
        assert connection.execute("SELECT code FROM dossier").fetchall() == [("P01-Đ",)]
    assert [path.name for path in (files / "ab").iterdir()] == ["cdef"]


def test_nothing_is_overwritten(server: Server, place: Any, tmp_path: Path) -> None:
    made = written(server, place, "third", tmp_path / "backups")

    with pytest.raises(Trouble, match="not empty"):
        backup.restore(made)


def test_a_damaged_backup_is_refused(server: Server, place: Any, tmp_path: Path) -> None:
    made = written(server, place, "fourth", tmp_path / "backups")
    (made / backup.FILES).write_bytes(b"")

    place("fifth")
    with pytest.raises(Trouble, match=r"not whole: files\.tar"):
        backup.restore(made)


def test_no_password_reaches_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret-word@db.example/haidang")
    monkeypatch.setattr(backup.say, "run_logged", lambda command, **options: seen.append((command, options)) or "")

    backup._run("pg_dump", "--format=custom")

    assert "secret-word" not in " ".join(seen[0][0])
    assert seen[0][1]["env"]["PGPASSWORD"] == "secret-word"
