"""Rules of every test run: what is skipped on a build machine has failed."""

import os
import threading
from collections.abc import Generator
from dataclasses import fields

import pytest
from django.db import connections
from django.utils import translation

# Django keeps one connection for the thread and another for its event loop. The browser's driver runs a loop in the
# thread of the tests and leaves it between two calls, so that half a transaction would go over either connection.
connections._connections = threading.local()

_REFUSED = "a build machine runs every test, but this one was skipped: {reason}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    longrepr = report.longrepr
    if isinstance(longrepr, tuple):
        return str(longrepr[2])
    return str(getattr(report, "wasxfail", longrepr))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") == "true" and report.outcome == "skipped":
        reason = _reason(report)
        if hasattr(report, "wasxfail"):
            del report.wasxfail
        report.outcome = "failed"
        report.longrepr = _REFUSED.format(reason=reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a skipped or expected-to-fail test counts as failed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """With CI=true a module that skips itself counts as failed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    """Each test begins in Vietnamese: a request in another language leaves that language to the thread."""
    translation.activate("vi")


@pytest.fixture
def engine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine as it is before an office registers anything: processes here belong to no dossier and no calendar."""
    from engine.ports import Ports, ports

    bare = Ports()
    for port in fields(Ports):
        monkeypatch.setattr(ports, port.name, getattr(bare, port.name))
