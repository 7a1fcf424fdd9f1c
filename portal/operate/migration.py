"""Moving running procedures to another version: what may move and what not, before anything moves; and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from engine import api
from engine import selectors as engine
from engine.bpmn.nodes import Node
from engine.errors import CannotMigrate, LostRace, NotOpen
from engine.models import Instance, ProcessVersion
from engine.versions.migration import Verdict
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.casework.nodes import in_language
from portal.dossiers.models import Dossier
from portal.operate.selectors import Place, find_instance
from portal.operate.services import MANAGE, said
from portal.platform import audit
from portal.platform.errors import Conflict, NotVisible
from rules.feel import Text

MOST = 200  # instances in one go: the page tells how many are left


@dataclass(frozen=True, slots=True)
class Candidate:
    """One instance and what moving it would mean. reasons: (step, why), empty when it may move."""

    instance: Instance
    verdict: Verdict
    reasons: tuple[tuple[Place, Text], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """All instances of one version, looked at for another.

    missing   steps where tokens stand and that the new version does not have: they need a mapping
    choices   steps of the new version that they may be mapped to
    left      instances that were not looked at, since there are more than fit in one go
    """

    old: ProcessVersion
    new: ProcessVersion
    candidates: list[Candidate]
    missing: list[Place]
    choices: list[Place]
    left: int

    def count(self, verdict: Verdict) -> int:
        """How many of a verdict."""
        return sum(1 for one in self.candidates if one.verdict is verdict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move of many."""

    done: int
    stayed: int


def preview(actor: Actor, old_id: UUID, new_id: UUID, mapped: Mapping[str, str]) -> Preview:
    """What moving everything that runs by one version to another would mean. Changes nothing.

    Raises NotAllowed, NotVisible (also for versions of two procedures)
    """
    policy.require(actor, "instance.view")
    versions = {row.pk: row for row in ProcessVersion.objects.defer("xml").filter(pk__in=[old_id, new_id])}
    if len({old_id, new_id} & versions.keys()) < 2 or versions[old_id].key != versions[new_id].key:
        raise NotVisible("procedure")
    running = engine.instances().filter(version_id=old_id, status__in=engine.RUNNING)
    before, after = (engine.definition_of(one).nodes for one in (old_id, new_id))
    candidates = []
    missing: dict[str, Place] = {}
    for instance in running.order_by("id")[:MOST]:
        plan = api.preview(instance.pk, new_id, mapped)
        reasons = tuple((Place(one.node, _name(before, one.node)), one.text) for one in plan.obstacles)
        candidates.append(Candidate(instance, plan.verdict, reasons))
        needed = (one.node for one in plan.obstacles if one.verdict is Verdict.NEEDS_MAPPING)
        missing |= {node: Place(node, _name(before, node)) for node in needed}
    missing |= {node: Place(node, _name(before, node)) for node in mapped if node in before}
    kinds = {before[node].kind for node in missing}
    return Preview(
        old=versions[old_id],
        new=versions[new_id],
        candidates=candidates,
        missing=list(missing.values()),
        choices=[Place(node.id, in_language(node) or node.id) for node in after.values() if node.kind in kinds],
        left=max(0, running.count() - MOST),
    )


def migrate_all(*, actor: Actor, old_id: UUID, new_id: UUID, mapped: Mapping[str, str], reason: str, key: str) -> Moved:
    """Move every instance that may move, each in a transaction of its own; the others stay.

    Raises NotAllowed, NotVisible, Refused NOTE_MISSING
    """
    policy.require(actor, MANAGE)
    why = said(reason)
    found = preview(actor, old_id, new_id, mapped)
    done = 0
    for one in found.candidates:
        if one.verdict is Verdict.MOVABLE:
            try:
                migrate(
                    actor=actor,
                    instance_id=one.instance.pk,
                    version_id=new_id,
                    mapped=mapped,
                    reason=why,
                    key=f"{key}:{one.instance.pk}"[:64],
                )
            except Conflict:  # it went on since it was looked at; it stays and the page shows it again
                continue
            done += 1
    return Moved(done, len(found.candidates) - done)


@transaction.atomic
def migrate(
    *, actor: Actor, instance_id: UUID, version_id: UUID, mapped: Mapping[str, str], reason: str, key: str
) -> None:
    """Move one instance; its dossier follows. Raises NotVisible, NotAllowed, Refused NOTE_MISSING, Conflict."""
    instance = find_instance(actor, instance_id)
    policy.require(actor, MANAGE)
    why = said(reason)
    try:
        with transaction.atomic():
            result = api.migrate(instance.pk, version_id, mapped=mapped, actor=actor.id, reason=why, key=key)
    except (CannotMigrate, NotOpen, LostRace) as late:
        raise Conflict("INSTANCE_MOVED_ON") from late
    if result.repeated:
        return
    Dossier.objects.filter(instance_id=instance.pk).update(process_version_id=version_id)
    facts = {"from": str(instance.version_id), "to": str(version_id), "mapped": dict(mapped), "reason": why}
    audit.record(actor.id, "instance.migrate", kind="instance", object_id=instance.pk, facts=facts)


def _name(nodes: Mapping[str, Node], node_id: str) -> str:
    node = nodes.get(node_id)
    return (in_language(node) if node else "") or node_id
