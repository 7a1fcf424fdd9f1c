"""Instances that wait for a message get the rows by which a message from another instance finds them."""

from django.db import migrations

from engine.bpmn.codec import decode
from engine.bpmn.definition import read_definition
from engine.bpmn.program import compile_program
from engine.bpmn.state import At
from engine.ids import new_id

AT_ONCE = 500


def subscribe(apps, schema_editor):
    instances = apps.get_model("engine", "Instance").objects.filter(status__in=("RUNNING", "SUSPENDED"))
    subscriptions = apps.get_model("engine", "Subscription").objects
    for version in apps.get_model("engine", "ProcessVersion").objects.iterator():
        definition = read_definition(bytes(version.xml), version.key)
        if not definition.messages:
            continue
        steps = compile_program(definition).steps
        rows = []
        for instance in instances.filter(version=version).iterator(AT_ONCE):
            for token in decode(bytes(instance.state)).tokens.values():
                wait = steps[token.node].waits[0] if token.at is At.EVENT and steps[token.node].waits else None
                if wait is not None and wait.kind == "message":
                    rows.append((instance.pk, token.key, token.node, wait.name))
        model = subscriptions.model
        subscriptions.bulk_create(
            (
                model(id=new_id(), instance_id=pk, token=key, node=node, signal=name, kind="message")
                for pk, key, node, name in rows
            ),
            batch_size=AT_ONCE,
            ignore_conflicts=True,
        )


def unsubscribe(apps, schema_editor):
    apps.get_model("engine", "Subscription").objects.filter(kind="message").delete()


class Migration(migrations.Migration):
    dependencies = [("engine", "0005_messages_and_starts")]

    operations = [migrations.RunPython(subscribe, unsubscribe)]
