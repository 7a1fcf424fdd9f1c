"""bpmn-engine (npm), where somebody has installed it.

`npm install --prefix .state/bench/bpmn-engine bpmn-engine pg`
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.stepping.workload import ANSWERS, FIELDS, ORDER

HOME = Path(__file__).resolve().parents[2] / ".state" / "bench" / "bpmn-engine"
PROGRAM = Path(__file__).with_name("peer_bpmn_engine.mjs")
SECONDS = 300
CHECKS = (
    "f.amount_vnd > 0",
    "f.amount_vnd <= 60000000",
    '["ENTERPRISE", "COOPERATIVE"].includes(f.applicant_type)',
    'f.object_type === "TRADEMARK"',
    "f.year >= 2024",
    "f.units >= 1 && f.units <= 5",
    "f.local",
    "f.owner",
    "f.earlier_dossiers < 2",
    "f.other_funding_vnd === 0",
)


def installed() -> bool:
    """Whether it can be measured."""
    return shutil.which("node") is not None and all((HOME / "node_modules" / n).is_dir() for n in ("bpmn-engine", "pg"))


def measured(count: int, settings: Mapping[str, Any], first: int) -> tuple[float, list[float]]:
    """Instances a second of `count` whole instances, and the milliseconds of each officer's step.

    settings  of the database connection
    first     number of the first instance
    """
    connection = {"host": settings["HOST"], "user": settings["USER"], "database": settings["NAME"]}
    if settings["PORT"]:
        connection["port"] = settings["PORT"]
    if settings["PASSWORD"]:
        connection["password"] = settings["PASSWORD"]
    asked = {
        "home": str(HOME),
        "connection": connection,
        "count": count,
        "first": first,
        "fields": dict(FIELDS),
        "checks": CHECKS,
        "order": ORDER,
        "answers": ANSWERS,
    }
    done = subprocess.run(  # noqa: S603 - our own program
        [str(shutil.which("node")), str(PROGRAM)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    answer = json.loads(done.stdout)
    return float(answer["rate"]), [float(time) for time in answer["step"]]
