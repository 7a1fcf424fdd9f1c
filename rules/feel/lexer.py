"""Tokens on demand: where names with blanks may stand, the parser asks for them before it asks for a token.

Only the parser knows which names are in scope, so the text cannot be cut up beforehand.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rules.feel.errors import FeelSyntaxError
from rules.feel.texts import Text

KEYWORDS = frozenset("and or between in instance of if then else for return some every satisfies".split()) | frozenset(  # noqa: SIM905
    "function external true false null".split()  # noqa: SIM905
)
_BLANK = re.compile(r"(?:\s|\u180e|\ufeff|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NAME = re.compile(
    r"(?:[?_]|[^\W\d]|[\U00010000-\U000EFFFF])"
    r"(?:[?\w\u00b7\u0300-\u036f\u203f\u2040]|[\U00010000-\U000EFFFF])*"
)
_OPERATOR = re.compile(r"\*\*|\.\.|<=|>=|!=|->|[-+*/<>=.,:(){}\[\]@]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """kind is `number`, `string`, `name`, `keyword`, `operator` or `end`."""

    kind: str
    text: str
    start: int
    end: int


class Lexer:
    """Reads the NFC text of one expression."""

    def __init__(self, source: str) -> None:
        self.source = unicodedata.normalize("NFC", source)
        self.position = 0
        self._next: Token | None = None

    def peek(self) -> Token:
        """The token at the current position, which stays where it is."""
        if self._next is None:
            self._next = self._read()
        return self._next

    def take(self) -> Token:
        """The token at the current position; moves behind it."""
        token = self.peek()
        self.move(token.end)
        return token

    def move(self, position: int) -> None:
        """Go on reading at `position`."""
        self.position = position
        self._next = None

    def known_name(self, names: "re.Pattern[str] | None") -> Token | None:
        """A name of several words or with signs in it that stands here, if one of `names` does."""
        start = self._skip()
        found = names.match(self.source, start) if names else None
        if found is None:
            return None
        return Token("name", normal_name(found.group()), start, found.end())

    def fail(self, vi: str, en: str, position: int | None = None) -> FeelSyntaxError:
        """A syntax error at the current token, or at `position`."""
        return FeelSyntaxError(Text(vi, en), self.source, self.peek().start if position is None else position)

    def _skip(self) -> int:
        blank = _BLANK.match(self.source, self.position)
        return blank.end() if blank else self.position

    def _read(self) -> Token:
        start = self._skip()
        if start >= len(self.source):
            return Token("end", "", start, start)
        if found := _NUMBER.match(self.source, start):
            return Token("number", found.group(), start, found.end())
        if found := _NAME.match(self.source, start):
            kind = "keyword" if found.group() in KEYWORDS else "name"
            return Token(kind, found.group(), start, found.end())
        if found := _STRING.match(self.source, start):
            return Token("string", self._unescape(found.group(1), start), start, found.end())
        if found := _OPERATOR.match(self.source, start):
            return Token("operator", found.group(), start, found.end())
        sign = self.source[start]
        if sign == '"':
            raise FeelSyntaxError(Text("Chuỗi chưa đóng ngoặc kép", "The text is not closed"), self.source, start)
        raise FeelSyntaxError(Text(f"Ký tự lạ: {sign}", f"Unexpected character: {sign}"), self.source, start)

    def _unescape(self, body: str, start: int) -> str:
        def letter(found: re.Match[str]) -> str:
            code = found.group(1)
            if code[0] in "uU" and len(code) > 1:
                value = int(code[1:], 16)
                if value > 0x10FFFF:
                    raise FeelSyntaxError(Text("Mã ký tự quá lớn", "No such character"), self.source, start)
                return chr(value)
            return _ESCAPES.get(code, "\\" + code)

        text = _ESCAPE.sub(letter, body) if "\\" in body else body
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text


def normal_name(text: str) -> str:
    """A name with its blanks made single: `date   and time` is `date and time`."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=512)
def name_pattern(names: frozenset[str]) -> "re.Pattern[str] | None":
    """Matches the longest of the names that are more than one plain identifier."""
    special = sorted((name for name in names if not _NAME.fullmatch(name)), key=len, reverse=True)
    if not special:
        return None
    return re.compile("|".join(_flexible(name) for name in special))


def _flexible(name: str) -> str:
    words = [re.escape(word) for word in normal_name(name).split(" ")]
    closing = r"(?!\w)" if name[-1:].isalnum() else ""
    return r"\s+".join(words) + closing


def special_names(names: Iterable[str]) -> frozenset[str]:
    """The names normalised, as `name_pattern` wants them."""
    return _normalised(frozenset(names))


@lru_cache(maxsize=512)
def _normalised(names: frozenset[str]) -> frozenset[str]:
    """Every text of a model has the same names: they are normalised once."""
    return frozenset(normal_name(name) for name in names)
