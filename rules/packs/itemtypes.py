"""Item definitions to types (DMN 1.5 section 7.3.3): base types, structures, collections, functions, allowed values."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from rules.feel import TypeRef, UnaryTests
from rules.feel.types import ANY
from rules.packs.elements import child, children, inner_text, name_of
from rules.packs.scope import Scope


def read_types(root: etree._Element, scope: Scope) -> dict[str, TypeRef]:
    """The item definitions of a model by name; `scope.types` holds those of the models that it imports."""
    return _Definitions(root, scope).read()


class _Definitions:
    """Definitions refer to each other in any order; each is made once, when it is first asked for."""

    def __init__(self, root: etree._Element, scope: Scope) -> None:
        self.scope = scope
        self.nodes = {name_of(node): node for node in children(root, "itemDefinition")}
        self.made: dict[str, TypeRef] = {}
        self.open: list[str] = []

    def read(self) -> dict[str, TypeRef]:
        return {name: self._named(name) for name in self.nodes}

    def _named(self, name: str) -> TypeRef:
        if name in self.made:
            return self.made[name]
        if name in self.open:
            self.scope.problem(self.nodes[name], f"Kiểu {name} dựa vào chính nó", f"The type {name} is made of itself")
            return ANY
        self.open.append(name)
        self.made[name] = self._definition(self.nodes[name])
        self.open.pop()
        return self.made[name]

    def _definition(self, node: etree._Element) -> TypeRef:
        """A definition or a component of one."""
        allowed = self._tests(node, "allowedValues")
        kind = _restricted(self._shape(node), allowed)
        if node.get("isCollection") == "true":
            kind = TypeRef("list", (kind,))
        return _restricted(kind, self._tests(node, "typeConstraint"))

    def _shape(self, node: etree._Element) -> TypeRef:
        parts = list(children(node, "itemComponent"))
        if parts:
            return TypeRef("context", entries=tuple((name_of(part), self._definition(part)) for part in parts))
        function = child(node, "functionItem")
        if function is not None:
            parameters = [self._referred(part, part.get("typeRef")) for part in children(function, "parameters")]
            return TypeRef("function", (*parameters, self._referred(function, function.get("outputTypeRef"))))
        reference = child(node, "typeRef")
        return self._referred(node, reference.text if reference is not None else None)

    def _referred(self, node: etree._Element, text: str | None) -> TypeRef:
        name = " ".join((text or "").split())
        for possible in (name, name.partition(":")[2]):
            if possible in self.nodes:
                return self._named(possible)
        if "<" in name:
            wanted = {known: self._named(known) for known in self.nodes if known in name and known not in self.open}
            return replace(self.scope, types={**self.scope.types, **wanted}).type(node, name) or ANY
        return self.scope.type(node, name) or ANY

    def _tests(self, node: etree._Element, kind: str) -> UnaryTests | None:
        found = child(node, kind)
        return self.scope.tests(found, inner_text(found)) if found is not None and inner_text(found) else None


def _restricted(kind: TypeRef, tests: UnaryTests | None) -> TypeRef:
    if tests is None:
        return kind
    return TypeRef(kind.name, kind.elements, kind.entries, _both(kind.allowed, tests))


def _both(earlier: Callable[[Any], bool] | None, tests: UnaryTests) -> Callable[[Any], bool]:
    nothing: Mapping[str, Any] = {}

    def allowed(value: Any) -> bool:
        return (earlier is None or earlier(value)) and tests.matches(value, nothing) is True

    return allowed
