"""Fixtures of the fault tests."""

from tests.faults.office import marked, marking_process, sending_process

__all__ = ["marked", "marking_process", "sending_process"]
