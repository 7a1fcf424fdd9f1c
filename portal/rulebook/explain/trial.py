"""Trying a pack: the facts that a decision asks for as questions, the answers as facts, the result beside another's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.rulebook.code_words import CodeWords
from portal.rulebook.explain.cases import Explained, explain_case
from portal.rulebook.explain.words import PackWords
from portal.rulebook.grid.words import as_words, without_dots
from portal.rulebook.sheets.cells import CellWrong, day_of, feel_of, number_of
from rules.evaluate import EvaluationFailed
from rules.evaluate.constants import NotConstant, constant
from rules.explain import Line
from rules.explain.wording import bare, fact_of
from rules.feel import BudgetExceeded, FeelSyntaxError, Text, compile_expression, from_feel, syntax
from rules.feel.functions.conversion import text_of
from rules.packs import Pack, Table
from rules.packs.model import InputData, Kind

LONGEST = 4000
MOST_CHOICES = 40
YES_OR_NO = (("true", Text("đúng", "true")), ("false", Text("sai", "false")))
PLAIN_KINDS = frozenset({"string", "number", "boolean", "date"})


@dataclass(frozen=True, slots=True)
class Question:
    """One fact that the decision may ask for.

    kind     string, number, boolean, date; "feel" for anything else, which is written as FEEL
    choices  true and false, or codes that tables and forms know, and what was typed; empty for free text
    typed    what stands in the box; problem: why it cannot be read
    """

    name: str
    label: Text
    kind: str
    choices: tuple[tuple[str, Text], ...]
    typed: str = ""
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says of the case, or why it says nothing."""

    explained: Explained | None
    stopped: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One named result under two versions."""

    label: Text
    before: Text
    after: Text

    @property
    def differs(self) -> bool:
        return self.before != self.after


def decisions_of(pack: Pack) -> list[tuple[str, Text]]:
    """The decisions that can be tried, those that no other needs first."""
    needed = {name for decision in pack.decisions.values() for name in decision.requires}
    own = [
        (name, one.label if one.label.vi else Text(name)) for name, one in pack.decisions.items() if not one.imported
    ]
    return sorted(own, key=lambda entry: entry[0] in needed)


def questions_of(pack: Pack, decision: str, typed: Mapping[str, str]) -> list[Question]:
    """What a decision may ask, in the order of the pack, with what was typed. Raises KeyError for no decision."""
    asked = {need.key for step in pack.closure(decision) for need in step.needs if need.kind is Kind.INPUT}
    words, codes = PackWords(pack), CodeWords()
    return [
        Question(
            name=data.name,
            label=bare(words.fact(data.name)),
            kind=kind,
            choices=YES_OR_NO if kind == "boolean" else _choices(pack, data.name, codes, answer),
            typed=answer,
        )
        for key, data in pack.data.items()
        if key in asked
        for answer, kind in [(typed.get(data.name, "").strip()[:LONGEST], _kind(pack, data))]
    ]


def typed_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """An example's facts as people type them."""
    return {name: _as_typed(name, value) for name, value in facts.items()}


def facts_of(questions: Iterable[Question]) -> tuple[dict[str, Any], list[Question]]:
    """The answers as facts, and the questions again, each with its problem. An empty answer is a fact not known."""
    facts: dict[str, Any] = {}
    again: list[Question] = []
    for question in questions:
        problem = None
        try:
            if question.typed:
                facts[question.name] = _read(question)
        except CellWrong as wrong:
            problem = wrong.text
        again.append(Question(question.name, question.label, question.kind, question.choices, question.typed, problem))
    return facts, again


def side_of(pack: Pack, decision: str, facts: Mapping[str, Any], *, now: datetime) -> Side:
    """What a pack says, explained; or why the rules stop. Raises KeyError for an unknown decision."""
    try:
        return Side(explain_case(pack, decision, facts, now=now), "")
    except (EvaluationFailed, BudgetExceeded) as stopped:
        return Side(None, str(stopped))


def compared(before: Side, after: Side) -> list[Compared]:
    """Every named result of two sides, in the order of the later one."""
    old, new = ({line.name: line for line in _conclusion(side)} for side in (before, after))
    none = Text("–", "–")
    return [
        Compared(
            (new.get(name) or old[name]).label,
            old[name].value if name in old else none,
            new[name].value if name in new else none,
        )
        for name in dict.fromkeys([*new, *old])
    ]


def _conclusion(side: Side) -> Sequence[Line]:
    if side.explained is None:
        label, said = Text("Kết luận", "Conclusion"), Text(f"dừng: {side.stopped}", f"stopped: {side.stopped}")
        return (Line("", label, said),)
    return side.explained.explanation.conclusion


def _kind(pack: Pack, data: InputData) -> str:
    """The declared type; where none is declared, what all examples give."""
    if data.type is not None:
        return data.type.name if data.type.name in PLAIN_KINDS else "feel"
    seen = {type(test.facts[data.name]) for test in pack.tests if data.name in test.facts}
    kinds = {bool: "boolean", int: "number", Decimal: "number", date: "date", str: "string"}
    return kinds.get(next(iter(seen)), "feel") if len(seen) == 1 else "feel"


def _choices(pack: Pack, name: str, codes: CodeWords, typed: str) -> tuple[tuple[str, Text], ...]:
    """The codes that tables compare the fact with, and those that forms offer; none for free text."""
    found: dict[str, Text] = {}
    for one in pack.decisions.values():
        for place, column in enumerate(one.logic.columns if isinstance(one.logic, Table) else ()):
            if fact_of(column) == name and isinstance(one.logic, Table):
                nodes = (node for row in one.logic.rows for node in row.cells[place].nodes)
                found |= {text: codes.label(name, text) or Text(text) for text in _texts(nodes)}
    offered = codes.all_of(name)
    if found or 0 < len(offered) <= MOST_CHOICES:
        return tuple({**({typed: Text(typed)} if typed else {}), **offered, **found}.items())
    return ()


def _texts(nodes: Iterable[syntax.Node]) -> Iterable[str]:
    for node in nodes:
        try:
            value = constant(node.operand if isinstance(node, syntax.Test) else node)
        except NotConstant:
            continue
        if isinstance(value, str):
            yield value


def _as_typed(name: str, value: Any) -> str:
    if isinstance(value, int | str | date | Decimal) and not isinstance(value, bool):
        return as_words(value, money=name.endswith("_vnd"))
    return str(text_of(value))


def _read(question: Question) -> Any:
    """A fact from what was typed. Raises CellWrong."""
    text = question.typed
    if question.kind == "string":
        return text
    if question.kind == "boolean":
        if text not in {"true", "false"}:
            raise CellWrong("Hãy chọn đúng hoặc sai.", "Choose true or false.")
        return text == "true"
    if question.kind == "date":
        return day_of(text)
    if question.kind == "number":
        plain = without_dots(text, money=question.name.endswith("_vnd"))
        try:
            return number_of(feel_of(plain, "number", test=False))
        except ValueError as wrong:
            raise CellWrong("Hãy ghi một số, ví dụ 15.000.000.", "Write a number, such as 15.000.000.") from wrong
    return _feel(text)


def _feel(text: str) -> Any:
    """A list or another value that has no box of its own, written as a FEEL constant."""
    try:
        return from_feel(constant(compile_expression(text).node))
    except FeelSyntaxError as wrong:
        raise CellWrong(wrong.text.vi, wrong.text.en) from wrong
    except NotConstant as wrong:
        raise CellWrong("Hãy ghi một giá trị FEEL, ví dụ [1, 2].", "Write a FEEL value, such as [1, 2].") from wrong
