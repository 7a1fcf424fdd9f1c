"""What all parts of the parser share: the text, the names in scope, the limits, and small steps over tokens."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping

from rules.feel.context import DEFAULT_LIMITS, Limits
from rules.feel.errors import FeelSyntaxError
from rules.feel.lexer import Lexer, normal_name, special_names
from rules.feel.syntax import Node, TypeRef
from rules.feel.texts import Text

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
TYPE_NAMES = special_names(
    ("date and time", "days and time duration", "years and months duration", "day time duration", "year month duration")
)


class Reading(ABC):
    """Reads one text. `names` are the names in scope that contain blanks or signs; others need no list.

    types  item definitions by name
    """

    def __init__(
        self,
        source: str,
        names: Iterable[str],
        limits: Limits = DEFAULT_LIMITS,
        types: Mapping[str, TypeRef] | None = None,
    ) -> None:
        if len(source) > limits.characters:
            raise FeelSyntaxError(
                Text(f"Biểu thức dài quá {limits.characters} ký tự", f"Longer than {limits.characters} characters"),
                source[:100],
                0,
            )
        self.lexer = Lexer(source)
        self.names = special_names(names)
        self.types = types or {}
        self.type_names = TYPE_NAMES | special_names(self.types)
        self.limits = limits
        self.depth = 0
        self.ending = False  # whether the upper end of a range is read, behind which a bracket may close it
        self.open_ends = 0

    @abstractmethod
    def expression(self) -> Node:
        """One expression of any kind."""

    @abstractmethod
    def operand(self) -> Node:
        """An expression that binds tighter than a comparison."""

    def _links(self) -> Iterable[int]:
        """Counts the links of a chain such as `a + b + c` or `a.b.c`: each makes the tree one level deeper."""
        yield from range(self.limits.chain)
        raise self.lexer.fail(f"Chuỗi phép tính dài quá {self.limits.chain}", f"Chained more than {self.limits.chain}")

    def _words(self) -> str:
        """Name tokens in a row, as one name; signs inside (`-`, `'`) are kept when a colon ends the name."""
        words: list[str] = []
        while self.lexer.peek().kind in {"name", "keyword"} or (words and self.lexer.peek().kind == "number"):
            words.append(self.lexer.take().text)
        return normal_name(" ".join(words))

    def _within(self, names: Iterable[str], read: Callable[[], Node]) -> Node:
        outer = self.names
        self.names = outer | special_names(names)
        node = read()
        self.names = outer
        return node

    def _is(self, sign: str) -> bool:
        token = self.lexer.peek()
        return token.kind == "operator" and token.text == sign

    def _skip(self, sign: str) -> bool:
        if self._is(sign):
            self.lexer.take()
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            found = self.lexer.peek().text or "(hết)"
            raise self.lexer.fail(f"Cần {sign}, gặp {found}", f"Expected {sign}, found {found}")

    def _keyword(self, word: str) -> None:
        token = self.lexer.peek()
        if token.text != word or token.kind != "keyword":
            raise self.lexer.fail(f"Thiếu từ {word}", f"The word {word} is missing")
        self.lexer.take()

    def _end(self) -> None:
        token = self.lexer.peek()
        if token.kind != "end":
            raise self.lexer.fail(f"Thừa phần từ: {token.text}", f"Unexpected rest: {token.text}")
