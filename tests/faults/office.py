"""A published process whose service task leaves a mark in a table of its own, and ways to fail at chosen places."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from engine import api, faults
from engine.bpmn.catalogue import Catalogue, FormShape
from engine.effects.registry import OperationFailed, operation, operations
from engine.models import ProcessVersion
from engine.versions.load import forget_all
from rules.feel import Text
from tests.unit.engine.diagrams import diagram

TEXT = Text(vi="Thử", en="Trial")
FORMS = [f"F-{letter}" for letter in "ABCDEFGH"] + [f"F-R{n}" for n in range(1, 17)]
broken: set[str] = set()  # operations that fail at the moment


@operation("test.mark", kind="record", title=TEXT, inputs={"note": "str?"}, outputs={"status": "DONE"})
def mark(ctx: Any, *, note: str | None = None) -> dict[str, Any]:
    """Leave a mark, and fail after it when told to: the savepoint must take the mark away."""
    _mark(ctx.key)
    if "test.mark" in broken:
        raise OperationFailed("TOLD_TO", "as told")
    ctx.enqueue("test.letter", {"to": "a@example.org"}, f"letter:{ctx.key}")
    return {"status": "DONE"}


@operation("test.send", kind="effect", title=TEXT, inputs={}, outputs={"no": "str"})
def send(ctx: Any) -> dict[str, Any]:
    """An effect that the token waits for."""
    _mark(ctx.key)
    if "test.send" in broken:
        raise OperationFailed("DOWN", "outside is down")
    return {"no": ctx.key[-1]}


@operation("test.letter", kind="effect", title=TEXT)
def letter(ctx: Any, *, to: str = "") -> None:
    """A detached effect."""
    _mark(ctx.key)


def _mark(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_mark (key) VALUES (%s)", [key])


def marks() -> list[str]:
    """Keys of all marks, one for each call that was committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM test_mark ORDER BY key")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def marked(transactional_db: None, engine_alone: None) -> Iterator[None]:
    """The table of marks, and a runtime that remembers nothing of other tests."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_mark (key text NOT NULL)")
    forget_all()
    broken.clear()
    yield
    faults.clear()
    broken.clear()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_mark")


def publish(body: str, flows: str, before: str = "") -> ProcessVersion:
    """Publish a small diagram; forms F-A ... exist."""
    catalogue = Catalogue(
        forms={form: FormShape(TEXT) for form in FORMS},
        roles={"OFFICER": TEXT, "DIRECTOR": TEXT, "APPLICANT": TEXT},
        operations={name: entry.shape for name, entry in operations().items()},
        start_variables=frozenset({"dossier", "applicant", "x"}),
    )
    return api.publish(diagram(body, flows, before=before), catalogue=catalogue, published_by="1", references={})


def task(name: str, extra: str = "") -> str:
    """A user task with its own form."""
    role = "" if "hd:role" in extra else 'hd:role="OFFICER"'
    return f'<userTask id="{name}" name="{name}" hd:form="F-{name}" {role} {extra}/>'


ENDS = '<startEvent id="S"/><endEvent id="E"/>'


@pytest.fixture
def marking_process(marked: None) -> ProcessVersion:
    """A → mark (record) → B → end."""
    service = '<serviceTask id="M" name="M" hd:operation="test.mark" hd:resultVariable="marked"/>'
    return publish(ENDS + task("A") + service + task("B"), "S > A\nA > M\nM > B\nB > E")


@pytest.fixture
def sending_process(marked: None) -> ProcessVersion:
    """A → send (effect) → B → end."""
    service = '<serviceTask id="X" name="X" hd:operation="test.send" hd:resultVariable="sent"/>'
    return publish(ENDS + task("A") + service + task("B"), "S > A\nA > X\nX > B\nB > E")


def begin(key: str = "begin", **variables: Any) -> Any:
    """Start an instance of the one published process."""
    return api.start("P", business_key=f"HS-{key}", variables=variables, actor="7", key=key)


def killed(call: Callable[[], object], point: str) -> bool:
    """Run `call` in a child process that dies by SIGKILL at the fault point. Returns whether it got that far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            faults.plant(point, partial(os.kill, os.getpid(), signal.SIGKILL))
            call()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, "the child failed instead of dying"
        return False
    return os.WTERMSIG(status) == signal.SIGKILL


def at_once(*calls: Callable[[], object]) -> list[Any]:
    """Outcomes of calls that start together, each on its own connection; an exception is an outcome."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            outcomes[place] = call()
        except Exception as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
