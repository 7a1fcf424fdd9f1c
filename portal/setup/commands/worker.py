"""Tiến trình làm việc nền: gửi thư, kết xuất giấy tờ, hẹn giờ / The background worker: mail, papers, timers."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Run the worker until it is stopped; `--once` works off what waits and returns."""
    import os

    from portal.setup import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    with database.opened():
        from portal.platform import worker

        return worker.main(arguments)
