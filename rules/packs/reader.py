"""DMN 1.3 to 1.5 XML to decisions. What this product does not run is refused by name; nothing is silently left out.

Our own attributes (namespace `urn:haidang:dmn:1`) on a rule say where it stands in the law: `ruleId`, `articleVi`,
`articleEn`, `confidence`, `severity`, `messageVi`, `messageEn`, `validFrom`, `validTo`, `note`. On a decision table
`missing="MANUAL"` makes a row that asks for a missing fact a finding for a person; on an input `optional="true"`
takes the column out of that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from rules.feel import Expression, Text, TypeRef, assembled, compile_expression
from rules.feel.syntax import FunctionNode
from rules.packs.boxes import NULL, box_in, read_box, read_function
from rules.packs.elements import child, children, elements, inner_text, line, local, name_of, own_text
from rules.packs.errors import PackError, Problem
from rules.packs.model import Decision, InputData, Kind, Knowledge, Need, Service, Table
from rules.packs.models import Model, names_in, read_models
from rules.packs.scope import Scope
from rules.packs.tables import read_table


@dataclass(frozen=True, slots=True)
class Contents:
    """What DMN files hold. `inputs` are the names of the own input data; keys lead behind imports."""

    inputs: tuple[str, ...]
    data: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]

    def over(self, other: "Contents") -> "Contents":
        """These, and the elements of another model in place of those with the same key."""
        return Contents(
            self.inputs,
            {**self.data, **other.data},
            {**self.decisions, **other.decisions},
            {**self.knowledge, **other.knowledge},
            {**self.services, **other.services},
        )


def read_contents(xml: bytes, models: Iterable[bytes] = (), *, strict: bool = True) -> Contents:
    """All elements of a model and of those that it imports. Raises PackError with every problem.

    strict  see `Scope`
    """
    problems: list[Problem] = []
    own = read_models(xml, models, problems, strict=strict)
    contents = Contents(tuple(name_of(node) for node in own.nodes(Kind.INPUT)), {}, {}, {}, {})
    # Nearest last: an element of the own model wins over one that comes in by an import without a name.
    for model in reversed(own.all()):
        contents = contents.over(_Reader(model, Scope(names_in(model), model.types, problems, strict)).read())
    if not problems:
        problems += _circles(contents)
    if problems:
        raise PackError(problems)
    return contents


class _Reader:
    """One model being read."""

    def __init__(self, model: Model, scope: Scope) -> None:
        self.model = model
        self.scope = scope

    def read(self) -> Contents:
        model = self.model
        for kind in Kind:
            names = [name_of(node) for node in model.nodes(kind)]
            if len(set(names)) != len(names):
                self.scope.problem(model.root, f"Trùng tên: {kind}", f"Two elements {kind} have one name")
        return Contents(
            (),
            {model.key(name_of(node)): self._input(node) for node in model.nodes(Kind.INPUT)},
            {model.key(name_of(node)): self._decision(node) for node in model.nodes(Kind.DECISION)},
            {model.key(name_of(node)): self._knowledge(node) for node in model.nodes(Kind.KNOWLEDGE)},
            {model.key(name_of(node)): self._service(node) for node in model.nodes(Kind.SERVICE)},
        )

    def _input(self, node: etree._Element) -> InputData:
        name = name_of(node)
        path = tuple(filter(None, self.model.path))
        return InputData(self.model.key(name), name, path, self._variable_type(node))

    def _decision(self, node: etree._Element) -> Decision:
        needs = self._needs(node)
        key = self.model.key(name_of(node))
        return Decision(
            key,
            own_text(node, "label", str(node.get("label") or node.get("name"))),
            tuple(need.key for need in needs if need.kind is Kind.DECISION),
            self._logic(node),
            line(node),
            needs,
            self._variable_type(node),
            bool(self.model.path),
        )

    def _logic(self, node: etree._Element) -> Table | Expression:
        """The logic of a decision; null where it has none (DMN 1.5 section 6.3.7: it need not be defined)."""
        box = box_in(node)
        if box is None:
            return compile_expression("null")
        if local(box) == "decisionTable" and not box.get("typeRef"):
            return read_table(box, self.scope)
        if local(box) == "literalExpression" and not box.get("typeRef"):
            if child(box, "importedValues") is not None:
                self.scope.problem(box, "Chưa hỗ trợ giá trị nhập từ tệp khác", "Imported values are not supported")
            return self.scope.expression(box, inner_text(box))
        return assembled(inner_text(box) or local(box), read_box(box, self.scope), names=self.scope.names)

    def _knowledge(self, node: etree._Element) -> Knowledge:
        logic = child(node, "encapsulatedLogic")
        function = FunctionNode(0, (), NULL) if logic is None else read_function(logic, self.scope)
        needs = self._needs(node)
        kind = self._variable_type(node)
        parameters = tuple(name for name, _ in function.parameters)
        declared = kind.elements if kind and kind.name == "function" else ()
        fits = len(declared) == len(parameters) + 1
        return Knowledge(
            self.model.key(name_of(node)),
            parameters,
            assembled(name_of(node), function, names=self.scope.names),
            needs,
            declared if fits else (),
            line(node),
        )

    def _service(self, node: etree._Element) -> Service:
        kind = self._variable_type(node)
        inputs = self._referred(node, "inputData") + self._referred(node, "inputDecision")
        outputs = self._referred(node, "outputDecision")
        self._referred(node, "encapsulatedDecision")
        if not outputs:
            self.scope.problem(node, "Dịch vụ thiếu quyết định kết quả", "The service lacks its output decision")
        result = kind.elements[-1] if kind and kind.name == "function" and kind.elements else None
        return Service(self.model.key(name_of(node)), inputs, outputs, result, line(node))

    def _needs(self, node: etree._Element) -> tuple[Need, ...]:
        found: list[Need] = []
        for kind in ("informationRequirement", "knowledgeRequirement"):
            for requirement in children(node, kind):
                found += [need for part in elements(requirement) if (need := self._need(part)) is not None]
        return tuple(found)

    def _referred(self, node: etree._Element, kind: str) -> tuple[Need, ...]:
        return tuple(need for part in children(node, kind) if (need := self._need(part)) is not None)

    def _need(self, node: etree._Element) -> Need | None:
        href = node.get("href")
        if href is None:
            return None
        need = self.model.need(href)
        if need is None:
            target = href.lstrip("#")
            self.scope.problem(node, f"Không có {target}", f"There is no {target}")
        return need

    def _variable_type(self, node: etree._Element) -> TypeRef | None:
        variable = child(node, "variable")
        return None if variable is None else self.scope.type(variable, variable.get("typeRef"))


def _circles(contents: Contents) -> list[Problem]:
    """Decisions that need themselves: directly, by way of others, or by way of a service that they call."""
    problems: list[Problem] = []
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            said = Text(f"Quyết định vòng tròn: {circle}", f"Circular decisions: {circle}")
            problems.append(Problem(said, contents.decisions[name].line, name))
        elif name not in done:
            for needed in _reached(contents, contents.decisions[name].needs):
                visit(needed, (*path, name))
            done.add(name)

    for name in contents.decisions:
        visit(name, ())
    return problems


def _reached(contents: Contents, needs: tuple[Need, ...]) -> list[str]:
    """The decisions that are made for these needs: those required, and the outputs of services that may be called."""
    found: list[str] = []
    seen: set[tuple[Kind, str]] = set()
    waiting = list(needs)
    while waiting:
        need = waiting.pop()
        if (need.kind, need.key) in seen:
            continue
        seen.add((need.kind, need.key))
        if need.kind is Kind.DECISION:
            found.append(need.key)
        elif need.kind is Kind.KNOWLEDGE:
            waiting += contents.knowledge[need.key].needs
        elif need.kind is Kind.SERVICE:
            given = {parameter.key for parameter in contents.services[need.key].parameters}
            waiting += [output for output in contents.services[need.key].outputs if output.key not in given]
    return found
