"""The outside of a run while a step is live: operations, rules, notices and the calendar of this installation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from engine.bpmn.codec import clean, dumps
from engine.bpmn.evaluator import Failure
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import QUEUED
from engine.effects.registry import OperationContext, OperationFailed, find, fit
from engine.errors import UnknownOperation
from engine.faults import fault
from engine.ids import new_id
from engine.ports import DecideContext, NotifyContext, ports
from engine.types import Values
from engine.versions.load import Loaded
from engine.versions.starts import beginnings

logger = logging.getLogger(__name__)

OutboxRow = tuple[UUID, int | None, str, str, str, str]  # id, token, node, effect name, payload, key


@dataclass(slots=True)
class LiveHost:
    """Runs operations and rules in savepoints of the step's transaction and gathers what goes into the outbox."""

    instance_id: UUID
    business_key: str
    version: Loaded
    actor: str
    now: datetime
    outbox: list[OutboxRow] = field(default_factory=list)
    signals: list[tuple[str, str, str]] = field(default_factory=list)  # name, payload, key

    def operate(self, node: Node, token: int, inputs: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        try:
            entry = find(node.operation or "")
            arguments = fit(entry, inputs)
        except UnknownOperation as unknown:
            raise Failure("UNKNOWN_OPERATION", unknown.name) from unknown
        except OperationFailed as failed:
            raise Failure(failed.code, failed.text) from failed
        key = self._key(token)
        if entry.kind == "effect":
            self.outbox.append((new_id(), token, node.id, entry.name, dumps(clean(arguments)), key))
            return QUEUED
        context = OperationContext(
            instance_id=self.instance_id,
            business_key=self.business_key,
            node_id=node.id,
            key=key,
            actor=self.actor,
            now=self.now,
            variables=MappingProxyType(variables),
            enqueue=self._enqueuer(node.id),
        )
        result = self._guarded(lambda: entry.function(context, **arguments))
        fault("step.operated")
        return result

    def decide(self, node: Node, token: int, variables: Mapping[str, Any]) -> Any:
        """See engine.bpmn.outcome.Host."""
        context = DecideContext(
            instance_id=self.instance_id,
            business_key=self.business_key,
            version_id=self.version.id,
            references=self.version.references,
            node_id=node.id,
            key=self._key(token),
            actor=self.actor,
            now=self.now,
            variables=MappingProxyType(variables),
        )
        return self._guarded(lambda: ports.decide(node.pack or "", node.decision or "", context))

    def notify(self, node: Node, token: int, variables: Mapping[str, Any]) -> None:
        """See engine.bpmn.outcome.Host."""
        ports.notify(
            node.notifications,
            NotifyContext(
                instance_id=self.instance_id,
                business_key=self.business_key,
                node_id=node.id,
                key=self._key(token),
                actor=self.actor,
                now=self.now,
                variables=MappingProxyType(variables),
                enqueue=self._enqueuer(node.id),
            ),
        )

    def signal(self, name: str, payload: Mapping[str, Any], token: int) -> None:
        """See engine.bpmn.outcome.Host."""
        key = f"{self._key(token)}:signal{len(self.signals) or ''}"
        self.signals.append((name, dumps(clean(payload)), key))
        for beginning in beginnings("signal", name, self.now):
            given = dumps(clean(beginning.payload(name, payload)))
            self.outbox.append((new_id(), None, "", "process.start", given, f"{key}:{beginning.process_key}"))

    def send(self, node: Node, name: str, payload: Mapping[str, Any], token: int) -> None:
        """See engine.bpmn.outcome.Host."""
        given = dumps({"name": name, "payload": clean(payload)})
        key = f"{self._key(token)}:message{len(self.outbox)}"
        self.outbox.append((new_id(), None, node.id, "message.deliver", given, key))

    def call(self, node: Node, token: int, moment: datetime | None, variables: Mapping[str, Any]) -> str:
        """See engine.bpmn.outcome.Host."""
        child = str(new_id())
        pinned = self.version.references.get("calls", {}).get(node.called) if node.binding == "pinned" else None
        given = {
            "process": node.called,
            "version": pinned,
            "moment": moment,
            "variables": variables,
            "child": child,
            "parent": str(self.instance_id),
            "token": token,
        }
        self._later(node.id, "process.call", given, f"{self._key(token)}:call")
        return child

    def uncall(self, child: str) -> None:
        """See engine.bpmn.outcome.Host."""
        self._later("", "process.uncall", {"child": child}, f"{child}:uncall")

    def answer(self, parent: tuple[str, int], kind: str, code: str, variables: Mapping[str, Any]) -> None:
        """See engine.bpmn.outcome.Host."""
        given = {"parent": parent[0], "token": parent[1], "kind": kind, "code": code, "variables": variables}
        self._later("", "process.answer", given, f"{self.instance_id}:answer:{new_id()}")

    def _later(self, node: str, effect: str, payload: Mapping[str, Any], key: str) -> None:
        """Put a detached effect of the engine itself into the outbox."""
        self.outbox.append((new_id(), None, node, effect, dumps(clean(payload)), key))

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """See engine.bpmn.outcome.Host."""
        return ports.add_working_days(start, days)

    def _key(self, token: int) -> str:
        return f"{self.instance_id}:{token}"

    def _enqueuer(self, node_id: str) -> Callable[[str, Values, str], None]:
        def enqueue(effect_name: str, payload: Values, key: str) -> None:
            entry = find(effect_name)
            self.outbox.append((new_id(), None, node_id, entry.name, dumps(clean(payload)), key))

        return enqueue

    def _guarded(self, call: Callable[[], Mapping[str, Any] | None]) -> Mapping[str, Any]:
        """Call in a savepoint. Whatever it raises undoes its own writes and becomes an incident: the answer that
        the person gave must not be lost to a defect behind it. Only a database that is not there stops the step."""
        before = len(self.outbox)
        try:
            with transaction.atomic():
                return call() or {}
        except (OperationalError, InterfaceError):
            raise
        except OperationFailed as failed:
            del self.outbox[before:]
            raise Failure(failed.code, failed.text) from failed
        except Exception as defect:
            logger.warning("an operation raised, instance %s", self.instance_id, exc_info=defect)
            del self.outbox[before:]
            code = getattr(defect, "code", "") or type(defect).__name__
            raise Failure(str(code)[:80], str(defect)[:2000]) from defect
