"""One of several workers: a process of its own that runs whole instances when it is told to begin.

`python -m benchmarks.stepping.worker DATABASE PEER VERSION COUNT FIRST` says "ready", waits for a line, runs, and says
the seconds.
"""

from __future__ import annotations

import sys
from time import perf_counter
from uuid import UUID


def main(database: str, peer_name: str, version: str, count: int, first: int) -> None:
    """Connect, warm up, wait, run."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.stepping.bound import Bound
    from benchmarks.stepping.measure import engine_alone, whole
    from benchmarks.stepping.ours import Ours

    engine_alone()
    connection.settings_dict["NAME"] = database
    peer = Ours() if peer_name == Ours.name else Bound(UUID(version))
    whole(peer, range(first, first + 20))
    print("ready", flush=True)
    sys.stdin.readline()
    began = perf_counter()
    whole(peer, range(first + 20, first + 20 + count))
    print(perf_counter() - began, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
