"""Plays a conformance case through the public runtime: published, started, delivered and timed over PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from engine import api, clock
from engine.bpmn import behaviour
from engine.bpmn.catalogue import Catalogue
from engine.bpmn.codec import decode
from engine.models import Incident, Instance, Timer
from engine.versions.load import forget_all

MAX_TIMERS = 200


class Taken(Exception):
    """Takes everything back that a case wrote."""


def played(model: Mapping[str, Any], case: Mapping[str, Any], xml: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Script tasks that were completed, each with its variables, and errors as text.

    Raises BpmnRefused when the file may not be published; everything written is taken back
    """
    ran: list[Any] = []
    script = behaviour.BEHAVIOUR["scriptTask"]

    def watched(run: Any, token: Any, step: Any) -> None:
        script(run, token, step)
        ran.append((token.node, dict(run.state.variables)))

    with monkeypatch.context() as patch, taken_back():
        patch.setitem(behaviour.BEHAVIOUR, "scriptTask", watched)  # type: ignore[arg-type]
        catalogue = Catalogue(start_variables=frozenset({"dossier", "applicant", *case["inputs"]}))
        api.publish(xml, catalogue=catalogue, published_by="1", references={})
        ran.clear()  # of the rehearsal before publication
        start = clock.now()
        for key in ("ParallelProcess",) * case["start_parallel"] + (model["process_id"],):
            api.start(key, business_key="HS-1", variables=case["inputs"], actor="7", key=key)
        _deliver()
        _wait(start + timedelta(milliseconds=case["delay_ms"]))
        ran += ["ERROR_runtime"] * Incident.objects.filter(instance__isnull=False).count()
        failed = Instance.objects.filter(status=Instance.Status.FAILED).values_list("state", flat=True)
        ran += ["ERROR_thrownErrorEvent" for state in failed if decode(state).parent is None]
    return ran


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing that is written inside stays."""
    try:
        with transaction.atomic():
            yield
            raise Taken
    except Taken:
        forget_all()


def _wait(until: datetime) -> None:
    for _ in range(MAX_TIMERS):
        due = Timer.objects.filter(due_at__lte=until).order_by("due_at").values_list("due_at", flat=True).first()
        if due is None:
            return
        with clock.running_from(due):
            api.fire_due_timers()
            _deliver()
    raise AssertionError("timers without end")


def _deliver() -> None:
    while api.run_outbox():
        pass
