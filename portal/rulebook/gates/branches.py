"""Every answer of a decision has a branch in the procedures that use it, and no branch waits for what no row gives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.definition import Definition, Flow, Node
from engine.selectors import definition_of, versions_in_service
from portal.rulebook.gates.answers import Fields, Values, answers
from portal.rulebook.gates.conditions import fields_read, holds, literals, parsed
from portal.rulebook.gates.finding import Code, Finding, Gate, Weight
from portal.rulebook.gates.ports import drawn_procedures
from portal.rulebook.gates.tables import analyses
from rules.analysis.words import value_said
from rules.feel import Text, syntax
from rules.packs import Pack

# What every result of a rule task has beside the outputs of the decision (DecisionResult.to_json).
BESIDE = frozenset({"findings", "trace", "pack_key", "pack_version", "pack_sha256", "pack_kind", "sample"})
NEVER_THERE: Values = frozenset({None})
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that uses rules. `serves`: dossiers run by it now, so a lack of a branch would stop them."""

    name: Text
    definition: Definition
    serves: bool


@dataclass(frozen=True, slots=True)
class _Branch:
    flow: Flow
    node: syntax.Node | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One gateway that reads one field of a result."""

    procedure: Procedure
    gateway: Node
    variable: str
    field: str
    branches: tuple[_Branch, ...]
    has_default: bool

    @property
    def where(self) -> Text:
        name, title = self.procedure.name, self.gateway.name
        return Text(
            f"{name.vi}, cổng “{title.vi}”, {self.variable}.{self.field}",
            f"{name.en}, gateway “{title.en}”, {self.variable}.{self.field}",
        )


def procedures() -> list[Procedure]:
    """Versions that are or will be in force or that dossiers still run by, and open drafts."""
    found = [
        Procedure(
            Text(f"Quy trình {row.key} phiên bản {row.version}", f"Procedure {row.key} version {row.version}"),
            definition_of(row.pk),
            serves=True,
        )
        for row in versions_in_service()
    ]
    found += [
        Procedure(
            Text(f"Bản soạn quy trình {drawn.key}", f"Draft of procedure {drawn.key}"), drawn.definition, serves=False
        )
        for drawn in drawn_procedures()
    ]
    return found


def branch_findings(before: Pack, after: Pack, used_by: Iterable[Procedure] | None = None) -> list[Finding]:
    """Answers of `after` that no branch takes, and branches that wait for a value that no row gives any more.

    before   the version that the draft starts from: what it has too is KNOWN
    used_by  default: `procedures()`
    """
    known = {(f.code, f.text.vi) for f in _findings(before, used_by_of(before, used_by))}
    found = _findings(after, used_by_of(after, used_by))
    return [_weighed(finding, (finding.code, finding.text.vi) in known) for finding in found]


def used_by_of(pack: Pack, used_by: Iterable[Procedure] | None) -> list[Procedure]:
    """The procedures that have a rule task of the pack."""
    every = procedures() if used_by is None else used_by
    return [one for one in every if any(node.pack == pack.key for node in one.definition.nodes.values())]


def _weighed(finding: Finding, known: bool) -> Finding:
    if not known:
        return finding
    return Finding(finding.gate, finding.code, Weight.KNOWN, finding.decision, finding.rows, finding.text)


def _findings(pack: Pack, used_by: Iterable[Procedure]) -> list[Finding]:
    found: list[Finding] = []
    for procedure in used_by:
        by_variable: dict[str, list[Node]] = {}
        for node in procedure.definition.nodes.values():
            if node.result_variable:
                by_variable.setdefault(node.result_variable, []).append(node)
        for variable, writers in by_variable.items():
            ours = [node for node in writers if node.pack == pack.key]
            found += [_missing(procedure, node) for node in ours if (node.decision or "") not in pack.decisions]
            asked = {node.decision or "" for node in ours} & set(pack.decisions)
            if asked:
                fields = _together([answers(pack, name, analyses(pack)) for name in sorted(asked)])
                found += _of_variable(procedure, variable, min(asked), fields, sole=len(ours) == len(writers))
    return found


def _together(parts: list[Fields]) -> Fields:
    """What a variable can hold that several rule tasks write."""
    names = {name for part in parts for name in part}
    found: Fields = {}
    for name in names:
        values = [part.get(name, NEVER_THERE) for part in parts]
        listed = [value for value in values if value is not None]
        found[name] = frozenset().union(*listed) if len(listed) == len(values) else None
    return found


def _of_variable(
    procedure: Procedure, variable: str, decision: str, fields: Mapping[str, Values | None], *, sole: bool
) -> Iterator[Finding]:
    for reading in _readings(procedure, variable):
        values = fields.get(reading.field, None if reading.field in BESIDE else NEVER_THERE)
        if values is None:
            if not reading.has_default:
                yield _undecided(reading, decision, None)
            continue
        if not reading.has_default:
            yield from _untaken(reading, decision, values)
        if sole:
            yield from _never_given(reading, decision, values)


def _readings(procedure: Procedure, variable: str) -> Iterator[_Reading]:
    names = frozenset(
        name
        for node in procedure.definition.nodes.values()
        for name in (node.result_variable, node.form_variable, *node.payload_variables, *(a.name for a in node.script))
        if name
    )
    for gateway in procedure.definition.nodes.values():
        if gateway.kind not in CHOOSING:
            continue
        flows = procedure.definition.out(gateway.id)
        branches = tuple(_Branch(flow, parsed(flow.condition, names)) for flow in flows if flow.condition)
        read = {field for branch in branches if branch.node for field in fields_read(branch.node, variable)}
        has_default = any(flow.is_default or not flow.condition for flow in flows)
        for field in sorted(read):
            yield _Reading(procedure, gateway, variable, field, branches, has_default)


def _untaken(reading: _Reading, decision: str, values: Values) -> Iterator[Finding]:
    for value in sorted(values, key=str):
        taken = [
            holds(branch.node, reading.variable, reading.field, value) if branch.node else None
            for branch in reading.branches
        ]
        if True in taken:
            continue
        if None in taken:
            yield _undecided(reading, decision, value_said(value))
            continue
        said, where = value_said(value), reading.where
        text = Text(
            f"{where.vi} = {said.vi}: không nhánh nào nhận giá trị này và không có nhánh mặc định.",
            f"{where.en} = {said.en}: no branch takes this value and there is no default branch.",
        )
        weight = Weight.BLOCKS if reading.procedure.serves else Weight.WARNS
        yield Finding(Gate.BRANCHES, Code.NO_BRANCH, weight, decision, (), text)


def _never_given(reading: _Reading, decision: str, values: Values) -> Iterator[Finding]:
    waited = {
        value
        for branch in reading.branches
        if branch.node
        for value in literals(branch.node, reading.variable, reading.field)
    }
    given = {(type(value), value) for value in values}
    for value in sorted((v for v in waited if v is not None and (type(v), v) not in given), key=str):
        said, where = value_said(value), reading.where
        text = Text(
            f"{where.vi}: nhánh chờ giá trị {said.vi}, nhưng không dòng nào cho giá trị này.",
            f"{where.en}: a branch waits for {said.en}, which no row gives.",
        )
        yield Finding(Gate.BRANCHES, Code.NEVER_GIVEN, Weight.WARNS, decision, (), text)


def _undecided(reading: _Reading, decision: str, value: Text | None) -> Finding:
    where = reading.where
    vi, en = (f" = {value.vi}", f" = {value.en}") if value else ("", "")
    text = Text(
        f"{where.vi}{vi}: chưa kết luận được có nhánh nhận hay không, vì còn tùy biến khác hoặc giá trị được tính.",
        f"{where.en}{en}: not decided whether a branch takes it; it depends on other variables or is computed.",
    )
    return Finding(Gate.BRANCHES, Code.BRANCH_UNDECIDED, Weight.WARNS, decision, (), text)


def _missing(procedure: Procedure, node: Node) -> Finding:
    name, title = procedure.name, node.name
    text = Text(
        f"{name.vi}, bước “{title.vi}” hỏi quyết định “{node.decision}”, nhưng bộ quy tắc không còn quyết định này.",
        f"{name.en}, step “{title.en}” asks decision “{node.decision}”, which the pack no longer has.",
    )
    weight = Weight.BLOCKS if procedure.serves else Weight.WARNS
    return Finding(Gate.BRANCHES, Code.NO_BRANCH, weight, "", (), text)
