"""The web server of a demo: which port, how it is started, when it is ready."""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from portal.setup.trouble import Trouble

READY_SECONDS = 30
PORTS_TRIED = 20


def gunicorn_arguments(*, bind: str, workers: int) -> list[str]:
    """Module and arguments that serve the product; requests are cut off after 30 s, workers renewed now and then."""
    return [
        "gunicorn",
        "portal.config.wsgi:application",
        f"--bind={bind}",
        f"--workers={workers}",
        "--threads=4",
        "--timeout=30",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
        "--preload",
        "--no-control-socket",
        "--access-logfile=-",
    ]


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on. Raises Trouble when 20 in a row are taken."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Trouble(
        vi=f"Các cổng {first} đến {first + PORTS_TRIED - 1} đều đang bận.",
        en=f"The ports {first} to {first + PORTS_TRIED - 1} are all taken.",
        mend="python3 -m portal demo --port 9000",
    )


def wait_until_ready(address: str, *, died: Callable[[], str | None]) -> bool:
    """Whether the server answered, with whatever status, within 30 s. Ends early when a process died."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and died() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # our own http address
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
