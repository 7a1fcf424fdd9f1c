"""What the diagram says about a work item: its name, its deadline, whose work excludes whom."""

from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from engine.bpmn.definition import Definition, Node, read_definition
from engine.models import ProcessVersion, WorkItem

VERSIONS_KEPT = 64


@lru_cache(maxsize=VERSIONS_KEPT)
def definition_of(version_id: UUID) -> Definition:
    """The diagram of a process version. Versions never change, so it is parsed once per process."""
    xml = ProcessVersion.objects.values_list("xml", flat=True).get(pk=version_id)
    return read_definition(bytes(xml))


def node_of(item: WorkItem) -> Node:
    """The user task of a work item. The item's instance must be loaded."""
    return definition_of(item.instance.version_id).nodes[item.node]


def node_name(item: WorkItem) -> str:
    """The name of the step in the active language."""
    return in_language(node_of(item))


def in_language(node: Node) -> str:
    """The name of a node in the active language."""
    return node.name.en if get_language() == "en" else node.name.vi


def excluding_work(item: WorkItem, actor: str) -> WorkItem | None:
    """The earlier step of the same instance by which the actor is barred from this one (`hd:notSameAs`), if any."""
    barring = node_of(item).not_same_as
    done = WorkItem.objects.filter(instance_id=item.instance_id, node__in=barring, done_by=actor, status="DONE")
    return done.order_by("-closed_at").select_related("instance").first() if barring else None
