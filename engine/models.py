"""Facts of the runtime. Moved only by engine.store and engine.effects; others read through engine.selectors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from engine.ids import new_id


class ProcessVersion(models.Model):
    """One published diagram, with the original bytes. Immutable: an instance never changes its version by itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    xml = models.BinaryField()
    references = models.JSONField(default=dict)
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    effective_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="process_version_numbered_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["key", "-effective_at"], name="version_in_force")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Instance(models.Model):
    """One run of a process version; FAILED: it threw an error that nothing in its diagram catches.

    `state` is engine.bpmn.codec bytes; every step raises `rev` by one.

    No index on state, status or rev: an update then stays on its page (HOT).
    """

    class Status(models.TextChoices):
        RUNNING = "RUNNING"
        SUSPENDED = "SUSPENDED"
        COMPLETED = "COMPLETED"
        CANCELLED = "CANCELLED"
        FAILED = "FAILED"

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="instances", db_index=False)
    business_key = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices)
    rev = models.PositiveIntegerField()
    state = models.BinaryField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["business_key"], name="instance_by_business_key")]

    def __str__(self) -> str:
        return f"{self.business_key} {self.status}"


class WorkItem(models.Model):
    """One thing one person must do. `task_key` is the number of the token that waits for it.

    role        candidate role, "" when only `assignee` may do it
    assignee    the actor named by the diagram, e.g. the applicant; others may not complete the item
    claimed_by  the actor who took it from the role's queue
    """

    class Status(models.TextChoices):
        READY = "READY"
        CLAIMED = "CLAIMED"
        DONE = "DONE"
        CANCELLED = "CANCELLED"

    id = models.UUIDField(primary_key=True, default=new_id)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="items", db_index=False)
    task_key = models.IntegerField()
    node = models.CharField(max_length=120)
    form = models.CharField(max_length=80, blank=True)
    business_key = models.CharField(max_length=80)
    role = models.CharField(max_length=40, blank=True)
    assignee = models.CharField(max_length=80, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instance", "task_key"], name="work_item_one_per_token"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["role", "due_at", "id"], name="open_items_by_role", condition=Q(status__in=["READY", "CLAIMED"])
            ),
            models.Index(
                fields=["claimed_by", "due_at", "id"],
                name="open_items_by_claimer",
                condition=Q(status__in=["READY", "CLAIMED"]) & ~Q(claimed_by=""),
            ),
            models.Index(
                fields=["assignee", "due_at", "id"],
                name="open_items_by_assignee",
                condition=Q(status__in=["READY", "CLAIMED"]) & ~Q(assignee=""),
            ),
            models.Index(fields=["business_key"], name="items_by_business_key"),
        ]

    def __str__(self) -> str:
        return f"{self.business_key} {self.node} {self.status}"


class Event(models.Model):
    """One line of the append-only log. A trigger forbids UPDATE and DELETE. `data` is engine.bpmn.codec text."""

    id = models.BigAutoField(primary_key=True)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="events", db_index=False)
    rev = models.PositiveIntegerField()
    seq = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    node = models.CharField(max_length=120, blank=True)
    token = models.IntegerField(default=0)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    data = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["instance", "id"], name="event_log_of_an_instance")]

    def __str__(self) -> str:
        return f"{self.kind} {self.node}"


class Timer(models.Model):
    """A moment at which a waiting token moves on by itself. The row goes when it fires or is no longer needed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="timers", db_index=False)
    token = models.IntegerField()
    node = models.CharField(max_length=120)
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["instance", "token"], name="timer_one_per_token")]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.node} {self.due_at}"


class Subscription(models.Model):
    """A token that waits for a signal or a message. The row goes when it came or is no longer waited for.

    kind     signal (heard by all) or message (for one instance about the same business)
    signal   name of the signal or message
    """

    class Kind(models.TextChoices):
        SIGNAL = "signal"
        MESSAGE = "message"

    id = models.UUIDField(primary_key=True, default=new_id)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="subscriptions", db_index=False)
    token = models.IntegerField()
    node = models.CharField(max_length=120)
    signal = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SIGNAL, db_default="signal")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instance", "token"], name="subscription_one_per_token"),
        ]
        indexes: ClassVar = [models.Index(fields=["signal"], name="subscription_by_signal")]

    def __str__(self) -> str:
        return f"{self.node} {self.signal}"


class StartTimer(models.Model):
    """A moment at which a new instance of a version begins by itself, while that version is in force.

    repeat   engine.bpmn.codec text of what comes after it, "" for the last time
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="start_timers")
    node = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    repeat = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="start_timer_due")]

    def __str__(self) -> str:
        return f"{self.node} {self.due_at}"


class Outbox(models.Model):
    """An effect to run after commit, at least once; `key` makes it once for the receiver.

    token    number of the token that waits for it; None for a detached effect
    due_at   not before; moves into the future when the row is taken (lease) and after a failure (backoff)
    """

    class Status(models.TextChoices):
        PENDING = "PENDING"
        DONE = "DONE"
        PARKED = "PARKED"
        CANCELLED = "CANCELLED"

    id = models.UUIDField(primary_key=True, default=new_id)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="effects", null=True, db_index=False)
    business_key = models.CharField(max_length=80, blank=True)
    token = models.IntegerField(null=True)
    node = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=80)
    payload = models.TextField()
    key = models.CharField(max_length=200, unique=True)
    actor = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="outbox_pending", condition=Q(status="PENDING")),
            models.Index(fields=["instance"], name="outbox_of_an_instance"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.status}"


class Incident(models.Model):
    """An automatic node or effect that could not run; open until an operator's retry succeeds or it is cancelled.

    token      the token that waits, 0 for a detached effect
    outbox     the parked effect, None for an operation inside the step
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    instance = models.ForeignKey(
        Instance, on_delete=models.PROTECT, related_name="incidents", null=True, db_index=False
    )
    business_key = models.CharField(max_length=80, blank=True)
    token = models.IntegerField(default=0)
    node = models.CharField(max_length=120, blank=True)
    outbox = models.ForeignKey(Outbox, on_delete=models.PROTECT, null=True, related_name="incidents")
    code = models.CharField(max_length=80)
    text = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["opened_at"], name="incidents_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["instance"], name="incidents_of_an_instance"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.node}"


class IdempotencyKey(models.Model):
    """One intention, done once. `act` is the kind of act and its object; `rev` finds the answer in the log.

    A signal from outside belongs to no instance; its `rev` is the number of instances that it was sent to.
    """

    key = models.CharField(max_length=200, primary_key=True)
    act = models.CharField(max_length=200)
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    rev = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return self.key
