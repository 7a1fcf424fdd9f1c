"""What the texts of a model can see while they are read, and where their problems go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from lxml import etree

from rules.feel import (
    DEFAULT_LIMITS,
    Expression,
    FeelSyntaxError,
    Limits,
    Text,
    TypeRef,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    parse_expression,
    parse_type,
)
from rules.feel.syntax import Literal, Node
from rules.feel.types import ANY, KNOWN, SYNONYMS
from rules.packs.elements import line, local, own
from rules.packs.errors import Problem

Result = TypeVar("Result")
LENIENT = Limits(external=True)
UNDEFINED = "<Undefined>"  # what other tools write for a type that nobody chose


@dataclass(frozen=True)
class Scope:
    """names     variables that an expression may read, and names that may stand behind a dot
    types     item definitions by name; those of an imported model as `import.name`
    problems  filled while reading: all are told, not the first alone
    strict    whether there are problems at all. Else, for models of other tools, what cannot be read is null and a test
              that cannot be read matches nothing, as the standard says of an expression with an error; a type that
              nobody defines accepts everything; the functions of `rules.feel.foreign` can be called
    """

    names: frozenset[str]
    types: Mapping[str, TypeRef]
    problems: list[Problem]
    strict: bool = True
    seen: dict[tuple[str, frozenset[str]], UnaryTests] = field(default_factory=dict, compare=False, repr=False)

    @property
    def limits(self) -> Limits:
        """What the texts of the model may contain."""
        return DEFAULT_LIMITS if self.strict else LENIENT

    def within(self, names: Iterable[str]) -> "Scope":
        """The same scope with more names."""
        return replace(self, names=self.names | frozenset(names))

    def problem(self, node: etree._Element, vi: str, en: str) -> None:
        """Note what is wrong with an element. When not strict, what cannot be read is null and the rest stands."""
        if not self.strict:
            return
        self.problems.append(Problem(Text(vi, en), line(node), str(node.get("id") or node.get("name") or local(node))))

    def tree(self, node: etree._Element, text: str) -> Node:
        """The syntax tree of a text; an empty one is null."""
        return self._read(
            node, lambda: parse_expression(text or "null", names=self.names, limits=self.limits, types=self.types)
        ) or Literal(0, None)

    def expression(self, node: etree._Element, text: str) -> Expression:
        """The compiled text; an empty one is null."""
        found = self._read(
            node, lambda: compile_expression(text or "null", names=self.names, limits=self.limits, types=self.types)
        )
        return found or compile_expression("null")

    def tests(self, node: etree._Element, text: str) -> UnaryTests:
        """The compiled unary tests. The cells of a table say the same again and again: each text is compiled once."""
        if (text, self.names) in self.seen and not node.get("expressionLanguage"):
            return self.seen[text, self.names]
        found = self._read(
            node, lambda: compile_unary_tests(text, names=self.names, limits=self.limits, types=self.types)
        )
        if found is not None:
            self.seen[text, self.names] = found
        return found or compile_unary_tests("-" if self.strict else "false and ? = null")

    def type(self, node: etree._Element, text: str | None) -> TypeRef | None:
        """The type that a `typeRef` names, or None for Any: so does, when not strict, a name that nobody defines."""
        name = " ".join((text or "").split())
        if not name or name == UNDEFINED:
            return None
        found = self._named(name) or self._named(name.partition(":")[2])
        if found is None and "<" in name and not name.startswith("<"):
            found = self._read(node, lambda: parse_type(name, self.types))
        elif found is None:
            self.problem(node, f"Không có kiểu {name}", f"There is no type {name}")
        return None if found is None or found.name == ANY.name and found.allowed is None else found

    def word(self, node: etree._Element, words: Any, given: str, otherwise: Any) -> Any:
        """The member of an enumeration."""
        try:
            return words(given) if given else otherwise
        except ValueError:
            self.problem(node, f"Giá trị lạ: {given}", f"Unknown value: {given}")
            return otherwise

    def date(self, node: etree._Element, name: str) -> date | None:
        """The date in one of our own attributes."""
        given = own(node, name)
        try:
            return date.fromisoformat(given) if given else None
        except ValueError:
            self.problem(node, f"Ngày sai: {given}", f"Wrong date: {given}")
            return None

    def _named(self, name: str) -> TypeRef | None:
        if name in self.types:
            return self.types[name]
        return TypeRef(SYNONYMS.get(name, name)) if SYNONYMS.get(name, name) in KNOWN else None

    def _read(self, node: etree._Element, read: Callable[[], Result]) -> Result | None:
        language = node.get("expressionLanguage")
        if language and "feel" not in language.lower():
            self.problem(node, f"Ngôn ngữ {language} không được dùng", f"The language {language} is not allowed")
        try:
            return read()
        except FeelSyntaxError as wrong:
            self.problem(node, f"{wrong.text.vi} (cột {wrong.column})", f"{wrong.text.en} (column {wrong.column})")
            return None
