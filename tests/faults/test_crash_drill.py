"""The crash drill in small: a few dossiers, a few kills. The full one is `python3 -m portal drill crash`."""

import subprocess
import sys

from django.conf import settings


def test_nothing_is_lost_or_doubled_when_web_and_worker_are_killed():
    small = ["--journeys", "10", "--kills", "4", "--pause", "0.5", "2.5", "--seed", "7"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.drills.crash", *small],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "violations: 0" in done.stdout
