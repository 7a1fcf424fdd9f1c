"""One process as typed, frozen data: what the verifier checks and the runtime runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.nodes import Flow, Node
from rules.feel import Text


@dataclass(frozen=True, slots=True)
class Definition:
    """One process, read-only.

    process_id  id of the bpmn:process element
    key         stable key of the procedure (hd:key, else the process id)
    nodes       by id, all levels, in file order
    flows       by id, all levels, in file order
    children    node ids by sub-process id, "" for the top level
    boundary    boundary event ids by the activity they sit on
    starts      nodes that get a token when a level begins, by sub-process id, "" for the top level
    entrances   nodes through which the process can begin: start events, receive tasks and events behind a gateway
                that begin it; the first start event is the one that a start without a choice takes
    handlers    start events of the event sub-processes of a level, by sub-process id, "" for the top level
    links       link events that catch, by the ones that throw to them
    undoing     what compensates an activity: the handler of its boundary event, or the start event of the event
                sub-process inside it
    held        variables of data objects and properties, by the sub-process that holds them, "" for the process
    inputs      variables that a call brings: declared at the process, or mapped by a call of the same file
    """

    process_id: str
    key: str
    title: Text
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    children: Mapping[str, tuple[str, ...]]
    boundary: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, tuple[str, ...]]
    entrances: tuple[str, ...]
    handlers: Mapping[str, tuple[str, ...]]
    links: Mapping[str, str]
    undoing: Mapping[str, str]
    held: Mapping[str, tuple[str, ...]]
    inputs: frozenset[str]

    @property
    def start_id(self) -> str:
        """Where the process begins when nobody chooses."""
        return self.starts[""][0]

    def out(self, node_id: str) -> tuple[Flow, ...]:
        """Outgoing flows of a node, in file order."""
        return tuple(self.flows[f] for f in self.nodes[node_id].outgoing)

    def following(self, node_id: str) -> tuple[str, ...]:
        """Nodes a token goes to from a node by itself: along its flows, or through a link."""
        link = self.links.get(node_id)
        return (link,) if link else tuple(flow.target for flow in self.out(node_id))

    @property
    def messages(self) -> frozenset[str]:
        """Names of all messages that some node waits for."""
        return frozenset(t.name for n in self.nodes.values() if n.catches for t in n.triggers if t.kind == "message")
