"""A browser's worth of HTTP: a session, a token, and the patience to send the same form again until it is answered."""

import http.client
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

TOKEN = "d" * 32
PATIENCE_SECONDS = 120
ANSWERED = frozenset({302, 409, 422})


@dataclass
class Count:
    """What the clients of a drill met on the way."""

    requests: int = 0
    sent_again: int = 0
    faults: list[str] = field(default_factory=list)


class Client:
    """One signed-in person. An answer that never came is asked for again with the same key, as a person would."""

    def __init__(self, port: int, session: str, count: Count) -> None:
        self.port, self.count = port, count
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path: str, data: Mapping[str, object]) -> int:
        """The status of the answer. A server error counts as a fault of the product and is tried again."""
        body = urllib.parse.urlencode({**{k: _plain(v) for k, v in data.items()}, "csrfmiddlewaretoken": TOKEN})
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            status = self._once(path, body)
            if status in ANSWERED:
                return status
            if status is not None:
                self.count.faults.append(f"{path}: {status}")
                if status < 500:
                    return status
            self.count.sent_again += 1
            time.sleep(0.2)
        self.count.faults.append(f"{path}: no answer in {PATIENCE_SECONDS} s")
        return 0

    def _once(self, path: str, body: str) -> int | None:
        self.count.requests += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request("POST", path, body=body, headers=self.headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None  # the server was killed before or after it did the work: nobody can know
        finally:
            connection.close()


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
