"""Kill web and worker at random while dossiers run from submission to the end. `python3 -m portal drill crash`

Afterwards every dossier must have ended as its story says, with nothing lost and nothing doubled, and every event log
must replay to the stored state. Uses a database of its own beside the configured one; returns 1 on any violation.
"""

import argparse
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.drills._client import Client, Count
from tests.faults.drills._victims import Killer, Victim, web, worker

WAIT_FOR_WORK_SECONDS = 60
DRAIN_SECONDS = 900


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill and print what happened. Returns 0 when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python3 -m portal drill crash")
    parser.add_argument("--journeys", type=int, default=500)
    parser.add_argument("--kills", type=int, default=80)
    parser.add_argument("--pause", type=float, nargs=2, default=(1.0, 6.0), metavar=("MIN", "MAX"), help="seconds")
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    with _own_place() as folder:
        return _drill(options, folder)


@contextmanager
def _own_place() -> Iterator[Path]:
    """A database and a state folder of the drill's own, taken away afterwards."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"{address.path.lstrip('/')}_drill"
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    with psycopg.connect(urlunsplit(address), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    os.environ |= {
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "HAIDANG_STATE": str(folder),
        "HAIDANG_SAMPLE_DATA": "1",
        "HAIDANG_SECRET_KEY": "of-a-drill-" + "x" * 40,
    }
    try:
        yield folder
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(urlunsplit(address), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def _drill(options: argparse.Namespace, folder: Path) -> int:
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from tests.faults.drills._findings import violations
    from tests.faults.drills._office import open_office

    office = open_office(options.journeys)
    listener, count = socket.create_server(("127.0.0.1", 0)), Count()
    port = listener.getsockname()[1]
    victims = [web(listener, folder / "web.log"), worker(folder / "worker.log")]
    for victim in victims:
        victim.start()
    killer = Killer(victims, kills=options.kills, pause=tuple(options.pause), seed=options.seed)
    began = time.monotonic()
    try:
        killer.start()
        with ThreadPoolExecutor(options.threads) as pool:
            outcomes = list(pool.map(lambda journey: _tell(journey, office, port, count), office.journeys))
        killer.done.set()
        killer.join()
        told = time.monotonic() - began
        _settle(victims)
    finally:
        for victim in victims:
            victim.stop()
        listener.close()
    found = [problem for problem in outcomes if problem] + count.faults + killer.died_alone + violations(office)
    kills = ", ".join(f"{victim.name} {victim.kills}" for victim in victims)
    print(f"{options.journeys} journeys in {told:.0f} s; {count.requests} requests, {count.sent_again} sent again")
    print(f"kill -9: {kills}; effects settled after {time.monotonic() - began - told:.0f} s more")
    print(f"violations: {len(found)}", *found[:40], sep="\n  " if found else "\n")
    return 1 if found else 0


def _tell(journey: Any, office: Any, port: int, count: Count) -> str:
    """Play one journey over HTTP. Returns what kept it from its end, or nothing."""
    from django.db import connection
    from django.urls import reverse

    from portal.dossiers.models import Dossier

    try:
        applicant = Client(port, office.sessions[journey.applicant], count)
        applicant.post(reverse("apply-submit", args=[journey.dossier_id]), {"key": f"submit-{journey.number}"})
        code = Dossier.objects.values_list("code", flat=True).get(pk=journey.dossier_id)
        for place, (role, node, answers) in enumerate(journey.steps):
            item = _open_item(code, node)
            if item is None:
                return f"{journey.number}: {node} never opened"
            person, key = Client(port, office.sessions[role], count), f"j{journey.number}-{place}"
            if role == journey.applicant:
                person.post(reverse("dossier-respond", args=[item]), {**answers, "key": f"{key}-do"})
                continue
            person.post(reverse("staff-claim", args=[item]), {"key": f"{key}-claim"})
            person.post(reverse("staff-complete", args=[item]), {**answers, "key": f"{key}-do"})
        return ""
    finally:
        connection.close()


def _open_item(code: str, node: str) -> Any:
    from engine.models import WorkItem

    end = time.monotonic() + WAIT_FOR_WORK_SECONDS
    while time.monotonic() < end:
        rows = WorkItem.objects.filter(business_key=code, node=node, status__in=["READY", "CLAIMED"])
        if item := rows.values_list("pk", flat=True).first():
            return item
        time.sleep(0.1)
    return None


def _settle(victims: Sequence[Victim]) -> None:
    """Let the office come to rest. The killed workers' leases are void, so what they held is due at once."""
    from engine.clock import now
    from engine.models import Outbox
    from portal.platform.jobs import run_pending

    for victim in victims:
        victim.stop()
    Outbox.objects.filter(status="PENDING").update(due_at=now())
    workers = [threading.Thread(target=_drain) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(DRAIN_SECONDS)
    run_pending()


def _drain() -> None:
    from django.db import connection

    from engine import api

    try:
        while api.run_outbox():
            pass
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
