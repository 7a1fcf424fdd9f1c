"""The web and worker processes of a drill: started as in service, killed without warning, started again."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from portal.setup.places import ROOT
from portal.setup.serve import gunicorn_arguments


class Victim:
    """One process group that is killed and replaced. `kills` counts how often."""

    def __init__(self, name: str, module: Sequence[str], log: Path, sockets: Sequence[int] = ()) -> None:
        self.name, self.module, self.log, self.sockets, self.kills = name, list(module), log, tuple(sockets), 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process as the leader of its own group."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.module],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.sockets,
            )

    def kill(self) -> None:
        """SIGKILL to the whole group: no clean-up of any kind runs."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        """The end of the drill; a process that has died by itself is a fault of the product."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Killer(threading.Thread):
    """Kills one of the victims at random moments until it has killed often enough or is told to stop."""

    def __init__(self, victims: Sequence[Victim], *, kills: int, pause: tuple[float, float], seed: int) -> None:
        super().__init__(daemon=True)
        self.victims, self.kills, self.pause = victims, kills, pause
        self.dice = random.Random(seed)
        self.done = threading.Event()
        self.died_alone: list[str] = []

    def run(self) -> None:
        """Kill and start again."""
        for _ in range(self.kills):
            if self.done.wait(self.dice.uniform(*self.pause)):
                return
            victim = self.dice.choice(list(self.victims))
            if victim.process is not None and victim.process.poll() is not None:
                self.died_alone.append(victim.name)
            else:
                victim.kill()
            victim.start()


def web(listener: socket.socket, log: Path) -> Victim:
    """The web server as in service: a master and two workers. The drill holds the port while the server is dead."""
    listener.set_inheritable(True)
    place = listener.fileno()
    return Victim("web", gunicorn_arguments(bind=f"fd://{place}", workers=2), log, sockets=[place])


def worker(log: Path) -> Victim:
    """The background worker as in service."""
    return Victim("worker", ["portal", "worker"], log)
