"""The worker process: runs the jobs of every queue until it is told to stop."""

import argparse
import asyncio
from collections.abc import Sequence

import django


def main(argv: Sequence[str] | None = None) -> int:
    """Run the worker. `--once` works off what waits and returns. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m portal worker", description="Chạy hàng đợi công việc nền.")
    parser.add_argument("--once", action="store_true", help="Làm hết việc đang chờ rồi dừng.")
    parser.add_argument("--concurrency", type=int, default=1, help="Số việc chạy cùng lúc.")
    options = parser.parse_args(argv)
    django.setup()
    asyncio.run(_work(wait=not options.once, concurrency=options.concurrency))
    return 0


async def _work(*, wait: bool, concurrency: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    if not isinstance(app.connector, DjangoConnector):
        raise TypeError(f"the queue is not on the database of the product: {app.connector}")
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(wait=wait, concurrency=concurrency, delete_jobs="successful")


if __name__ == "__main__":
    raise SystemExit(main())
