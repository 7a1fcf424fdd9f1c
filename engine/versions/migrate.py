"""Moving instances to another version: one instance in one transaction, logged, and replayable across it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from engine import steps
from engine.bpmn.codec import decode
from engine.bpmn.nodes import Node
from engine.bpmn.outcome import Outcome
from engine.bpmn.run import Run
from engine.bpmn.state import State
from engine.errors import CannotMigrate, NotFound
from engine.log import stored_state
from engine.models import Incident, Instance, Outbox, Subscription, Timer, WorkItem
from engine.store import repo
from engine.store.repo import Row
from engine.types import StepResult
from engine.versions.load import Loaded, load
from engine.versions.migration import Mapped, Plan, Verdict, plan, rename

OPEN_ITEMS = ("READY", "CLAIMED")


def preview(instance_id: UUID, version_id: UUID, mapped: Mapped) -> Plan:
    """What moving an instance to a version would mean. Raises NotFound, CannotMigrate for another process."""
    here = Instance.objects.filter(pk=instance_id).values_list("version_id", flat=True).first()
    if here is None:
        raise NotFound("instance", instance_id)
    return _plan(load(here), load(version_id), stored_state(instance_id), mapped)


def migrate(instance_id: UUID, version_id: UUID, *, mapped: Mapped, actor: str, reason: str, key: str) -> StepResult:
    """Let an instance go on by another version of its process.

    Nothing is done anew: open items, timers and what is waited for stay, with the forms and roles of the new version.
    mapped  node of the old version -> node of the new one, where the ids differ
    Raises  NotFound, NotOpen, CannotMigrate, KeyReused
    """
    new = load(version_id)

    def check(row: Row, state: State, version: Loaded) -> None:
        found = _plan(version, new, state, mapped)
        if found.verdict is not Verdict.MOVABLE:
            raise CannotMigrate(instance_id, "; ".join(f"{one.node}: {one.text.en}" for one in found.obstacles))

    def move(run: Run, row: Row) -> Outcome:
        data = {"from": str(row.version_id), "version": str(version_id), "mapped": dict(mapped), "reason": reason}
        run.note("MIGRATED", data)
        rename(run.state, mapped)
        return run.outcome

    act = steps.Act(f"migrate:{instance_id}:{version_id}", actor, key)
    with transaction.atomic():
        result = steps.advance(lambda k: repo.read_instance(instance_id, k), act, move, check=check, frozen=True)
        if not result.repeated:
            _move_rows(instance_id, new, mapped)
    return result


def _plan(old: Loaded, new: Loaded, state: State, mapped: Mapped) -> Plan:
    if old.key != new.key:
        raise CannotMigrate(new.id, f"{new.key} is another process than {old.key}")
    return plan(old.definition, new.definition, state, mapped)


def _move_rows(instance_id: UUID, new: Loaded, mapped: Mapped) -> None:
    """The rows that repeat where tokens stand, and the version of the instance."""
    tokens = decode(bytes(Instance.objects.values_list("state", flat=True).get(pk=instance_id))).tokens
    Instance.objects.filter(pk=instance_id).update(version_id=new.id)
    for item in WorkItem.objects.filter(instance_id=instance_id, status__in=OPEN_ITEMS):
        _move_item(item, new.definition.nodes[tokens[item.task_key].node])
    for model in (Timer, Subscription, Incident, Outbox):
        for old_node, new_node in mapped.items():
            model._default_manager.filter(instance_id=instance_id, node=old_node).update(node=new_node)


def _move_item(item: WorkItem, node: Node) -> None:
    """An open item asks by the form of the new version, and belongs to its role; who holds it holds it still."""
    item.node, item.form, item.role = node.id, node.form or "", node.role or ""
    item.save(update_fields=["node", "form", "role"])
