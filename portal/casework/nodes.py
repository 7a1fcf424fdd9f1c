"""What the diagram says about a work item: its name, its deadline, whose work excludes whom."""

from django.utils.translation import get_language

from engine.bpmn.nodes import Node
from engine.models import Incident, WorkItem
from engine.selectors import definition_of, excluded_by


def node_of(item: WorkItem) -> Node:
    """The user task of a work item. The item's instance must be loaded."""
    return definition_of(item.instance.version_id).nodes[item.node]


def node_name(item: WorkItem) -> str:
    """The name of the step in the active language."""
    return in_language(node_of(item))


def incident_step(incident: Incident) -> str:
    """The name of the step that stopped; its id where the diagram gives it none, or the incident has no instance."""
    if incident.instance is None:
        return incident.node
    node = definition_of(incident.instance.version_id).nodes.get(incident.node)
    return (in_language(node) if node else "") or incident.node


def in_language(node: Node) -> str:
    """The name of a node in the active language."""
    return node.name.en if get_language() == "en" else node.name.vi


def excluding_step(item: WorkItem, actor: str) -> Node | None:
    """The earlier step of the same instance by which the actor is barred from this one (`hd:notSameAs`), if any."""
    step = excluded_by(item, actor)
    return definition_of(item.instance.version_id).nodes[step] if step else None
