"""A plain diagram (DMN 1.5 chapter 13, DMNDI) of a model that has none, so that other tools can draw it.

Inputs and sources stand at the bottom, each element above all that it requires.
"""

from lxml import etree

from rules.packs.elements import children, elements

DMNDI = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
DRAWN = ("inputData", "knowledgeSource", "businessKnowledgeModel", "decision")
REQUIREMENTS = ("informationRequirement", "knowledgeRequirement", "authorityRequirement")
WIDTH, HEIGHT, ACROSS, UP = 160, 60, 190, 140


def add_diagram(root: etree._Element) -> None:
    """Append the diagram of a model to its root. Elements without an id are not drawn."""
    nodes = {str(node.get("id")): node for kind in DRAWN for node in children(root, kind) if node.get("id")}
    places = _places({name: _required(node, nodes) for name, node in nodes.items()})
    whole = etree.SubElement(root, f"{{{DMNDI}}}DMNDI", nsmap={"dmndi": DMNDI, "dc": DC, "di": DI})
    diagram = etree.SubElement(whole, f"{{{DMNDI}}}DMNDiagram", {"id": "hd_diagram"})
    for name, (x, y) in places.items():
        shape = etree.SubElement(diagram, f"{{{DMNDI}}}DMNShape", {"id": f"hd_s_{name}", "dmnElementRef": name})
        bounds = {"x": f"{x}", "y": f"{y}", "width": f"{WIDTH}", "height": f"{HEIGHT}"}
        etree.SubElement(shape, f"{{{DC}}}Bounds", bounds)
    for name, node in nodes.items():
        for requirement in (part for kind in REQUIREMENTS for part in children(node, kind) if part.get("id")):
            source = _target(requirement)
            if source in places:
                _edge(diagram, str(requirement.get("id")), places[source], places[name])
    etree.indent(whole, level=1)


def _edge(diagram: etree._Element, name: str, source: tuple[int, int], target: tuple[int, int]) -> None:
    edge = etree.SubElement(diagram, f"{{{DMNDI}}}DMNEdge", {"id": f"hd_e_{name}", "dmnElementRef": name})
    for x, y in ((source[0] + WIDTH // 2, source[1]), (target[0] + WIDTH // 2, target[1] + HEIGHT)):
        etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x}", "y": f"{y}"})


def _required(node: etree._Element, known: dict[str, etree._Element]) -> list[str]:
    found = [_target(part) for kind in REQUIREMENTS for part in children(node, kind)]
    return [name for name in found if name in known]


def _target(requirement: etree._Element) -> str:
    inner = next(elements(requirement), None)
    return str(inner.get("href") or "").removeprefix("#") if inner is not None else ""


def _places(needs: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """The corner of each element, by layers."""
    layers: dict[str, int] = {}
    for _ in needs:  # at most as many rounds as there are elements; a circle stops there too
        deeper = {name: 1 + max((layers.get(one, 0) for one in others), default=-1) for name, others in needs.items()}
        if deeper == layers:
            break
        layers = deeper
    top, used, places = max(layers.values(), default=0), dict.fromkeys(layers.values(), 0), {}
    for name, layer in layers.items():
        places[name] = used[layer] * ACROSS, (top - layer) * UP
        used[layer] += 1
    return places
