"""Reads the data of a diagram: data objects, properties, what activities take in and give out, data associations.

A data element is a variable: its name where that is one word, else its id. Those of the process are variables of the
instance; those of a sub-process or an activity exist while it runs and are seen by what is inside it.
Source: BPMN 2.0.2, 10.4 (items and data) and 10.4.2 (execution semantics for data).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.bpmn.nodes import LEVEL_KINDS, Carried, Loop, Node, Transfer
from engine.bpmn.triggers import Complain, expression
from engine.bpmn.words import WORD, word_of
from engine.bpmn.xml import Element

HELD = ("dataObject", "property")  # what a level holds
ITEMS = ("inputDataItem", "outputDataItem")  # what one instance of a repeating activity gets and leaves
KNOWN = (*HELD, *ITEMS, "dataObjectReference", "dataInput", "dataOutput")
ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
UNKNOWN = ("whileExecutingInputRefs", "whileExecutingOutputRefs", "inputSetRefs", "outputSetRefs")
SPECIFIED = ("ioSpecification", "dataInput", "dataOutput")  # events hold their inputs and outputs themselves
EVENT_PARTS = ("dataInput", "dataOutput", "inputSet", "outputSet", *ASSOCIATIONS)
PARTS = ("ioSpecification", "property", *ASSOCIATIONS)

Report = Callable[[Node, str, str, str], None]


class DataReader:
    """The data elements of one process.

    names    variable by the id of a data element
    levels   variables that a level holds, by sub-process id, "" for the process
    """

    def __init__(self, process: Element) -> None:
        self.names: dict[str, str] = {}
        self.owner: dict[str, Element | None] = {}
        references = [e for e in process.walk() if e.tag == "dataObjectReference"]
        for element in process.walk():
            if element.tag in KNOWN:
                self.names[element.get("id")] = word_of(element)
                self.owner[element.get("id")] = element.parent
        for reference in references:
            target = reference.get("dataObjectRef").rpartition(":")[2]
            if target in self.names:
                if self.names[target] == target and WORD.fullmatch(reference.get("name")):
                    self.names[target] = reference.get("name")  # drawing tools name the reference only
                self.owner[reference.get("id")] = self.owner[target]
        for reference in references:
            target = reference.get("dataObjectRef").rpartition(":")[2]
            self.names[reference.get("id")] = self.names.get(target, self.names[reference.get("id")])
        self.levels = {
            "" if level is process else level.get("id"): tuple(self.names[e.get("id")] for e in level.bpmn(*HELD))
            for level in process.walk()
            if level is process or level.tag in LEVEL_KINDS
        }

    def of(self, element: Element, complain: Complain) -> Carried | None:
        """What an activity takes in and gives out; None when nothing is drawn."""
        level = element.tag in LEVEL_KINDS  # its properties are what it holds for what is inside it
        if not element.bpmn(*ASSOCIATIONS, *SPECIFIED, *(() if level else ("property",))):
            return None
        boxes = [element] if element.bpmn("dataInput", "dataOutput") else element.bpmn("ioSpecification")
        inputs = [self.names[e.get("id")] for box in boxes for e in box.bpmn("dataInput")]
        outputs = [self.names[e.get("id")] for box in boxes for e in box.bpmn("dataOutput")]
        held = [] if level else [self.names[e.get("id")] for e in element.bpmn("property")]
        if len(boxes) > 1 or any(c.tag in UNKNOWN for box in boxes for s in box.bpmn() for c in s.bpmn()):
            complain(
                "data.sets",
                "Chưa hỗ trợ dữ liệu đến trong khi chạy, quy tắc giữa tập vào và tập ra, hay nhiều ioSpecification.",
                "Data that comes while it runs, rules between input and output sets and several ioSpecifications are "
                "not supported.",
            )
        for names in (inputs, outputs, held):
            if len(set(names)) < len(names):
                complain("data.same_name", "Hai dữ liệu trùng tên.", "Two data elements have the same name.")
        takes = [t for a in element.bpmn("dataInputAssociation") for t in self._transfers(a, element, complain)]
        gives = [t for a in element.bpmn("dataOutputAssociation") for t in self._transfers(a, element, complain)]
        needs = _sets(boxes, "input", inputs, self.names)
        filled = {transfer.target for transfer in takes}
        if needs and not any(names <= filled for names in needs):
            complain(
                "data.input_without_source",
                "Dữ liệu vào bắt buộc không lấy từ đâu cả, bước này sẽ chờ mãi.",
                "A required input comes from nowhere; this step would wait for ever.",
            )
        return Carried(
            names=tuple(dict.fromkeys((*inputs, *outputs, *held))),
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            takes=tuple(takes),
            gives=tuple(gives),
            needs=() if frozenset() in needs else needs,
            leaves=_sets(boxes, "output", outputs, self.names),
            drawn=tuple(self._drawn(element)),
        )

    def _drawn(self, element: Element) -> Iterator[str]:
        for association in element.bpmn("dataOutputAssociation"):
            if not association.bpmn("sourceRef", "transformation", "assignment"):
                for target in association.bpmn("targetRef"):
                    yield self.names.get(target.text.strip().rpartition(":")[2], "")

    def _transfers(self, association: Element, element: Element, complain: Complain) -> Sequence[Transfer]:
        sources = [self._resolved(c, association, element, complain) for c in association.bpmn("sourceRef")]
        targets = [self._resolved(c, association, element, complain) for c in association.bpmn("targetRef")]
        if len(targets) != 1 or "" in (*sources, *targets):
            if len(targets) != 1:
                complain("data.target", "Phải có đúng một nơi nhận.", "A data association has exactly one target.")
            return ()
        read = tuple(sources)
        found = [
            Transfer(targets[0], "", text, read, association.line)
            for child in association.bpmn("transformation")
            if (text := expression(child.text))
        ]
        for assignment in association.bpmn("assignment"):
            ends = [expression(c.text) for tag in ("from", "to") for c in assignment.bpmn(tag)]
            name, _, field = (ends[1] if len(ends) == 2 else "").partition(".")
            if self.names.get(name, name) != targets[0] or (field and not WORD.fullmatch(field)) or not ends[0]:
                complain(
                    "data.assignment",
                    "Phép gán phải có biểu thức FEEL và nơi nhận là tên dữ liệu, hoặc một mục của nó (ten.muc).",
                    "An assignment has a FEEL expression, and as its target the data's name or one entry (name.entry).",
                )
                continue
            found.append(Transfer(targets[0], field, ends[0], read, assignment.line))
        if not found and len(sources) > 1:
            complain(
                "data.sources",
                "Nhiều nguồn thì phải có phép biến đổi.",
                "Several sources need a transformation.",
            )
        return found or [Transfer(targets[0], "", source, read, association.line) for source in sources[:1]]

    def _resolved(self, reference: Element, association: Element, element: Element, complain: Complain) -> str:
        """The variable that one end of an association means, "" when it may not be there."""
        target = reference.text.strip().rpartition(":")[2]
        owner = self.owner.get(target)
        inner = (reference.tag == "targetRef") == (association.tag == "dataInputAssociation")
        mine = owner is element or (owner is not None and owner.tag == "ioSpecification" and owner.parent is element)
        item = owner is not None and owner.tag == "multiInstanceLoopCharacteristics" and owner.parent is element
        if (item and not inner) or (target in self.owner and mine == inner and (mine or _around(owner, element))):
            return self.names[target]
        complain(
            "data.unknown",
            f"“{target[:60]}” không phải dữ liệu dùng được ở đây (kho dữ liệu chưa được hỗ trợ).",
            f"“{target[:60]}” is no data that can be used here (data stores are not supported).",
        )
        return ""


def settled(nodes: Mapping[str, Node], children: Mapping[str, Sequence[str]], report: Report) -> dict[str, Node]:
    """The nodes whose outputs are what their work sets: an activity sets an output under its own name, or sets what
    the output is for at once. An output that nothing sets is reported."""
    found: dict[str, Node] = {}
    for node in nodes.values():
        carried = node.data
        if carried is None or not (carried.outputs or carried.drawn):
            continue
        written = _written(node, nodes, children) | set(carried.inputs)
        for name in carried.drawn:
            if name not in written:
                _unset(node, name, report)
        missing = [name for name in carried.outputs if name not in written]
        direct = {n for n in missing if all(t.target in written for t in carried.gives if n in t.sources)}
        required = set().union(*carried.leaves) if carried.leaves else set()
        for name in missing:
            if name not in direct and name in required:
                _unset(node, name, report)
        gives = tuple(t for t in carried.gives if not direct & set(t.sources))
        leaves = tuple(names - direct for names in carried.leaves)
        kept = replace(carried, gives=gives, leaves=() if frozenset() in leaves else leaves)
        found[node.id] = replace(node, data=kept)
    return found


def per_instance(carried: Carried | None, loop: Loop | None, complain: Complain) -> tuple[Carried | None, Loop | None]:
    """What of the data of an activity belongs to each of its instances: associations with the item that an instance
    gets, and with the one that it leaves. The rest belongs to the whole activity.

    Source: BPMN 2.0.2, table 10.29: loopDataInputRef, inputDataItem, outputDataItem, loopDataOutputRef
    """
    if carried is None or loop is None:
        return carried, loop
    inner = [t for t in carried.takes if loop.item and loop.item in t.sources]
    outer = [t for t in carried.gives if loop.output_item and t.target == loop.output_item]
    whole = [t for t in carried.gives if t not in outer]
    plain = all(t.sources == (t.expression,) and not t.field for t in (*inner, *outer))
    collected = all(t.sources == (loop.output,) for t in whole)
    if loop.kind == "standard" or not plain or len(outer) > 1 or not collected or carried.drawn:
        complain(
            "data.loop",
            "Dữ liệu của hoạt động lặp lại: chỉ hỗ trợ nhiều bản sao, với danh sách vào, danh sách ra, và mục của "
            "từng bản sao được chép nguyên.",
            "Data of a repeating activity: only for multiple instances, with a list in, a list out, and the item of "
            "each instance copied as it is.",
        )
    aliases = tuple(t.target for t in inner)
    left = outer[0].sources[0] if outer else loop.output_item
    own = {*aliases, *filter(None, (left,))}
    kept = replace(
        carried,
        names=tuple(n for n in carried.names if n not in own),
        takes=tuple(t for t in carried.takes if t not in inner),
        gives=tuple(whole),
        needs=tuple(names - own for names in carried.needs),
        leaves=tuple(names - own for names in carried.leaves),
    )
    return kept, replace(loop, aliases=aliases, output_item=left)


def _unset(node: Node, name: str, report: Report) -> None:
    report(
        node,
        "data.output_unset",
        f"Không việc gì ở bước này đặt giá trị cho dữ liệu ra “{name}”.",
        f"Nothing in this step sets its output “{name}”.",
    )


def check_data(
    nodes: Mapping[str, Node], levels: Mapping[str, Sequence[str]], undoing: Mapping[str, str], report: Report
) -> None:
    """Report what data cannot do here: survive for a compensation, go with a message."""
    for node in nodes.values():
        if node.data is not None and not _with_message(node, node.data):
            report(
                node,
                "data.message",
                "Dữ liệu chỉ đi cùng thông điệp, tín hiệu: dữ liệu vào ở nơi gửi, dữ liệu ra ở nơi nhận, chép nguyên; "
                "sự kiện bắt đầu dùng biến của thông điệp.",
                "Data only goes with messages and signals: inputs where one is sent, outputs, copied as they are, "
                "where one is received; start events use the variable of the message.",
            )
        if undoing and node.id in levels and levels[node.id]:
            report(
                node,
                "data.compensation",
                "Dữ liệu của tiểu quy trình không còn khi bù trừ; hãy đặt dữ liệu ở cấp quy trình.",
                "The data of a sub-process is gone when something is compensated; put it into the process.",
            )
        names = levels.get(node.id, ())
        if len(set(names)) < len(names):
            report(node, "data.same_name", "Hai dữ liệu trùng tên.", "Two data elements have the same name.")


def _with_message(node: Node, carried: Carried) -> bool:
    """Whether the data of an event, a send or a receive task is what its message or signal carries."""
    if node.kind not in ("sendTask", "receiveTask") and not node.event:
        return True
    kinds = {trigger.kind for trigger in node.triggers}
    if not kinds or not kinds <= {"message", "signal"} or node.kind == "startEvent" or node.operation:
        return False
    if not node.catches:
        return not carried.outputs
    plain = all(t.sources == (t.expression,) and not t.field for t in carried.gives)
    return plain and len(node.triggers) == 1 and not (carried.inputs or node.loop or node.instantiates)


def _around(owner: Element | None, element: Element) -> bool:
    """Whether the element lies inside the level that owns some data."""
    level = element.parent
    while level is not None:
        if level is owner:
            return True
        level = level.parent
    return False


def _sets(
    boxes: Sequence[Element], side: str, names: Sequence[str], by_id: Mapping[str, str]
) -> tuple[frozenset[str], ...]:
    """What must be there together, for each input or output set; without one, all of it."""
    if not names:
        return ()
    sets = [found for box in boxes for found in box.bpmn(f"{side}Set")]
    tag = side.capitalize()
    found = []
    for one in sets:
        optional = {c.text.strip() for c in one.bpmn(f"optional{tag}Refs")}
        required = [c.text.strip() for c in one.bpmn(f"data{tag}Refs")]
        found.append(frozenset(by_id.get(name, name) for name in required if name not in optional))
    return tuple(found) if sets else (frozenset(names),)


def _written(node: Node, nodes: Mapping[str, Node], children: Mapping[str, Sequence[str]]) -> set[str]:
    """Variables that the work of an activity sets."""
    written = {line.name for line in node.script}
    written |= {name for name in (node.result_variable, node.form_variable) if name}
    written |= set(node.payload_variables)
    if node.loop is not None and node.loop.output:
        written.add(node.loop.output)
    if (node.kind == "callActivity" or node.catches) and node.data is not None:
        written |= set(node.data.outputs)  # the called process or the message sets them
    for inner in children.get(node.id, ()):
        within = nodes[inner]
        written |= _written(within, nodes, children)
        if within.data is not None:
            written |= {transfer.target for transfer in within.data.gives}
    return written
