"""Tiến trình web cho máy chủ thật (gunicorn) / The web processes of a real server (gunicorn)."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Replace this process by gunicorn. Needs DATABASE_URL and HAIDANG_SECRET_KEY; `prepare` comes first."""
    import argparse
    import os
    import sys

    from portal.setup import serve
    from portal.setup.trouble import Trouble

    parser = argparse.ArgumentParser(prog="python3 -m portal web", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8000", help="địa chỉ nghe / address to listen on")
    parser.add_argument("--workers", type=int, default=2, help="số tiến trình / processes")
    options = parser.parse_args(arguments)
    for name in ("DATABASE_URL", "HAIDANG_SECRET_KEY", "HAIDANG_HOSTS", "HAIDANG_PUBLIC_URL"):
        if not os.environ.get(name):
            raise Trouble(
                vi=f"Chưa đặt biến môi trường {name}.",
                en=f"The environment variable {name} is not set.",
                mend="see docs/operations.md, section Settings",
            )
    gunicorn = serve.gunicorn_arguments(bind=options.bind, workers=options.workers)
    os.execv(sys.executable, [sys.executable, "-m", *gunicorn])  # noqa: S606  # our own interpreter, no shell
