"""Messages that a diagram sends: each goes to one instance about the same business, or begins one.

The receiver is the one open instance with the business key of the sender that waits for the message; when none waits,
the one process in force that begins with it. A message that nobody takes yet is tried again with the pauses of the
outbox, and becomes an incident in the end. Source: BPMN 2.0.2, 8.4.11 and 13.2; a message has one receiver.
"""

from __future__ import annotations

from uuid import UUID

from engine import clock, steps
from engine.bpmn.codec import clean
from engine.effects.registry import OperationContext, OperationFailed, effect
from engine.errors import NotOpen, NotWaiting
from engine.models import Instance, Subscription
from engine.store import repo
from engine.types import StepResult, Values
from engine.versions.starts import Beginning, beginnings

OPEN = (Instance.Status.RUNNING, Instance.Status.SUSPENDED)


def correlate(name: str, business_key: str, payload: Values, *, actor: str, key: str) -> StepResult:
    """Give a message from outside to the one instance about a business that waits for it, or begin one with it.

    payload  kept in the variable of the message's name ("-" as "_") unless empty
    Raises   NotWaiting when nothing or more than one takes it, NotOpen, Suspended, BadValue, KeyReused
    """
    given = clean(dict(payload))
    try:
        return _route(name, business_key, given, None, actor, key)
    except OperationFailed as failed:
        raise NotWaiting(name) from failed


@effect("message.deliver")
def deliver(ctx: OperationContext, *, name: str, payload: Values) -> None:
    """Give a message to its receiver. Raises OperationFailed NO_RECEIVER or SEVERAL_RECEIVERS: tried again later."""
    if repo.seen_key(ctx.key) is None:
        _route(name, ctx.business_key, payload, ctx.instance_id, ctx.actor, ctx.key)


@effect("process.start")
def begin(ctx: OperationContext, *, process: str, version: str, node: str, variables: Values) -> None:
    """Begin an instance at a node that a signal came to."""
    _begin(Beginning(process, UUID(version), node), ctx.business_key, variables, ctx.actor, ctx.key)


def _route(name: str, business_key: str, payload: Values, sender: UUID | None, actor: str, key: str) -> StepResult:
    waiting = Subscription.objects.filter(
        kind=Subscription.Kind.MESSAGE, signal=name, instance__business_key=business_key, instance__status__in=OPEN
    ).exclude(instance=sender)
    instances = list(waiting.order_by("instance_id").values_list("instance_id", flat=True).distinct()[:2])
    if len(instances) == 1:
        return _hand_over(name, instances[0], payload, actor, key)
    begun = [] if instances else beginnings("message", name, clock.now())
    if len(instances) > 1 or len(begun) > 1:
        raise OperationFailed("SEVERAL_RECEIVERS", f"{name}: more than one instance or process takes it")
    if not begun:
        raise OperationFailed("NO_RECEIVER", f"{name}: nothing about {business_key} waits for it or begins with it")
    return _begin(begun[0], business_key, begun[0].variables(name, payload), actor, key)


def _begin(beginning: Beginning, business_key: str, variables: Values, actor: str, key: str) -> StepResult:
    process = beginning.process_key
    act = steps.Act(f"start:{process}:{business_key}"[:200], actor, key)
    return steps.start(process, business_key, variables, act, beginning.version_id, beginning.node)


def _hand_over(name: str, instance_id: UUID, payload: Values, actor: str, key: str) -> StepResult:
    act = steps.Act(f"message:{instance_id}:{name}"[:200], actor, key)
    try:
        return steps.advance(
            lambda k: repo.read_instance(instance_id, k), act, lambda run, row: run.message(name, payload)
        )
    except NotOpen as gone:
        raise OperationFailed("NO_RECEIVER", f"{name}: {instance_id} no longer waits for it") from gone
