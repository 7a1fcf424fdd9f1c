"""What an operator does to running procedures: stop, let go on, cancel, move a token; with a reason, and audited."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from engine import api
from engine.errors import LostRace, NotOpen, Suspended
from engine.models import Instance
from engine.types import StepResult
from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.dossiers import lifecycle as dossiers
from portal.dossiers.models import Dossier
from portal.dossiers.states import PROCESSED
from portal.operate.selectors import find_instance
from portal.platform import audit
from portal.platform.clock import now
from portal.platform.errors import Conflict, PortalError, Refused
from portal.platform.text import nfc

REASON_LENGTH = 1000
HELD = frozenset({"RESERVED", "COMMITTED", "RETURNED"})  # money that an end by hand would leave hanging
MANAGE = "instance.manage"

Act = Callable[[Instance, str], StepResult]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of several instances. refused: business key and why."""

    done: int
    refused: tuple[tuple[str, PortalError], ...]


def suspend(*, actor: Actor, instance_id: UUID, reason: str, key: str) -> StepResult:
    """Stop an instance until somebody lets it go on.

    Raises NotVisible, NotAllowed, Refused NOTE_MISSING, Conflict INSTANCE_MOVED_ON
    """
    return _act(
        actor,
        instance_id,
        "suspend",
        reason,
        lambda instance, why: api.suspend(instance.pk, actor=actor.id, reason=why, key=key),
    )


def resume(*, actor: Actor, instance_id: UUID, reason: str, key: str) -> StepResult:
    """Let a stopped instance go on. Raises as `suspend`."""
    return _act(
        actor,
        instance_id,
        "resume",
        reason,
        lambda instance, why: api.resume(instance.pk, actor=actor.id, reason=why, key=key),
    )


def move(*, actor: Actor, instance_id: UUID, token: int, to: str, reason: str, key: str) -> StepResult:
    """Put a waiting token on another step of its level. Raises as `suspend`."""

    def put(instance: Instance, why: str) -> StepResult:
        return api.move(instance.pk, token, to, actor=actor.id, reason=why, key=key)

    return _act(actor, instance_id, "move", reason, put, token=token, to=to)


def cancel(*, actor: Actor, instance_id: UUID, reason: str, key: str) -> StepResult:
    """End an instance; its dossier, if it has one, is stopped with the reason.

    Raises as `suspend`; Refused MONEY_STILL_HELD while the dossier holds money, which only its procedure can give back
    """

    def end(instance: Instance, why: str) -> StepResult:
        dossier = Dossier.objects.select_for_update().filter(instance_id=instance.pk).first()
        if dossier is not None and dossier.money_state in HELD:
            raise Refused("MONEY_STILL_HELD", code=dossier.code)
        result = api.cancel(instance.pk, actor=actor.id, reason=why, key=key)
        if dossier is not None and dossier.state not in PROCESSED and not result.repeated:
            dossiers.move(dossier, "STOPPED", at=now(), actor=actor.id, note=why)
        return result

    return _act(actor, instance_id, "cancel", reason, end)


def for_each(
    *, actor: Actor, instance_ids: Iterable[UUID], act: Callable[..., StepResult], reason: str, key: str
) -> Batch:
    """Do one thing to several instances, each in a transaction of its own: one that refuses does not stop the others.

    Raises NotAllowed, Refused NOTE_MISSING before anything is done
    """
    policy.require(actor, MANAGE)
    said(reason)
    done, refused = 0, []
    for number, instance_id in enumerate(instance_ids):
        try:
            act(actor=actor, instance_id=instance_id, reason=reason, key=f"{key}:{number}")
            done += 1
        except (Refused, Conflict) as refusal:
            refused.append((find_instance(actor, instance_id).business_key, refusal))
    return Batch(done, tuple(refused))


@transaction.atomic
def _act(actor: Actor, instance_id: UUID, verb: str, reason: str, act: Act, **facts: object) -> StepResult:
    instance = find_instance(actor, instance_id)
    policy.require(actor, MANAGE)
    why = said(reason)
    try:
        with transaction.atomic():
            result = act(instance, why)
    except (NotOpen, Suspended, LostRace) as late:
        raise Conflict("INSTANCE_MOVED_ON") from late
    if not result.repeated:
        audit.record(
            actor.id, f"instance.{verb}", kind="instance", object_id=instance.pk, facts={"reason": why, **facts}
        )
    return result


def said(reason: str) -> str:
    """The reason of an act, as it is kept. Raises Refused NOTE_MISSING."""
    why = nfc(reason).strip()[:REASON_LENGTH]
    if not why:
        raise Refused("NOTE_MISSING")
    return why
