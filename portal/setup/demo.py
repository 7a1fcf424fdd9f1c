"""The demo: prepare, start web and worker, tell how to get in, stop everything at the end."""

import os
import shutil
import signal
import sys
import time
from types import FrameType

from portal.setup import database, prepare, processes, say, serve
from portal.setup.places import state_dir
from portal.setup.trouble import Trouble

WATCH_SECONDS = 0.5


def run(*, port: int, fresh: bool, sure: bool) -> int:
    """Serve on the first free port from `port` until Ctrl-C or SIGTERM. Returns 0, or 1 when a process died.

    fresh   throw the demo's data away first; `sure` leaves out the question
    Raises  Trouble when something is missing, or when another demo runs in this state folder
    """
    # Also where a script started us in the background, with Ctrl-C switched off.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_interrupt)
    with processes.only_one("demo"):
        children = processes.Children()
        if fresh:
            _start_over(sure=sure)
        prepare.build()
        os.environ |= {"HAIDANG_SAMPLE_DATA": "1", "HAIDANG_SECRET_KEY": prepare.local_secret()}
        with database.opened():
            try:
                address = _start(children, port)
                _tell(address)
                return _watch(children)
            except KeyboardInterrupt:
                say.line("\nĐang dừng… / Stopping…")
                return 0
            finally:
                children.stop()


def _start(children: processes.Children, port: int) -> str:
    free = serve.free_port(port)
    address = f"http://127.0.0.1:{free}"
    os.environ["HAIDANG_PUBLIC_URL"] = address
    prepare.ready_django()
    prepare.migrate()
    _load_sample()
    with say.step("Khởi động máy chủ", "Starting the server"):
        children.start("web", serve.gunicorn_arguments(bind=f"127.0.0.1:{free}", workers=2))
        children.start("worker", ["portal", "worker"])
        if not serve.wait_until_ready(address, died=children.died):
            raise _died(children.died() or "web")
    return address


def _load_sample() -> None:
    from django.db import connection

    from portal.config import sample

    with say.step("Nạp dữ liệu mẫu", "Loading sample data"):
        sample.load()
    # The children make their own connections; ours must not outlive the server's last user.
    connection.close()


def _tell(address: str) -> None:
    from portal.config import sample

    say.line(f"\nHải Đăng: {address}\n")
    for account in sample.accounts():
        say.line(f"  {account.role:<28} {account.email:<34} {account.password}")
    say.line(
        "\nDữ liệu mẫu, không có giá trị pháp lý. Ctrl-C để dừng. / Sample data without legal force. Ctrl-C stops."
    )


def _watch(children: processes.Children) -> int:
    while (name := children.died()) is None:
        time.sleep(WATCH_SECONDS)
    raise _died(name)


def _died(name: str) -> Trouble:
    return Trouble(
        vi=f"Tiến trình {name} đã dừng đột ngột.",
        en=f"The process {name} ended by itself.",
        mend=f"read the end of {processes.log_of(name)}",
    )


def _start_over(*, sure: bool) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Trouble(
            vi="--fresh không xóa cơ sở dữ liệu do DATABASE_URL chỉ tới.",
            en="--fresh does not touch a database named by DATABASE_URL.",
            mend="drop and create that database yourself, or unset DATABASE_URL",
        )
    folder = state_dir()
    if not sure and not _agreed(f"Xóa mọi dữ liệu thử trong {folder}? / Delete all demo data there? [y/N] "):
        raise Trouble(
            vi="Không xóa gì.",
            en="Nothing was deleted.",
            mend="without a question: python3 -m portal demo --fresh --yes",
        )
    embedded = database.Embedded(folder / "postgres")
    if embedded.is_used():
        raise Trouble(
            vi="Cơ sở dữ liệu đang được một lệnh khác dùng.",
            en="Another command is using the database.",
            mend="stop the other command (test, worker, manage), then run this again",
        )
    embedded.server.stop()
    for name in ("postgres", "uploads", "mail", "papers", "files"):
        shutil.rmtree(folder / name, ignore_errors=False) if (folder / name).exists() else None


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(question).strip().lower() in {"y", "yes", "c", "có"}


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
