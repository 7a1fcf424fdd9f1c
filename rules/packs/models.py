"""A DMN model and the models that it imports, by namespace (DMN 1.5 sections 6.3.3 and 7.3.4).

An import is read once for every way that leads to it: `B.A.x` and `C.A.x` are two inputs, as the standard's paths say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from rules.feel import TypeRef
from rules.feel.functions import BUILTINS
from rules.packs.elements import NAMESPACES, children, elements, id_of, local, name_of
from rules.packs.errors import PackError, Problem
from rules.packs.itemtypes import read_types
from rules.packs.model import Kind, Need
from rules.packs.scope import Scope
from rules.packs.xml import parse

PASSED_OVER = frozenset(
    {
        "description",
        "extensionElements",
        "import",
        "itemDefinition",
        "knowledgeSource",
        "textAnnotation",
        "association",
        "group",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
        "DMNDI",
        "inputData",
        "decision",
        "businessKnowledgeModel",
        "decisionService",
    }
)
NAMED_PARTS = ("itemComponent", "variable", "column", "output", "formalParameter")
MAX_IMPORTS = 100


@dataclass
class Model:
    """One model at the end of one way of imports. `path` holds the names of the imports from the pack's own model."""

    root: etree._Element
    path: tuple[str, ...]
    imports: dict[str, "Model"] = field(default_factory=dict)
    types: Mapping[str, TypeRef] = field(default_factory=dict)
    elements: dict[str, tuple[Kind, str]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """What others import it by."""
        return str(self.root.get("namespace") or "")

    def key(self, name: str) -> str:
        """Where the pack holds an element of this model."""
        return ".".join((*(step for step in self.path if step), name))

    def nodes(self, kind: Kind) -> Iterable[etree._Element]:
        """The elements of one kind."""
        return children(self.root, kind.value)

    def need(self, href: str) -> Need | None:
        """What a reference names: `#id`, or `namespace#id` for this model or an imported one."""
        namespace, _, target = href.rpartition("#")
        if namespace in {"", self.namespace} and target in self.elements:
            kind, name = self.elements[target]
            return Need(kind, self.key(name), name)
        return next((found for found in self._imported(namespace, target)), None)

    def _imported(self, namespace: str, target: str) -> Iterable[Need]:
        direct = [model for model in self.imports.values() if model.namespace == namespace]
        for model in (*direct, *self.imports.values()):
            if model.namespace == namespace and target in model.elements:
                kind, name = model.elements[target]
                yield Need(kind, model.key(name), name, tuple(filter(None, model.path[len(self.path) :])))
            for need in model._imported(namespace, target):
                own = tuple(filter(None, model.path[len(self.path) :]))
                yield Need(need.kind, need.key, need.name, (*own, *need.path))

    def all(self) -> list["Model"]:
        """This model and all that it imports."""
        return [self, *(deeper for model in self.imports.values() for deeper in model.all())]


def read_models(xml: bytes, others: Iterable[bytes], problems: list[Problem], *, strict: bool = True) -> Model:
    """The model of a file with its imports. Problems are added; PackError for what is no DMN at all."""
    roots = [_root(text) for text in others]
    by_namespace = {str(root.get("namespace") or ""): root for root in roots}
    count = [0]

    def build(root: etree._Element, path: tuple[str, ...], above: tuple[str, ...]) -> Model:
        model = Model(root, path)
        scope = Scope(frozenset(), {}, problems, strict)
        for part in elements(root):
            if local(part) not in PASSED_OVER:
                scope.problem(part, f"Chưa hỗ trợ: {local(part)}", f"Not supported: {local(part)}")
        for part in children(root, "import"):
            namespace = str(part.get("namespace") or "")
            count[0] += 1
            if part.get("importType") not in NAMESPACES and namespace not in by_namespace:
                kind = part.get("importType")
                scope.problem(part, f"Không nhập được loại {kind}", f"Cannot import {kind}")
            elif namespace not in by_namespace:
                scope.problem(part, f"Không có mô hình {namespace}", f"There is no model {namespace}")
            elif namespace in above or count[0] > MAX_IMPORTS:
                scope.problem(part, f"Nhập vòng tròn: {namespace}", f"Circular import: {namespace}")
            else:
                inner = build(by_namespace[namespace], (*path, name_of(part)), (*above, namespace))
                model.imports[name_of(part) or f" {namespace}"] = inner
        for kind in Kind:
            for node in model.nodes(kind):
                model.elements[id_of(node)] = (kind, name_of(node))
        model.types = _types(model, problems, strict)
        return model

    root = _root(xml)
    return build(root, (), (str(root.get("namespace") or ""),))


def _root(xml: bytes) -> etree._Element:
    root = parse(xml)
    if local(root) != "definitions" or etree.QName(root).namespace not in NAMESPACES:
        problems: list[Problem] = []
        Scope(frozenset(), {}, problems).problem(root, "Không phải tệp DMN 1.3–1.5", "Not a DMN 1.3 to 1.5 file")
        raise PackError(problems)
    return root


def _types(model: Model, problems: list[Problem], strict: bool) -> Mapping[str, TypeRef]:
    imported = {
        ".".join(filter(None, (name.strip() if not name.startswith(" ") else "", own))): kind
        for name, inner in model.imports.items()
        for own, kind in inner.types.items()
    }
    return {**imported, **read_types(model.root, Scope(frozenset(), imported, problems, strict))}


def names_in(model: Model) -> frozenset[str]:
    """The names that expressions of a model may use: its elements, its imports, and what may stand behind a dot."""
    own = {name for _, name in model.elements.values()} | {name for name in model.imports if name[:1] != " "}
    parts: set[str] = set()
    for one in model.all():
        parts |= {name for _, name in one.elements.values()}
        parts |= {name_of(node) for kind in NAMED_PARTS for node in one.root.iter(f"{{*}}{kind}")}
    return frozenset(own | (parts - BUILTINS.keys())) - {""}
